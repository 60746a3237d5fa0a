import type { Money } from '../../../src/domain/money.ts';
import type { ProviderName } from '../../../src/domain/names.ts';
import type { LedgerEntry } from '../../../src/sandbox/ledger.ts';
import type { Webhook } from '../../../src/sandbox/webhooks/outbox.ts';
import type { BegunCase } from '../load/load.ts';
import type { Decided } from '../load/people.ts';
import type { Asked } from '../load/refunds.ts';

/** A case as Recourse shows it in the end. */
export interface KnownCase {
  readonly id: string;
  readonly provider: ProviderName;
  readonly disputes: readonly {
    readonly id: string;
    readonly provider_status: string;
    readonly ruling: string | null;
  }[];
  /** Changes with everything that is written down of it. */
  readonly updated_at: string;
  readonly attention: readonly { readonly kind: string; readonly dispute_id: string | null }[];
}

/** A refund as Recourse shows it in the end. */
export interface KnownRefund {
  readonly id: string;
  readonly provider: ProviderName;
  readonly payment_id: string;
  readonly external: boolean;
  readonly status: string;
  readonly asked: Money | null;
  /** Null while it is not known how much it comes to. */
  readonly amount: Money | null;
  readonly provider_refund_id: string | null;
  readonly needs_attention: object | null;
}

type Planned = Pick<BegunCase['planned'], 'answer' | 'scenario' | 'provider' | 'refunds'>;

/** Everything a run is judged by. */
export interface Evidence {
  /** The sandbox's, whole: what reached the providers, and what they did. */
  readonly ledger: readonly LedgerEntry[];
  readonly webhooks: readonly Pick<Webhook, 'id' | 'provider' | 'type' | 'ids' | 'body' | 'state'>[];
  readonly cases: readonly KnownCase[];
  readonly refunds: readonly KnownRefund[];
  /** The events that stand in the time lines of the cases, by the id Recourse knows them by. */
  readonly events: ReadonlySet<string>;
  /** Every decision that stands in a time line, by case. */
  readonly decisions: ReadonlyMap<string, readonly string[]>;
  /** Who was to answer which case. */
  readonly begun: readonly { readonly planned: Planned; readonly paymentId: string }[];
  /** What people were told was recorded. */
  readonly decided: readonly Decided[];
  readonly refundsAsked: readonly Asked[];
  /** What Recourse would not even take. */
  readonly refundsRefused: readonly Asked[];
  /** By how much a case's own clock had been moved forward when the run ended, in milliseconds, by workflow id. */
  readonly skipped: ReadonlyMap<string, number>;
}
