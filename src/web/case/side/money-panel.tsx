import { Stack, Table, Text } from '@mantine/core';
import type { LedgerKind } from '../../../domain/money-ledger.ts';
import { MoneyText } from '../../ui/money-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { moneyText } from '../../words/money.ts';
import type { Subject } from '../subject.ts';

const KINDS: Readonly<Record<LedgerKind, string>> = {
  withdrawn: 'Withdrawn',
  fee: 'Fee',
  fee_reversed: 'Fee given back',
  reinstated: 'Put back',
  refunded: 'Refunded',
};

/** What the case has done to the merchant's money so far. */
export function MoneyPanel({ subject: { of, provider } }: { readonly subject: Subject }) {
  const { money } = of;
  if (money === null)
    return (
      <Text size="sm">{provider.label} is not set up here, so that nothing can be said of the money.</Text>
    );
  const { entries, net, unknown, difference } = money;
  return (
    <Stack gap="sm">
      {entries.length === 0 ? (
        <Text size="sm">No money has moved, as far as {provider.label} says.</Text>
      ) : (
        <Table verticalSpacing={6} horizontalSpacing={0} fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>What</Table.Th>
              <Table.Th ta="right">Effect</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {entries.map(({ id, kind, effect, at, source }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  {KINDS[kind]}
                  <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                    {at !== null && (
                      <>
                        <TimeText at={at} /> ·{' '}
                      </>
                    )}
                    {source}
                  </Text>
                </Table.Td>
                <Table.Td ta="right" style={{ verticalAlign: 'top' }}>
                  <MoneyText money={effect} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
          <Table.Tfoot>
            {net.map((sum) => (
              <Table.Tr key={sum.currency}>
                <Table.Th>So far{net.length > 1 && `, in ${sum.currency.toUpperCase()}`}</Table.Th>
                <Table.Th ta="right">
                  <MoneyText money={sum} />
                </Table.Th>
              </Table.Tr>
            ))}
          </Table.Tfoot>
        </Table>
      )}
      {unknown.length > 0 && (
        <Text size="sm" c="dimmed">
          Not told by {provider.label}, and so not counted:{' '}
          {unknown.map((kind) => KINDS[kind].toLowerCase()).join(', ')}.
        </Text>
      )}
      {difference !== null && Number(difference.amount) !== 0 && (
        <Text size="sm" c="dimmed">
          {difference.amount.startsWith('-')
            ? `Less is disputed than was paid, by ${moneyText({ ...difference, amount: difference.amount.slice(1) })}.`
            : `More is disputed than was paid, by ${moneyText(difference)}: exchange rates moved.`}
        </Text>
      )}
    </Stack>
  );
}
