import { Collapse, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { EvidenceFieldDescriptionView } from '../../../api/schemas/providers.ts';

interface Props {
  readonly described: readonly EvidenceFieldDescriptionView[];
  readonly isFilled: (name: string) => boolean;
  readonly children: ReactNode;
}

/** Fields this complaint does not ask for: folded away, but never hidden that something is in them. */
export function OtherFields({ described, isFilled, children }: Props) {
  const [isOpen, { toggle }] = useDisclosure(false);
  if (described.length === 0) return null;
  const filled = described.filter(({ name }) => isFilled(name)).length;
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <UnstyledButton onClick={toggle} aria-expanded={isOpen} aria-controls="other-fields">
        <Text size="sm" fw={500}>
          <Chevron size={14} style={{ verticalAlign: '-2px' }} aria-hidden /> Other fields ({filled} of{' '}
          {described.length} filled)
        </Text>
      </UnstyledButton>
      <Collapse expanded={isOpen} id="other-fields">
        <div style={{ paddingTop: 'var(--mantine-spacing-sm)' }}>{children}</div>
      </Collapse>
    </div>
  );
}
