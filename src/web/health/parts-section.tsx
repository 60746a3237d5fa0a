import { Group, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { HealthView } from '../../api/schemas/health.ts';
import { Section } from '../ui/section.tsx';

/** What Recourse itself is made of. */
export function PartsSection({ health: { temporal, worker, store } }: { readonly health: HealthView }) {
  return (
    <Section title="Its own parts">
      <Group gap="xl">
        <Part name="Temporal" works={temporal} />
        <Part name="Worker" works={worker} />
        <Part name="Store" works={store} />
      </Group>
    </Section>
  );
}

function Part({ name, works }: { readonly name: string; readonly works: boolean }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <ThemeIcon size="sm" radius="xl" color={works ? 'green' : 'red'} variant="light" aria-hidden>
        {works ? <IconCheck size={14} /> : <IconX size={14} />}
      </ThemeIcon>
      <Text size="sm">
        {name}: {works ? 'in reach' : 'out of reach'}
      </Text>
    </Group>
  );
}
