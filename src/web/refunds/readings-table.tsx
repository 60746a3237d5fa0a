import { Badge, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RefundReadingsView } from '../../api/schemas/refund.ts';
import { TimeText } from '../ui/time-text.tsx';
import { moneyText } from '../words/money.ts';
import {
  type Compared,
  compareReadings,
  type ComparedFact,
  type ComparedRefund,
  type FactName,
} from './compare-readings.ts';

interface Props {
  readonly before: RefundReadingsView | null;
  readonly after: RefundReadingsView | null;
}

const LABELS: Readonly<Record<FactName, string>> = {
  captured: 'Paid by the customer',
  withheld: 'Taken by a dispute',
  refunded: 'Refunded so far',
  refundable: 'Refundable',
  disputed: 'Dispute',
};

/** What it means that one is not there; the others were then not told. */
const ABSENT: Readonly<Partial<Record<FactName, string>>> = { withheld: 'Nothing', disputed: 'None known' };

/** What was read before the refund was sent beside what was read last, with what differs marked. */
export function ReadingsTable({ before, after }: Props) {
  const { facts, refunds } = compareReadings(before, after);
  return (
    <Table.ScrollContainer minWidth={300} scrollAreaProps={{ tabIndex: 0, 'aria-label': 'What was read' }}>
      <Table withTableBorder withColumnBorders verticalSpacing="xs" layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Td />
            <Table.Th scope="col">Before it was sent</Table.Th>
            <Table.Th scope="col">Read last</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {facts.map((fact) => (
            <FactRow key={fact.name} fact={fact} read={{ before: before !== null, after: after !== null }} />
          ))}
          {refunds.map((refund) => (
            <RefundRow
              key={refund.id}
              refund={refund}
              read={{ before: before !== null, after: after !== null }}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Which of the two reads there is. */
interface Read {
  readonly before: boolean;
  readonly after: boolean;
}

const UNREAD = 'Could not be read';

function FactRow({ fact, read }: { readonly fact: ComparedFact; readonly read: Read }) {
  return (
    <ComparedRow
      label={LABELS[fact.name]}
      change={fact.change}
      before={read.before ? factText(fact.name, fact.before) : UNREAD}
      after={read.after ? factText(fact.name, fact.after) : UNREAD}
    />
  );
}

function RefundRow({ refund, read }: { readonly refund: ComparedRefund; readonly read: Read }) {
  return (
    <ComparedRow
      label={`Refund ${refund.id}`}
      change={refund.change}
      before={read.before ? <Listed refund={refund.before} /> : UNREAD}
      after={read.after ? <Listed refund={refund.after} /> : UNREAD}
    />
  );
}

interface RowProps {
  readonly label: string;
  readonly change: Compared<unknown>['change'];
  readonly before: ReactNode;
  readonly after: ReactNode;
}

const CHANGED = 'color-mix(in srgb, var(--mantine-color-orange-filled) 12%, transparent)';
const CHANGES = { none: null, changed: 'Changed', added: 'New', gone: 'Gone' } as const;

function ComparedRow({ label, change, before, after }: RowProps) {
  const mark = CHANGES[change];
  return (
    <Table.Tr {...(mark !== null && { bg: CHANGED })}>
      <Table.Th scope="row" style={{ overflowWrap: 'anywhere' }}>
        {label}{' '}
        {mark !== null && (
          <Badge size="sm" color="orange" variant="outline" c="var(--tone-warn)">
            {mark}
          </Badge>
        )}
      </Table.Th>
      <Table.Td>{before}</Table.Td>
      <Table.Td fw={mark === null ? undefined : 600}>{after}</Table.Td>
    </Table.Tr>
  );
}

function Listed({ refund }: { readonly refund: ComparedRefund['before'] }) {
  if (refund === null) {
    return (
      <Text span inherit c="dimmed">
        Not listed
      </Text>
    );
  }
  const { amount, provider_status: status, created_at: at } = refund;
  return (
    <>
      {amount === null ? 'Amount not told' : moneyText(amount)}, {status}
      <Text size="xs" c="dimmed">
        <TimeText at={at} />
      </Text>
    </>
  );
}

function factText(name: FactName, value: ComparedFact['before']): string {
  if (value === null) return ABSENT[name] ?? 'Not told';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return typeof value === 'string' ? value : moneyText(value);
}
