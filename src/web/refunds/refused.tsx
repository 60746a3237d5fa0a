import { Alert, Anchor, Button, Text } from '@mantine/core';
import { Link } from 'wouter';
import { segment } from '../client.ts';
import type { RefundDraft } from './draft.ts';
import type { SendFailure } from './refusal.ts';

interface RefusedProps {
  readonly failure: SendFailure | null;
  /** The refund that has this form's key already, where one has. */
  readonly taken: string;
  readonly extent: RefundDraft['extent'];
  readonly startAnew: () => void;
}

/** Why a refund was refused, where that does not stand at a field already. */
export function Refused({ failure, taken, extent, startAnew }: RefusedProps) {
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
