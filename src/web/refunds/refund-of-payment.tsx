import { Button, Grid, Group, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { ApiProblem } from '../client.ts';
import { queries } from '../queries.ts';
import { LoadFailed } from '../ui/load-failed.tsx';
import { providerWord } from '../words/cases.ts';
import { ChoosePayment } from './choose-payment.tsx';
import { DoubtPanel } from './doubt-panel.tsx';
import { type DraftSubject, keepDraft, openDraft, type RefundDraft } from './draft.ts';
import { PaymentSummary } from './payment-summary.tsx';
import { RefundForm } from './refund-form.tsx';
import { RefundsSoFar } from './refunds-so-far.tsx';
import { useSending } from './use-sending.ts';

interface Props {
  readonly subject: DraftSubject;
  readonly choose: (subject: DraftSubject) => void;
  readonly chooseAnother: () => void;
}

/** The refund of one payment. One whose answer was not seen can only be repeated as it was, even while the payment cannot be looked up. */
export function RefundOfPayment({ subject, choose, chooseAnother }: Props) {
  const [draft, setDraft] = useState(() => openDraft(sessionStorage, subject));
  const keep = useCallback(
    (next: RefundDraft) => {
      keepDraft(sessionStorage, subject, next);
      setDraft(next);
    },
    [subject],
  );
  const sending = useSending(subject, keep);
  if (draft.inDoubt && !sending.isPending) {
    return <DoubtPanel subject={subject} draft={draft} sending={sending} />;
  }
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <LookedUp {...{ subject, draft, keep, sending, choose }} />
        <Group mt="md">
          <Button variant="subtle" size="xs" onClick={chooseAnother} disabled={sending.isPending}>
            Choose another payment
          </Button>
        </Group>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <RefundsSoFar subject={subject} />
      </Grid.Col>
    </Grid>
  );
}

export interface FormProps {
  readonly subject: DraftSubject;
  readonly draft: RefundDraft;
  readonly keep: (draft: RefundDraft) => void;
  readonly sending: ReturnType<typeof useSending>;
}

function LookedUp({ choose, ...props }: FormProps & Pick<Props, 'choose'>) {
  const { provider, paymentId } = props.subject;
  // What remains is looked at anew whenever somebody comes here.
  const { data, isPending, error, errorUpdatedAt, refetch } = useQuery({
    ...queries.payment(provider, paymentId),
    staleTime: 0,
  });
  if (isPending) {
    return (
      <Stack role="status" aria-label={`${providerWord(provider)} is being asked about the payment`}>
        <Skeleton height={90} />
        <Skeleton height={220} />
      </Stack>
    );
  }
  if (error instanceof ApiProblem && error.status === 404) {
    // The same once more is no other address: it is asked for again.
    const chooseOrRetry = (next: DraftSubject) =>
      next.provider === provider && next.paymentId === paymentId ? void refetch() : choose(next);
    return (
      <ChoosePayment key={errorUpdatedAt} provider={provider} missing={paymentId} choose={chooseOrRetry} />
    );
  }
  if (data === undefined) return <LoadFailed what={`Payment ${paymentId}`} error={error} retry={refetch} />;
  return (
    <Stack gap="md">
      <PaymentSummary payment={data} />
      {data.objection === null && <RefundForm {...props} payment={data} />}
    </Stack>
  );
}
