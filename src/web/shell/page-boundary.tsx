import { Button, Text } from '@mantine/core';
import { IconMoodConfuzed } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { EmptyState } from '../ui/empty-state.tsx';

interface Props {
  readonly children: ReactNode;
}

/** Keeps one broken page from taking the desk with it. A page that cannot be loaded is mostly one of an older version. */
export class PageBoundary extends Component<Props, { readonly error: Error | null }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <EmptyState icon={<IconMoodConfuzed size={24} />} title="This page could not be shown">
        <Text size="sm" mb="sm">
          Nothing is lost: what Recourse does goes on. There may be a newer version of these pages.
        </Text>
        <Button variant="default" size="xs" onClick={() => window.location.reload()}>
          Load again
        </Button>
      </EmptyState>
    );
  }
}
