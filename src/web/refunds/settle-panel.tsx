import { Alert, Divider, Stack, Text, Title } from '@mantine/core';
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
    <Alert
      color="orange"
      variant="outline"
      icon={<IconAlertTriangle size={18} />}
      title="A person has to settle this refund"
    >
      <Stack gap="md">
        <Text size="sm">
          {attention.reason} Open since <TimeText at={attention.since} />. It is not sent again before this is
          settled; the provider is read on meanwhile, and should its records come to tell, it settles itself.
        </Text>
        <Title order={2} size="h5">
          What was read at the provider
        </Title>
        <ReadingsTable before={attention.before} after={attention.after} />
        <Divider />
        {maySettle(me.data) ? (
          <SettleForm refund={refund} />
        ) : (
          <Text size="sm" fw={500}>
            Settling it takes an admin. Ask one to look the payment up at the provider and to settle it here.
          </Text>
        )}
      </Stack>
    </Alert>
  );
}
