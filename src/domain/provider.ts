import type { Instant, Millis } from './instant.ts';
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

/** Money that moved on the merchant's account because of a dispute, as the provider's own records say. */
export interface FundsMovement {
  /** The provider's own id of the movement (a fee: of the movement it came with, and `:fee`), by which it is counted once. */
  readonly id: string;
  readonly kind: 'withdrawn' | 'reinstated' | 'fee' | 'fee_reversed';
  /** Never negative: the kind says which way it went. */
  readonly amount: Money;
  readonly at: Instant | null;
  /** The record that says so, in the provider's words, e.g. `disputes.funds_withdrawn` or `balance transaction`. */
  readonly source: string;
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
  /** Null when the reading comes from a webhook's payload, which is not believed about evidence, save where nothing can be read. */
  readonly evidence: HeldEvidence | null;
  /** The provider's own word for the stage, where it has one. */
  readonly providerStage?: string | null;
  /** Where the provider names no deadline: the network's usual window, no more than an estimate. */
  readonly respondByEstimate?: Instant | null;
  readonly funds?: readonly FundsMovement[];
  /** When it stood so by the provider's own clock: which of two webhooks is the later one, and whether a read has shown more since. */
  readonly asOf?: Instant | null;
  /** The webhook did not say which dispute of the payment it is about; its id is made of the payment's then. */
  readonly unnamed?: boolean;
  /** The amount as the provider wrote it: by it an unnamed dispute is recognised where no currency is given. */
  readonly statedAmount?: string | null;
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

/** What a provider may list: its objects, or the notifications it has sent. */
export const LISTS = ['dispute', 'alert', 'notification'] as const;
export type ListKind = (typeof LISTS)[number];

/**
 * What a provider can be asked to do. Workflow, API and pages ask this, never the provider's name.
 */
export interface Capabilities {
  readonly provider: ProviderName;
  /** Its name as people write it. */
  readonly label: string;
  /** It can be asked how a dispute stands. */
  readonly read: boolean;
  /** It holds a draft that can be changed until it is submitted. */
  readonly stage: boolean;
  /** It takes an answer at all. */
  readonly submit: boolean;
  /** `call`: there is a call that concedes. `lapse`: conceding means answering nothing. `none`: it cannot be told. */
  readonly concede: 'call' | 'lapse' | 'none';
  /**
   * Who sets the deadline. `named`: the provider names it. `derived`: it follows from what the provider says by the provider's own rule. `estimated`: nobody
   * says; the network's usual window is shown, and nothing is done by itself.
   */
  readonly deadline: 'named' | 'derived' | 'estimated';
  /** How long a file that was handed over can be used before it must be handed over again; null for ever. */
  readonly fileLifetime: Millis | null;
  /** It takes the ids of files that somebody else handed over, such as a platform's own page through the provider's browser library. */
  readonly foreignFiles: boolean;
  /** It is asked no oftener than this, by all workers together; null where it states no limit worth keeping to. */
  readonly pace: { readonly requests: number; readonly per: Millis } | null;
  /** What says how money moved because of a dispute. `movements`: records of their own. `ruling`: only what the dispute's state implies. */
  readonly funds: 'movements' | 'ruling';
  /** What comes with every withdrawal though no record has to tell of it; absent for nothing. */
  readonly fundsUntold?: readonly FundsMovement['kind'][];
  /** It can be asked to refund, and how the refunds of a payment stand. */
  readonly refund: boolean;
  /** What it says when asked to refund a payment under a formal dispute; null where it refunds such a payment all the same. */
  readonly disputedRefund: string | null;
  /** What it can be asked for of what was created since a moment. */
  readonly list: readonly ListKind[];
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
