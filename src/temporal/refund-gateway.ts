import type { Client } from '@temporalio/client';
import {
  REFUND_MESSAGE,
  REFUNDS_WORKFLOW,
  refundsWorkflowId,
  refundWorkflowId,
  type RefundsWorkflowInput,
} from '../domain/refund-messages.ts';
import type { RefundEvent, RefundRequest, RefundResolution } from '../domain/refund.ts';
import { CaseClosedError, RefusedError } from './gateway.ts';
import { signal, update, type Receiver, type Subject } from './messaging.ts';

/** Puts a refund into its payment's line. */
export function requestRefund(client: Client, request: RefundRequest): Promise<void> {
  const { provider, paymentId } = request;
  const line = refundLine({ provider, paymentId, merchantId: null }, paymentId);
  return signal(client, line, REFUND_MESSAGE.request, request);
}

/** Hands an event to its payment's line; one that names no payment to a line that looks it up. */
export function deliverRefundEvent(client: Client, event: RefundEvent): Promise<void> {
  const line = refundLine(event, event.paymentId ?? `refund.${event.object.id}`);
  return signal(client, line, REFUND_MESSAGE.event, event);
}

/** @throws RefusedError also when the refund's workflow is over or never ran: then it has nothing a person could settle */
export async function resolveRefund(
  client: Client,
  refundId: string,
  resolution: RefundResolution,
): Promise<void> {
  try {
    await update<void>(client, refundWorkflowId(refundId), REFUND_MESSAGE.resolve, resolution);
  } catch (error) {
    if (!(error instanceof CaseClosedError)) throw error;
    throw new RefusedError({
      kind: 'conflict',
      message: 'Nothing here waits to be settled by a person: this refund is not under way.',
    });
  }
}

function refundLine({ provider, merchantId, paymentId }: Omit<Subject, 'standing'>, name: string): Receiver {
  const input: RefundsWorkflowInput = { provider, paymentId };
  return {
    type: REFUNDS_WORKFLOW,
    id: refundsWorkflowId(provider, name),
    input,
    summary: `Refunds of ${provider} payment ${paymentId ?? '(not known yet)'}`,
    subject: { provider, merchantId, paymentId, standing: null },
  };
}
