import { Group, Title } from '@mantine/core';
import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';

/** The page the browser opened with is read out by itself, and the first Tab there leads to the skip link. */
let isFirst = true;

interface Props {
  readonly title: string;
  /** What the browser's tab says, where that is more than the title. */
  readonly tabTitle?: string;
  /** What stands at the right of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page: names itself in the browser's tab, and hands its heading the focus when it is opened, so that a screen reader says where one is. */
export function Page({ title, tabTitle = title, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${tabTitle} · Recourse`;
  }, [tabTitle]);
  useLayoutEffect(() => {
    window.scrollTo(0, 0);
    if (isFirst) isFirst = false;
    else heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <Group justify="space-between" align="center" mb="md" gap="sm">
        <Title order={1} size="h3" ref={heading} tabIndex={-1} style={{ outline: 'none' }}>
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </>
  );
}
