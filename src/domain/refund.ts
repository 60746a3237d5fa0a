import type { Actor } from './case.ts';
import { earliest, type Instant } from './instant.ts';
import type { Money } from './money.ts';
import type { CaseId, ProviderName } from './names.ts';

/** How a refund stands. `needs_attention`: whether it was paid could not be found out, or a person must act before it can be. */
export const REFUND_STATUSES = [
  'pending',
  'requires_action',
  'succeeded',
  'failed',
  'canceled',
  'needs_attention',
] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

/** The bank's reference, by which a customer's bank finds the money. Arrives days after the refund. */
export interface RefundReference {
  readonly status: string | null;
  readonly type: string | null;
  readonly value: string | null;
}

/** One refund as the provider keeps it. */
export interface RefundReading {
  readonly id: string;
  readonly paymentId: string | null;
  readonly amount: Money | null;
  /** `other` for a word that is new to us: nothing is concluded from it. */
  readonly status: 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled' | 'other';
  readonly providerStatus: string;
  /** Who moves the money for the provider, in the provider's own word. */
  readonly processor: string | null;
  readonly reference: RefundReference;
  readonly createdAt: Instant | null;
  readonly processorCreatedAt: Instant | null;
}

/** Everything a provider says about the refunds of one payment: what is compared before and after a call. */
export interface RefundLedger {
  readonly paymentId: string;
  readonly merchantId: string | null;
  /** What the customer paid, in the currency refunds are made in. */
  readonly captured: Money | null;
  /** What a dispute of a part of the payment has taken of it: not there to be refunded. Null or absent for nothing. */
  readonly withheld?: Money | null;
  /** All refunded so far, by the payment's own account. */
  readonly refunded: Money | null;
  /** Whether the provider would refund it at all; null when it does not say. */
  readonly refundable: boolean | null;
  /** Why no refund can be made now, in a sentence; null or absent when nothing is known to stand in the way. */
  readonly barred?: string | null;
  /** The same for refunds of less than all that remains. */
  readonly partialBarred?: string | null;
  /** A formal dispute stands against it, in the provider's own sentence; null when none is known. */
  readonly disputed: string | null;
  /** Every refund there ever was, failed and cancelled attempts included. */
  readonly refunds: readonly RefundReading[];
}

/** Why a refund was not made. */
export interface RefundFailure {
  readonly code: 'disputed' | 'not_refundable' | 'more_than_remains' | 'refused' | 'failed_at_provider';
  /** One sentence for people; the provider's own where it gave one. */
  readonly message: string;
}

/** Something about a refund a person must settle or mend, with what was read before and after. */
export interface RefundAttention {
  readonly reason: string;
  readonly since: Instant;
  /** A person can settle it; otherwise Recourse goes on by itself once the cause is gone. */
  readonly settleable: boolean;
  readonly before: RefundLedger | null;
  readonly after: RefundLedger | null;
}

/** A refund somebody asked for, or one made elsewhere (`key` null). Plain JSON: the workflow's state and the store's record. */
export interface Refund {
  /** `<provider>:<paymentId>:<key>`; for one made elsewhere `<provider>:<paymentId>:external:<providerRefundId>`, which no key can be, as keys have no colon. */
  readonly id: string;
  readonly provider: ProviderName;
  readonly paymentId: string;
  readonly key: string | null;
  /** What was asked for; null means whatever remains when its turn comes. */
  readonly asked: Money | null;
  /** What is being refunded, once its turn came. */
  amount: Money | null;
  readonly reason: string | null;
  readonly by: Actor;
  /** The case to tell how it ended. */
  readonly caseId: CaseId | null;
  merchantId: string | null;
  status: RefundStatus;
  /** A call may have been sent: from here on only the provider's records say what happened. */
  sent: boolean;
  /** When the first call may have been sent; absent while none was. */
  sentAt?: Instant;
  /** Since when it is known how it ended; absent or null while it is not. */
  settledAt?: Instant | null;
  /** What the last person said who settled a doubt about it. */
  resolution?: SettledByPerson;
  failure: RefundFailure | null;
  providerRefundId: string | null;
  processor: string | null;
  reference: RefundReference;
  attention: RefundAttention | null;
  readonly createdAt: Instant;
  updatedAt: Instant;
}

/** What a person or the policy asks for. */
export interface RefundRequest {
  readonly id: string;
  readonly provider: ProviderName;
  readonly paymentId: string;
  readonly key: string;
  readonly asked: Money | null;
  readonly reason: string | null;
  readonly by: Actor;
  readonly caseId: CaseId | null;
  readonly requestedAt: Instant;
}

/** A provider's word that something happened to a refund; like all events a hint to read. Carries no personal data. */
export interface RefundEvent {
  readonly id: string;
  readonly type: string;
  readonly via: 'webhook' | 'reconcile';
  readonly provider: ProviderName;
  readonly merchantId: string | null;
  readonly paymentId: string | null;
  readonly object: { readonly kind: 'refund'; readonly id: string };
  readonly receivedAt: Instant;
}

/** A person settles a refund that reading could not settle. */
export interface RefundResolution {
  readonly outcome: 'done' | 'not_done';
  readonly providerReference?: string | undefined;
  readonly note: string;
  readonly by: Actor;
}

/** A person's word about a refund, and when it was taken. */
export interface SettledByPerson extends RefundResolution {
  readonly at: Instant;
}

/** What a case is told of a refund it asked for, or of one that crossed its dispute. */
export interface RefundNews {
  readonly refundId: string;
  readonly status: RefundStatus;
  readonly amount: Money | null;
  readonly failure: RefundFailure | null;
}

/** What stood before a call: the provider's records, and the refunds our own records know of. */
export interface RefundBaseline {
  readonly ledger: RefundLedger;
  /** The provider's ids. A read that lags may not list them all, and what it does not list must not pass for new later. */
  readonly knownIds: readonly string[];
  /** Calls for the refund in question that were ever sent, as our own records have it; null or absent for none. */
  readonly calls?: RefundCalls | null;
}

/** All that is known before a call. */
export interface RefundOutset {
  readonly before: RefundBaseline;
  /** The refund as our records have it, which its workflow may be older than; null where they have none. */
  readonly record: Refund | null;
  /** The provider's ids of those refunds of the payment that were asked for here. */
  readonly ownIds: readonly string[];
}

/** What is written down of the calls for one refund, each before it is sent. */
export interface RefundCalls {
  readonly sent: number;
  /** What stood before the earliest of them whose effect was not known. */
  readonly first: RefundBaseline;
  readonly amount: Money;
}

const NO_REFERENCE: RefundReference = { status: null, type: null, value: null };

/** A refund that waits for its turn. */
export function newRefund(request: RefundRequest): Refund {
  const { requestedAt, ...asked } = request;
  return {
    ...asked,
    amount: asked.asked,
    merchantId: null,
    status: 'pending',
    sent: false,
    failure: null,
    providerRefundId: null,
    processor: null,
    reference: NO_REFERENCE,
    attention: null,
    createdAt: requestedAt,
    updatedAt: requestedAt,
  };
}

/**
 * A refund as its workflow takes it on: asked for and written down no later than that, whatever the clock of the process said that asked. What is stamped with
 * a time to come would pass for newer than all that happens until then.
 */
export function takenOn(refund: Refund, now: Instant): Refund {
  const { createdAt, updatedAt } = refund;
  return {
    ...refund,
    createdAt: earliest(createdAt, now) ?? now,
    updatedAt: earliest(updatedAt, now) ?? now,
  };
}

/** A refund somebody made at the provider itself. */
export function externalRefund(
  provider: ProviderName,
  ledger: Pick<RefundLedger, 'paymentId' | 'merchantId'>,
  reading: RefundReading,
  now: Instant,
): Refund {
  const refund = newRefund({
    id: `${provider}:${ledger.paymentId}:external:${reading.id}`,
    provider,
    paymentId: ledger.paymentId,
    key: '',
    asked: reading.amount,
    reason: null,
    by: { type: 'provider', id: provider, via: 'read' },
    caseId: null,
    requestedAt: reading.createdAt ?? now,
  });
  const external: Refund = { ...refund, key: null, merchantId: ledger.merchantId };
  takeRefundReading(external, reading, now);
  return external;
}

/** Brings a refund up to the provider's record of it. A status that is new to us changes nothing. */
export function takeRefundReading(refund: Refund, reading: RefundReading, now: Instant): void {
  const { status } = refund;
  refund.providerRefundId = reading.id;
  refund.amount = reading.amount ?? refund.amount;
  refund.processor = reading.processor ?? refund.processor;
  refund.reference = {
    status: reading.reference.status ?? refund.reference.status,
    type: reading.reference.type ?? refund.reference.type,
    value: reading.reference.value ?? refund.reference.value,
  };
  if (reading.status !== 'other') refund.status = reading.status;
  else if (refund.status === 'needs_attention') refund.status = 'pending';
  refund.failure =
    reading.status === 'failed'
      ? {
          code: 'failed_at_provider',
          message: 'The provider made the refund, and it failed on its way to the customer.',
        }
      : null;
  refund.attention = null;
  if (refund.status !== status) refund.settledAt = isFinal(refund) ? now : null;
  refund.updatedAt = now;
}

/** Whether its money moved is known: nothing is to be sent for it any more. */
export function isAccountedFor(refund: Pick<Refund, 'status' | 'providerRefundId' | 'resolution'>): boolean {
  return isFinal(refund) || refund.providerRefundId !== null || refund.resolution?.outcome === 'done';
}

/** Nothing more is to come of it, save perhaps the bank's reference. */
export function isFinal({ status }: Pick<Refund, 'status'>): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'canceled';
}
