import { Alert, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ProviderView } from '../../../api/schemas/providers.ts';
import type { Money } from '../../../domain/money.ts';
import { queries } from '../../queries.ts';
import { moneyText } from '../../words/money.ts';
import type { Subject } from '../subject.ts';

/** What refunding an alert's payment costs, beside what a dispute would. */
export function RefundCosts({ subject: { of, dispute, provider } }: { readonly subject: Subject }) {
  const { data: payment, isPending } = useQuery({
    ...queries.payment(of.provider, of.payment_id ?? ''),
    enabled: of.payment_id !== null,
  });
  const remaining = payment?.remaining ?? of.payment_amount ?? dispute.amount;
  const fees =
    of.money?.entries.filter(({ kind, dispute_id }) => kind === 'fee' && dispute_id === dispute.id) ?? [];
  const told = fees.length > 0 ? fees.map(({ amount }) => amount) : usualFee(provider, dispute.amount);
  const fee =
    told.length > 0
      ? `a fee of ${told.map(moneyText).join(' + ')}`
      : `a dispute fee, which ${provider.label} does not tell beforehand`;
  return (
    <Stack gap="sm">
      <Text size="sm">
        The whole of what remains of the payment goes back to the customer. Banks then mostly open no dispute.
      </Text>
      <Stack gap={4} p="sm" bg="var(--surface-quiet)" style={{ borderRadius: 'var(--mantine-radius-md)' }}>
        <Line name="Refund now">
          {isPending && of.payment_id !== null ? (
            <Skeleton h={16} w={70} />
          ) : remaining === null ? (
            'amount not known'
          ) : (
            moneyText(remaining)
          )}
        </Line>
        <Line name="If it becomes a dispute and is lost">
          {dispute.amount === null ? 'the amount' : moneyText(dispute.amount)} and {fee}
        </Line>
      </Stack>
      {payment?.objection != null && (
        <Alert color="red" p="xs">
          {payment.objection}
        </Alert>
      )}
    </Stack>
  );
}

/** What the policy says each dispute costs, in the currency of this one where it names several. */
function usualFee({ dispute_fees: fees }: ProviderView, amount: Money | null): readonly Money[] {
  const same = fees.filter(({ currency }) => currency === amount?.currency);
  return same.length > 0 ? same : fees.slice(0, 1);
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text size="sm" fw={500} component="div">
        {children}
      </Text>
    </Group>
  );
}
