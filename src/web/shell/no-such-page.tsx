import { Anchor } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { Link } from 'wouter';
import { EmptyState } from '../ui/empty-state.tsx';
import { Page } from '../ui/page.tsx';

export function NoSuchPage() {
  return (
    <Page title="Nothing here">
      <EmptyState icon={<IconMapQuestion size={24} />} title="There is no page under this address">
        <Anchor component={Link} href="/">
          Go to the inbox
        </Anchor>
      </EmptyState>
    </Page>
  );
}
