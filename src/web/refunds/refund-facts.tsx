import { Anchor, DataList, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { RefundView } from '../../api/schemas/refund.ts';
import { segment } from '../client.ts';
import { queries } from '../queries.ts';
import { Copyable } from '../ui/copyable.tsx';
import { MoneyText } from '../ui/money-text.tsx';
import { TimeText } from '../ui/time-text.tsx';
import { providerWord } from '../words/cases.ts';
import { moneyText } from '../words/money.ts';
import { whoAsked } from './refund-words.ts';

/** What is known of a refund. */
export function RefundFacts({ refund }: { readonly refund: RefundView }) {
  const { asked, processor, provider_refund_id: providerId } = refund;
  return (
    <DataList labelWidth="8rem" withDivider gap="xs">
      <Fact label="Provider">{providerWord(refund.provider)}</Fact>
      <Fact label="Payment">
        <Copyable value={refund.payment_id} what="the payment's id" />
      </Fact>
      <Fact label="Asked for">{asked === null ? 'Whatever remains' : moneyText(asked)}</Fact>
      <Fact label="Refunded">
        {refund.status === 'succeeded' ? <MoneyText money={refund.amount} /> : 'Nothing yet that is known'}
      </Fact>
      <Fact label="Asked by">{whoAsked(refund.requested_by)}</Fact>
      {refund.reason !== null && <Fact label="Reason">{refund.reason}</Fact>}
      <Fact label="At the provider">
        {providerId === null ? 'No id is known' : <Copyable value={providerId} what="the provider's id" />}
      </Fact>
      {processor !== null && <Fact label="Moved by">{processor}</Fact>}
      <Fact label="Case">
        <CaseOfPayment provider={refund.provider} paymentId={refund.payment_id} />
      </Fact>
      {refund.idempotency_key !== null && (
        <Fact label="Key">
          <Copyable value={refund.idempotency_key} what="the idempotency key" />
        </Fact>
      )}
      <Fact label="Last change">
        <TimeText at={refund.updated_at} />
      </Fact>
    </DataList>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <DataList.Item>
      <DataList.ItemLabel>{label}</DataList.ItemLabel>
      <DataList.ItemValue style={{ overflowWrap: 'anywhere', minWidth: 0 }}>{children}</DataList.ItemValue>
    </DataList.Item>
  );
}

interface CaseProps {
  readonly provider: string;
  readonly paymentId: string;
}

function CaseOfPayment({ provider, paymentId }: CaseProps) {
  const { data } = useInfiniteQuery(queries.cases({ provider, payment_id: paymentId }));
  const found = data?.pages[0]?.data[0];
  if (data === undefined) return '…';
  if (found === undefined) {
    return (
      <Text span inherit c="dimmed">
        None: the payment is not disputed
      </Text>
    );
  }
  return (
    <Anchor component={Link} href={`/cases/${segment(found.id)}`} inherit>
      Open the case
    </Anchor>
  );
}
