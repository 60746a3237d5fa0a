import type { ProviderName } from '../../../src/domain/names.ts';
import type { LedgerEntry } from '../../../src/sandbox/ledger.ts';
import type { Webhook } from '../../../src/sandbox/webhooks/outbox.ts';
import type { Decided } from '../load/people.ts';
import type { Asked } from '../load/refunds.ts';

/** A case as Recourse shows it in the end. */
export interface KnownCase {
  readonly id: string;
  readonly provider: ProviderName;
  readonly disputes: readonly { readonly id: string; readonly provider_status: string }[];
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
  readonly provider_refund_id: string | null;
  readonly needs_attention: object | null;
}

/** Everything a run is judged by. */
export interface Evidence {
  /** The sandbox's, whole: what reached the providers, and what they did. */
  readonly ledger: readonly LedgerEntry[];
  readonly webhooks: readonly Pick<Webhook, 'id' | 'provider' | 'type' | 'ids' | 'body' | 'state'>[];
  readonly cases: readonly KnownCase[];
  readonly refunds: readonly KnownRefund[];
  /** The events that stand in the time lines of the cases, by the id Recourse knows them by. */
  readonly events: ReadonlySet<string>;
  readonly decided: readonly Decided[];
  readonly refundsAsked: readonly Asked[];
  /** By how much a case's own clock had been moved forward when the run ended, in milliseconds, by workflow id. */
  readonly skipped: ReadonlyMap<string, number>;
}
