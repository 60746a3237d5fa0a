import { DAY, HOUR, type Millis } from './instant.ts';
import type { Money } from './money.ts';
import type { ProviderName } from './names.ts';

/** What happens when nobody decided in time. `submit_if_complete` escalates what is incomplete; `lapse` lets the deadline pass. */
export type OnSilence = 'submit' | 'submit_if_complete' | 'lapse';

/** Alerts that are refunded without asking: those of these types, up to this amount. */
export interface AutoRefundRule {
  readonly provider: ProviderName;
  readonly currency: string;
  /** An exact decimal in major units. */
  readonly upTo: string;
  /** The provider's own words, e.g. `dispute`, `fraud`. */
  readonly alertTypes: readonly string[];
}

/** Who may decide about how much, in one currency. Amounts are exact decimals in major units. */
export interface ApprovalRule {
  readonly currency: string;
  /** Up to this, whoever may propose decides; null: they never do. */
  readonly responderUpTo: string | null;
  /** Above this, two people are needed: one proposes, another who may decide approves. Null: one is enough. */
  readonly fourEyesAbove: string | null;
}

/** A provider's fee for each dispute, in one currency. */
export interface DisputeFee {
  readonly provider: ProviderName;
  readonly amount: Money;
}

/** How long what is kept is kept; in milliseconds. */
export interface RetentionTimes {
  /** Evidence and everything else a customer could be known by, after the last that happened in a closed case. */
  readonly evidence: Millis;
  /** News that was told, of closed cases and of refunds that change no more. */
  readonly news: Millis;
}

/** The merchant's standing instructions, parsed and checked; durations in milliseconds. */
export interface Policy {
  /** Tells two policies apart: `built-in`, or the first 12 hexadecimal digits of the file's SHA-256. */
  readonly version: string;
  readonly alerts: { readonly window: Millis; readonly autoRefund: readonly AutoRefundRule[] };
  readonly response: {
    readonly margin: Millis;
    /** How long before the deadline people are reminded, longest first. */
    readonly reminders: readonly Millis[];
    readonly onSilence: OnSilence;
  };
  /** One rule a currency. Without a rule whoever may decide does so alone, and nobody else does. */
  readonly approvals: readonly ApprovalRule[];
  readonly rulings: { readonly quietPeriod: Millis };
  /** What a dispute costs beside its amount, where a provider's records do not tell beforehand: shown to whoever decides about an alert. */
  readonly disputeFees: readonly DisputeFee[];
  readonly retention: RetentionTimes;
  readonly evidence: {
    readonly refundPolicyDisclosure: string | null;
    readonly cancellationPolicyDisclosure: string | null;
    /** By the provider's product id. */
    readonly productDescriptions: Readonly<Record<string, string>>;
  };
}

/** What applies where no policy file says otherwise. */
export const BUILT_IN_POLICY: Policy = {
  version: 'built-in',
  alerts: { window: 72 * HOUR, autoRefund: [] },
  response: {
    margin: 24 * HOUR,
    reminders: [7 * DAY, 3 * DAY, 24 * HOUR, 6 * HOUR],
    onSilence: 'submit_if_complete',
  },
  approvals: [],
  rulings: { quietPeriod: 14 * DAY },
  disputeFees: [],
  // Card networks let disputes come up to 540 days after the payment: two years outlast them.
  retention: { evidence: 730 * DAY, news: 365 * DAY },
  evidence: { refundPolicyDisclosure: null, cancellationPolicyDisclosure: null, productDescriptions: {} },
};
