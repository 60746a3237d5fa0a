import { Button, Fieldset, Group, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { PaymentView } from '../../api/schemas/payment.ts';
import { Section } from '../ui/section.tsx';
import { moneyText } from '../words/money.ts';
import { ConfirmRefund } from './confirm-refund.tsx';
import { newDraft, type RefundDraft } from './draft.ts';
import { Amount, Extent } from './how-much.tsx';
import { bodyOf, currencyOf, fittedTo, type RefundBody } from './refund-body.ts';
import type { FormProps } from './refund-of-payment.tsx';
import { readFailure, type SendFailure } from './refusal.ts';
import { Refused } from './refused.tsx';

interface Props extends FormProps {
  readonly payment: PaymentView;
}

/** How much is to be refunded, and why. */
export function RefundForm({ subject, draft, keep, sending, payment }: Props) {
  const [fault, setFault] = useState<string | null>(null);
  const [confirming, setConfirming] = useState<RefundBody | null>(null);
  const { remaining } = payment;
  const filled = fittedTo(payment, draft);
  const failure = sending.error === null ? null : readFailure(sending.error);
  const change = (changed: Partial<RefundDraft>) => {
    setFault(null);
    sending.reset();
    keep({ ...draft, ...changed });
  };
  const submit = () => {
    const asked = bodyOf(subject, filled, remaining);
    if ('fault' in asked) setFault(asked.fault);
    else setConfirming(asked.body);
  };
  return (
    <Section title="Refund">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {/* What is being sent must not change under way. */}
        <Fieldset variant="unstyled" disabled={sending.isPending}>
          <Stack gap="md">
            <Extent payment={payment} filled={filled} change={change} />
            {filled.extent === 'part' && (
              <Amount
                filled={filled}
                known={currencyOf(payment)}
                change={change}
                error={fault ?? fieldError(failure, 'amount')}
              />
            )}
            <Textarea
              label="Reason"
              description="For your own records; it stands with the refund."
              autosize
              minRows={2}
              maxLength={2000}
              value={draft.reason}
              onChange={({ currentTarget }) => change({ reason: currentTarget.value })}
              error={fieldError(failure, 'reason')}
            />
            <Refused
              failure={failure}
              taken={`${subject.provider}:${subject.paymentId}:${draft.key}`}
              extent={filled.extent}
              startAnew={() => change({ key: newDraft().key })}
            />
            <Group>
              <Button type="submit" loading={sending.isPending}>
                {filled.extent === 'whole' && remaining !== null
                  ? `Refund ${moneyText(remaining)}…`
                  : 'Refund…'}
              </Button>
            </Group>
          </Stack>
        </Fieldset>
      </form>
      <ConfirmRefund
        body={confirming}
        remaining={remaining}
        busy={sending.isPending}
        close={() => setConfirming(null)}
        send={(body) => {
          setConfirming(null);
          sending.mutate({ draft: filled, body });
        }}
      />
    </Section>
  );
}

function fieldError(failure: SendFailure | null, field: 'amount' | 'reason'): string | null {
  return failure?.kind === 'refused' ? (failure.fields[field] ?? null) : null;
}
