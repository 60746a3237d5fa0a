import { Alert, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { PROVIDERS } from '../../domain/names.ts';
import { queries } from '../queries.ts';
import { Page } from '../ui/page.tsx';
import { ChoosePayment } from './choose-payment.tsx';
import type { DraftSubject } from './draft.ts';
import { mayRefund } from './may.ts';
import { RefundOfPayment } from './refund-of-payment.tsx';

/** Asking for a refund: first of which payment, which then stands in the address bar, then how much. */
export function NewRefundPage() {
  const [params, setParams] = useSearchParams();
  const me = useQuery(queries.me());
  const subject = readSubject(params);
  const choose = ({ provider, paymentId }: DraftSubject) => setParams({ provider, payment_id: paymentId });
  return (
    <Page title="New refund">
      {me.data !== undefined && !mayRefund(me.data) ? (
        <Alert color="blue" title="Refunds take an approver" maw={640}>
          <Text size="sm">Your role is {me.data.role}. Ask an approver or an admin for this refund.</Text>
        </Alert>
      ) : subject === null ? (
        <ChoosePayment provider={params.get('provider')} choose={choose} />
      ) : (
        <RefundOfPayment
          key={`${subject.provider}:${subject.paymentId}`}
          subject={subject}
          choose={choose}
          chooseAnother={() => setParams({ provider: subject.provider })}
        />
      )}
    </Page>
  );
}

function readSubject(params: URLSearchParams): DraftSubject | null {
  const provider = PROVIDERS.find((name) => name === params.get('provider'));
  const paymentId = params.get('payment_id')?.trim() ?? '';
  return provider === undefined || paymentId === '' ? null : { provider, paymentId };
}
