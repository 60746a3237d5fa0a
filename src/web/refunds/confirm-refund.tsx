import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { Money } from '../../domain/money.ts';
import { providerWord } from '../words/cases.ts';
import { moneyText } from '../words/money.ts';
import type { RefundBody } from './refund-body.ts';

interface Props {
  /** What is about to be sent; null while nothing is. */
  readonly body: RefundBody | null;
  readonly remaining: Money | null;
  readonly busy: boolean;
  readonly close: () => void;
  readonly send: (body: RefundBody) => void;
}

/** The last word before money moves. */
export function ConfirmRefund({ body, remaining, busy, close, send }: Props) {
  return (
    <Modal
      opened={body !== null}
      onClose={close}
      title="Refund this payment?"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {body !== null && (
        <Stack gap="md">
          <Text size="sm">
            {amountWords(body, remaining)} of payment {body.payment_id} at {providerWord(body.provider)} goes
            back to the customer. A refund that was made cannot be taken back.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button onClick={() => send(body)} disabled={busy} data-autofocus>
              {body.amount === undefined ? 'Refund all that remains' : `Refund ${moneyText(body.amount)}`}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

function amountWords({ amount }: RefundBody, remaining: Money | null): string {
  if (amount !== undefined) return moneyText(amount);
  return remaining === null ? 'All that remains' : `All that remains, ${moneyText(remaining)} right now,`;
}
