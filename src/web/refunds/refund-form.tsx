import { Alert, Anchor, Button, Group, Radio, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { PaymentView } from '../../api/schemas/payment.ts';
import { segment } from '../client.ts';
import { moneyText } from '../words/money.ts';
import { example } from './amount.ts';
import { ConfirmRefund } from './confirm-refund.tsx';
import { newDraft, type RefundDraft } from './draft.ts';
import { bodyOf, type RefundBody } from './refund-body.ts';
import type { FormProps } from './refund-of-payment.tsx';
import { readFailure, type SendFailure } from './refusal.ts';
import { Section } from '../ui/section.tsx';

interface Props extends FormProps {
  readonly payment: PaymentView;
}

/** How much is to be refunded, and why. */
export function RefundForm({ subject, draft, keep, sending, payment }: Props) {
  const [fault, setFault] = useState<string | null>(null);
  const [confirming, setConfirming] = useState<RefundBody | null>(null);
  const { remaining } = payment;
  const known = (remaining ?? payment.captured)?.currency ?? null;
  const wholePossible = remaining !== null;
  const filled: RefundDraft = {
    ...draft,
    currency: known ?? draft.currency.trim().toLowerCase(),
    extent: wholePossible ? (payment.partial_objection === null ? draft.extent : 'whole') : 'part',
  };
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
        <Stack gap="md">
          <Extent payment={payment} filled={filled} change={change} />
          {filled.extent === 'part' && (
            <Amount
              filled={filled}
              known={known}
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

interface PartProps {
  readonly filled: RefundDraft;
  readonly change: (changed: Partial<RefundDraft>) => void;
}

function Extent({ payment, filled, change }: PartProps & { readonly payment: PaymentView }) {
  const { remaining, partial_objection: partialObjection } = payment;
  return (
    <Radio.Group
      label="How much"
      value={filled.extent}
      onChange={(extent) => change({ extent: extent === 'part' ? 'part' : 'whole' })}
    >
      <Stack gap="xs" mt="xs">
        <Radio
          value="whole"
          disabled={remaining === null}
          label={remaining === null ? 'All that remains' : `All that remains: ${moneyText(remaining)}`}
          description={
            remaining === null
              ? 'How much that is, the provider does not say: name an amount.'
              : 'Should less remain when its turn comes, then that.'
          }
        />
        <Radio
          value="part"
          disabled={partialObjection !== null}
          label="A part of it"
          description={partialObjection}
        />
      </Stack>
    </Radio.Group>
  );
}

interface AmountProps extends PartProps {
  /** The currency, where the provider names it. */
  readonly known: string | null;
  readonly error: string | null;
}

function Amount({ filled, known, change, error }: AmountProps) {
  return (
    <Group gap="sm" align="flex-start">
      <TextInput
        label="Amount"
        withAsterisk
        inputMode="decimal"
        autoComplete="off"
        placeholder={example(filled.currency)}
        value={filled.amount}
        onChange={({ currentTarget }) => change({ amount: currentTarget.value })}
        error={error}
        rightSection={known !== null && <Text size="sm">{known.toUpperCase()}</Text>}
        rightSectionWidth={known === null ? 0 : 12 * known.length + 16}
      />
      {known === null && (
        <TextInput
          label="Currency"
          withAsterisk
          placeholder="usd"
          w={110}
          value={filled.currency}
          onChange={({ currentTarget }) => change({ currency: currentTarget.value })}
        />
      )}
    </Group>
  );
}

interface RefusedProps {
  readonly failure: SendFailure | null;
  /** The refund that has this form's key already, where one has. */
  readonly taken: string;
  readonly extent: RefundDraft['extent'];
  readonly startAnew: () => void;
}

/** What does not stand at a field already. */
function Refused({ failure, taken, extent, startAnew }: RefusedProps) {
  if (failure === null || failure.kind === 'in_doubt') return null;
  if (failure.kind === 'key_taken') {
    return (
      <Alert color="orange" title="This form has asked for a refund already">
        <Text size="sm">
          It was taken, with other words or another amount than now.{' '}
          <Anchor component={Link} href={`/refunds/${segment(taken)}`} inherit c="inherit" underline="always">
            Look at it
          </Anchor>{' '}
          before you ask for another one.
        </Text>
        <Button variant="default" size="xs" mt="sm" onClick={startAnew}>
          Ask for another one
        </Button>
      </Alert>
    );
  }
  const { fields } = failure;
  const elsewhere = [
    failure.message,
    fields.provider,
    fields.payment_id,
    extent === 'whole' ? fields.amount : null,
  ].filter((text) => typeof text === 'string');
  if (elsewhere.length === 0) return null;
  return (
    <Alert color="red" title="It was not refunded">
      <Text size="sm">{elsewhere.join(' ')}</Text>
    </Alert>
  );
}

function fieldError(failure: SendFailure | null, field: 'amount' | 'reason'): string | null {
  return failure?.kind === 'refused' ? (failure.fields[field] ?? null) : null;
}
