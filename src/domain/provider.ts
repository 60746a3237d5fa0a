import type { Instant } from './instant.ts';
import type { Money } from './money.ts';
import type { CaseSubject, ProviderName } from './names.ts';
import type { TextRef } from './text.ts';

/** Where a dispute stands on its way from warning to chargeback. `other` keeps the raw word beside it. */
export type Stage = 'alert' | 'inquiry' | 'chargeback' | 'other';
export const STAGES = ['alert', 'inquiry', 'chargeback', 'other'] as const satisfies readonly Stage[];

/** Where its answer stands. `other` is informational and changes nothing. */
export type Status = 'needs_response' | 'under_review' | 'won' | 'lost' | 'closed' | 'other';
export const STATUSES = [
  'needs_response',
  'under_review',
  'won',
  'lost',
  'closed',
  'other',
] as const satisfies readonly Status[];

/** The cardholder's complaint, in one small set for all providers; the provider's own word is kept beside it. */
export const REASONS = [
  'fraudulent',
  'not_received',
  'not_as_described',
  'cancelled',
  'duplicate',
  'credit_not_processed',
  'unrecognized',
  'processing',
  'other',
] as const;
export type Reason = (typeof REASONS)[number];

/** What the provider holds as the dispute's evidence at the moment of a read. Empty texts are absent. */
export interface HeldEvidence {
  readonly fields: Readonly<Record<string, TextRef>>;
  /** By slot: the provider's own file id and, where it says so, the file's name. */
  readonly files: Readonly<Record<string, { readonly id: string; readonly name: string | null }>>;
}

/** A dispute as its provider described it, in our words. */
export interface DisputeReading {
  readonly id: string;
  readonly paymentId: string | null;
  readonly merchantId: string | null;
  readonly stage: Stage;
  readonly status: Status;
  readonly providerStatus: string;
  readonly amount: Money | null;
  readonly reason: Reason | null;
  readonly providerReason: string | null;
  /** The provider's deadline for an answer; null when it names none (or a zero). */
  readonly respondBy: Instant | null;
  /** Whether the provider still takes evidence; null when it does not say. */
  readonly editable: boolean | null;
  /** The card network has settled it already (Visa RDR): no answer is possible. */
  readonly settledByNetwork: boolean;
  readonly createdAt: Instant | null;
  /** Null when the reading comes from a webhook's payload, which is not believed about evidence. */
  readonly evidence: HeldEvidence | null;
}

/** An early warning, before any dispute. */
export interface AlertReading {
  readonly id: string;
  readonly paymentId: string | null;
  readonly merchantId: string | null;
  /** The provider's own word: `dispute`, `dispute_rdr`, `fraud`, or one that is new to us. */
  readonly type: string;
  readonly amount: Money | null;
  readonly settledByNetwork: boolean;
  /** The dispute it became, where the provider says so. */
  readonly disputeId: string | null;
  readonly createdAt: Instant | null;
}

/** The payment under dispute, as far as a draft and a person need it. */
export interface PaymentReading {
  readonly id: string;
  readonly merchantId: string | null;
  readonly amount: Money | null;
  readonly refundedAmount: Money | null;
  readonly refundable: boolean | null;
  /** Evidence fields the payment itself can fill: the customer's name, mail, address, the product, the day of service. */
  readonly evidence: Readonly<Record<string, TextRef>>;
}

/** One thing a provider told us, by webhook or found by ourselves; the workflow's signal. Carries no personal data. */
export interface ProviderEvent extends CaseSubject {
  /** The provider's own id of the event: the key against duplicates. */
  readonly id: string;
  /** The provider's own word for what happened, e.g. `dispute.created`. */
  readonly type: string;
  readonly via: 'webhook' | 'reconcile';
  readonly merchantId: string | null;
  readonly receivedAt: Instant;
  readonly reading:
    | { readonly kind: 'dispute'; readonly dispute: DisputeReading }
    | { readonly kind: 'alert'; readonly alert: AlertReading };
}

/** What may go into one evidence slot. */
export interface SlotRule {
  /** MIME types, told from the bytes and never from the name. */
  readonly types: readonly string[];
  readonly maxBytes: number;
  readonly maxFiles: number;
}

/**
 * What a provider can be asked to do. Workflow, API and pages ask this, never the provider's name.
 */
export interface Capabilities {
  readonly provider: ProviderName;
  /** It can be asked how a dispute stands. */
  readonly read: boolean;
  /** It holds a draft that can be changed until it is submitted. */
  readonly stage: boolean;
  /** It takes an answer at all. */
  readonly submit: boolean;
  /** `call`: there is a call that concedes. `lapse`: conceding means answering nothing. `none`: it cannot be told. */
  readonly concede: 'call' | 'lapse' | 'none';
  /** It can be asked to refund, and how the refunds of a payment stand. */
  readonly refund: boolean;
  /** What it says when asked to refund a payment under a formal dispute; null where it refunds such a payment all the same. */
  readonly disputedRefund: string | null;
  /** It can be asked what was created since a moment. */
  readonly list: boolean;
  /** Evidence text fields it takes, each with its longest length in characters. */
  readonly fields: Readonly<Record<string, number>>;
  readonly slots: Readonly<Record<string, SlotRule>>;
}

/** The longest text a field takes, in characters; null when the provider has no such field. Names may come from anybody: `constructor` is none. */
export function fieldLimit({ fields }: Capabilities, name: string): number | null {
  return Object.hasOwn(fields, name) ? (fields[name] ?? null) : null;
}

/** What may go into a slot; null when the provider has no such slot. */
export function slotRule({ slots }: Capabilities, name: string): SlotRule | null {
  return Object.hasOwn(slots, name) ? (slots[name] ?? null) : null;
}
