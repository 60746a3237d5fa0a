import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { RefundView } from '../../api/schemas/refund.ts';
import { queries } from '../queries.ts';
import { TimeText } from '../ui/time-text.tsx';
import { maySettle } from './may.ts';
import { ReadingsTable } from './readings-table.tsx';
import { SettleForm } from './settle-form.tsx';

interface Props {
  readonly refund: RefundView;
  readonly attention: NonNullable<RefundView['needs_attention']>;
}

/** A refund of which nobody knows whether it was paid: what was read, and how a person settles it. */
export function SettlePanel({ refund, attention }: Props) {
  const me = useQuery(queries.me());
  return (
    <Paper
      component="section"
      aria-labelledby="settle"
      withBorder
      radius="md"
      p="md"
      style={{ borderColor: 'var(--tone-warn)' }}
    >
      <Stack gap="md">
        <Group gap="xs" wrap="nowrap" c="var(--tone-warn)">
          <IconAlertTriangle size={18} aria-hidden style={{ flexShrink: 0 }} />
          <Title order={2} size="h5" id="settle">
            A person has to settle this refund
          </Title>
        </Group>
        <Text size="sm">
          {attention.reason} Open since <TimeText at={attention.since} />. It is not sent again before this is
          settled. The provider is read on meanwhile; should its records come to tell, it settles itself.
        </Text>
        <Title order={3} size="h6">
          What was read at the provider
        </Title>
        <ReadingsTable before={attention.before} after={attention.after} />
        {maySettle(me.data) ? (
          <SettleForm refund={refund} />
        ) : (
          <Text size="sm" fw={500}>
            Settling it takes an admin. Ask one to look the payment up at the provider and to settle it here.
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
