import type { ProviderName } from './names.ts';
import type { Refund, RefundEvent, RefundRequest } from './refund.ts';

/** The workflow that lets the refunds of one payment run one at a time. */
export const REFUNDS_WORKFLOW = 'refundsWorkflow';

/** `refunds:<provider>:<paymentId>`, or `refunds:<provider>:refund.<id>` for an event that names no payment. */
export function refundsWorkflowId(provider: ProviderName, paymentId: string): string {
  return `refunds:${provider}:${paymentId}`;
}

/** `refund:<provider>:<paymentId>:<idempotencyKey>`: a refund's own id, behind the prefix of its workflow. */
export function refundWorkflowId(refundId: string): string {
  return `refund:${refundId}`;
}

/** A refund's id, in the API and behind the prefix of its workflow. */
export function refundIdOf(provider: ProviderName, paymentId: string, key: string): string {
  return `${provider}:${paymentId}:${key}`;
}

/** Names of the messages of both workflows. */
export const REFUND_MESSAGE = {
  /** To the payment's line: one more refund. */
  request: 'requestRefund',
  /** To the payment's line, and on to a refund: the provider says something happened. */
  event: 'refundEvent',
  /** From a refund to its line: its money is accounted for, the next may begin. */
  settled: 'refundSettled',
  resolve: 'resolve',
  state: 'state',
} as const;

export interface RefundsWorkflowInput {
  readonly provider: ProviderName;
  /** Null when an event named none: it is looked up, and the event goes to that payment's line. */
  readonly paymentId: string | null;
  readonly carried?: { readonly waiting: readonly RefundRequest[]; readonly events: readonly RefundEvent[] };
}

export interface RefundWorkflowInput {
  readonly refund: Refund;
}
