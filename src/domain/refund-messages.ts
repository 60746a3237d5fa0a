import type { ProviderName } from './names.ts';
import type { Instant } from './instant.ts';
import type { Money } from './money.ts';
import type { Refund, RefundBaseline, RefundEvent, RefundLedger, RefundRequest } from './refund.ts';

/** The workflow that lets the refunds of one payment run one at a time. */
export const REFUNDS_WORKFLOW = 'refundsWorkflow';

/** The workflow of one refund. */
export const REFUND_WORKFLOW = 'refundWorkflow';

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
  readonly carried?: RefundCarried;
}

/** Carried over continue-as-new: what was read and told so far, and where to go on. */
export interface RefundCarried {
  readonly before: RefundLedger | null;
  readonly after: RefundLedger | null;
  readonly told: string;
  /** How many calls were sent so far; absent in what an earlier version carried over. */
  readonly calls?: number;
  readonly at: RefundPosition;
}

/** A place in a refund's course at which it may wait for long. */
export type RefundPosition =
  /** Before a call. `first` was read before the earliest call whose effect is still not known; null when there is none. */
  | {
      readonly kind: 'paying';
      readonly first: RefundBaseline | null;
      /** Calls the provider has not taken so far, and reads in a row that failed. */
      readonly declined: number;
      readonly failures: number;
    }
  /** After a call whose watch is over and has told nothing. */
  | {
      readonly kind: 'settling';
      readonly first: RefundBaseline;
      readonly amount: Money;
      readonly answered: boolean;
      readonly looks: number;
    }
  /** The money is accounted for. */
  | { readonly kind: 'following'; readonly settledAt: Instant };
