import type { CaseState } from '../domain/case.ts';
import type { Instant } from '../domain/instant.ts';
import type { CaseId, ProviderName } from '../domain/names.ts';
import type { Refund } from '../domain/refund.ts';
import type { Database } from './database.ts';

const BATCH = 100;

/** As much of an open case as its workflow is found and started by. */
export type OpenCase = Pick<CaseState, 'id' | 'provider' | 'merchantId' | 'paymentId' | 'nextSeq'>;

/** What the records say is not over: each has a workflow in Temporal, unless that was lost. */
export interface Unfinished {
  /** Open cases of a provider, by their ids, after one of them; an empty answer is the end. */
  cases(provider: ProviderName, after: string | null): Promise<Batch<OpenCase>>;
  /** How many cases of all providers are open that were last written down before a moment. */
  countCases(before: Instant): Promise<number>;
  /** Refunds that were asked for here and are not settled, by their ids, after one of them. */
  refunds(provider: ProviderName, after: string | null): Promise<Batch<Refund>>;
}

/** Some of them, and after which to go on; null when there are no more. */
export interface Batch<T> {
  readonly data: readonly T[];
  readonly next: string | null;
}

/** Reads records alone: lists are made anew from these, and may be lost as well. */
export function createUnfinished(database: Database): Unfinished {
  return {
    async cases(provider, after) {
      const rows = await database.query<{ id: CaseId; snapshot: CaseState }>(
        `select id, snapshot from cases where starts_with(id, $1) and open and moved_to is null
         and id > $2 order by id limit ${BATCH}`,
        [`${provider}:`, after ?? ''],
      );
      return { data: rows.map(({ snapshot }) => asOpenCase(snapshot)), next: placeAfter(rows) };
    },

    async countCases(before) {
      const [row] = await database.query<{ count: number }>(
        'select count(*) as count from cases where open and moved_to is null and updated_at < $1',
        [before],
      );
      return row?.count ?? 0;
    },

    async refunds(provider, after) {
      const rows = await database.query<{ id: string; record: Refund }>(
        `select id, record from refunds where provider = $1 and id > $2 and key is not null
         and status in ('pending', 'requires_action', 'needs_attention') order by id limit ${BATCH}`,
        [provider, after ?? ''],
      );
      return { data: rows.map(({ record }) => record), next: placeAfter(rows) };
    },
  };
}

function asOpenCase({ id, provider, merchantId, paymentId, nextSeq }: CaseState): OpenCase {
  return { id, provider, merchantId, paymentId, nextSeq };
}

function placeAfter(rows: readonly { readonly id: string }[]): string | null {
  return rows.length < BATCH ? null : (rows.at(-1)?.id ?? null);
}
