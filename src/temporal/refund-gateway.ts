import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { SECOND, type Millis } from '../domain/instant.ts';
import {
  REFUND_MESSAGE,
  REFUNDS_WORKFLOW,
  refundsWorkflowId,
  refundWorkflowId,
  type RefundsWorkflowInput,
} from '../domain/refund-messages.ts';
import type { Refund, RefundEvent, RefundRequest, RefundResolution } from '../domain/refund.ts';
import { CaseClosedError, RefusedError } from './gateway.ts';
import { signal, update, type Receiver, type Subject } from './messaging.ts';

/** What it knows has to be read out of its history first where no worker has it in memory. */
const ASK_WITHIN: Millis = 30 * SECOND;

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

/** See {@link CaseGateway.refundState}. */
export async function refundState(client: Client, refundId: string): Promise<Refund | null> {
  const handle = client.workflow.getHandle(refundWorkflowId(refundId));
  try {
    const { status } = await handle.describe();
    if (status.name === 'COMPLETED') return await handle.result();
    if (status.name !== 'RUNNING') return null;
    return await client.withDeadline(Date.now() + ASK_WITHIN, () =>
      handle.query<Refund>(REFUND_MESSAGE.state),
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
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
