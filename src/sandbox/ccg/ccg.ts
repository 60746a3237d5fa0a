import type { Json } from '../../domain/case.ts';
import { SECOND } from '../../domain/instant.ts';
import type { Run } from '../cases/runs.ts';
import type { Documents } from '../documents.ts';
import { putInOutbox, type Parts } from '../parts.ts';
import type { Switches } from '../switches.ts';
import type { CcgAccount } from './account.ts';
import type { CcgSettings } from './settings.ts';

/** Money that moved, in Stripe's form: whole minor units, Unix seconds. */
export interface BalanceTransaction {
  readonly amount: number;
  readonly available_on: number;
  readonly created: number;
  readonly currency: string;
  readonly description: string;
  readonly exchange_rate: number | null;
  readonly fee: number;
  readonly fee_details: readonly {
    readonly amount: number;
    readonly application: null;
    readonly currency: string;
    readonly description: string;
    readonly type: 'stripe_fee';
  }[];
  readonly id: string;
  readonly net: number;
  readonly object: 'balance_transaction';
  readonly reporting_category: 'dispute' | 'dispute_reversal';
  readonly source: string;
  readonly status: 'pending';
  readonly type: 'adjustment';
}

/** What a dispute's events bring (seed 003). */
export interface DisputePayload {
  readonly amount: number;
  readonly eventType: string;
  readonly merchantTransactionId: string;
  readonly merchantId: string;
  readonly evidence: Readonly<Record<string, string | null>>;
  readonly reason: string;
  readonly status: string;
  /** Version 2 leaves it out. */
  readonly paymentType?: string;
  readonly balanceTransactions: readonly BalanceTransaction[];
}

/** Whether an event's payload stands alone, or in `{name, source?, payload}`. */
export type Envelope = 'bare' | 'named';

/** What the sandbox keeps beside a payload, and never sends. */
interface Kept {
  /** Stripe's, which events show as the `source` of balance transactions only. */
  readonly id: string;
  readonly payment: { readonly id: string };
  /** How its events are wrapped; null as the switch says. */
  readonly envelope: Envelope | null;
}

export type Dispute = DisputePayload & Kept;

/** A payment, by the merchant's own id of it. */
export interface Payment {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly payment_type: string;
}

/** A refund, by the merchant's own id of it, which is not the payment's. */
export interface Refund {
  readonly id: string;
  readonly payment: { readonly id: string };
  readonly amount: number;
  readonly status: 'PENDING' | 'SUCCESS' | 'FAILED';
}

/** What a new case is about. */
export interface CaseTerms {
  /** In major units. */
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  readonly payment_type: string;
  readonly envelope: Envelope | null;
}

type CcgDocuments = Documents<{
  disputes: Dispute;
  /** How each dispute's opening looked, for telling of it late. */
  openings: Dispute;
  payments: Payment;
  refunds: Refund;
  runs: Run<CaseTerms>;
}>;

/** All the parts of the stand-in for CCG. */
export interface CcgStandIn extends Parts {
  readonly account: CcgAccount;
  readonly documents: CcgDocuments;
  readonly settings: Switches<CcgSettings>;
}

/** Writes something that happened to the ledger. */
export function recordEffect(
  ccg: CcgStandIn,
  name: string,
  ids: readonly string[],
  detail: { readonly [key: string]: Json } = {},
): void {
  ccg.ledger.effect({ provider: 'ccg', name, ids, detail });
}

/** Tells the merchant of an event. CCG gives events no id: the one answered is the sandbox's own. */
export function publish(
  ccg: CcgStandIn,
  name: string,
  data: object,
  { ids, envelope }: { readonly ids: readonly string[]; readonly envelope: Envelope | null },
): string {
  const { envelope: usual, source, webhooks_paused: paused } = ccg.settings.current();
  const wrapped = (envelope ?? usual) === 'named';
  const payload = { ...data, eventType: name };
  const body = wrapped ? { name, ...(source !== null && { source }), payload } : payload;
  const id = ccg.newId('evt', 24);
  putInOutbox(ccg, { id, provider: 'ccg', type: name, ids, body: JSON.stringify(body) }, paused);
  return id;
}

/** Now, in Unix seconds. */
export function unixNow(): number {
  return Math.floor(Date.now() / SECOND);
}
