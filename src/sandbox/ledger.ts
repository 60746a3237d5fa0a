import type { DatabaseSync } from 'node:sqlite';
import type { Json } from '../domain/case.ts';
import { instant, type Instant } from '../domain/instant.ts';
import type { ProviderName } from '../domain/names.ts';

type Detail = { readonly [key: string]: Json };

/**
 * One line of the ledger. A `call` is a request that reached a provider's route; its detail says what was answered (`status`, null when
 * nothing was). An `effect` is something that then really happened, whatever the caller was told. A `fault` is one that was made on purpose.
 */
export interface LedgerEntry {
  readonly seq: number;
  readonly at: Instant;
  readonly kind: 'call' | 'effect' | 'fault';
  readonly provider: ProviderName;
  /** The route's name (`disputes.submit_evidence`), the effect's (`submission_spent`), or the fault's (`cut_after`). */
  readonly name: string;
  /** The objects concerned. */
  readonly ids: readonly string[];
  readonly detail: Detail;
}

/** Which entries to show; absent means any. */
interface LedgerFilter {
  readonly kind?: LedgerEntry['kind'] | undefined;
  readonly name?: string | undefined;
  /** An id of any object concerned. */
  readonly id?: string | undefined;
  /** Only entries with a greater `seq`. */
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
}

/** Everything that reached the sandbox and everything it did, oldest first, for ever. */
export interface Ledger {
  /** Writes a call down when it arrives, before anything is done; answers with its `seq`. */
  arrived(call: Pick<LedgerEntry, 'provider' | 'name' | 'ids' | 'detail'>): number;
  /** Adds what the call was answered. */
  answered(seq: number, status: number): void;
  effect(entry: Pick<LedgerEntry, 'provider' | 'name' | 'ids' | 'detail'>): void;
  fault(entry: Pick<LedgerEntry, 'provider' | 'name' | 'ids' | 'detail'>): void;
  entries(filter?: LedgerFilter): readonly LedgerEntry[];
}

export function createLedger(database: DatabaseSync): Ledger {
  const insert = database.prepare(
    'INSERT INTO ledger (at, kind, provider, name, ids, detail) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const answer = database.prepare(`UPDATE ledger SET detail = json_set(detail, '$.status', ?) WHERE seq = ?`);
  const select = database.prepare(`
    SELECT json_object('seq', seq, 'at', at, 'kind', kind, 'provider', provider, 'name', name, 'ids', json(ids), 'detail', json(detail)) AS entry
    FROM ledger
    WHERE (:kind IS NULL OR kind = :kind)
      AND (:name IS NULL OR name = :name)
      AND (:id IS NULL OR EXISTS (SELECT 1 FROM json_each(ids) WHERE value = :id))
      AND seq > :after
    ORDER BY seq LIMIT :limit`);

  function write(kind: LedgerEntry['kind'], entry: Parameters<Ledger['effect']>[0]): number {
    const { provider, name, ids, detail } = entry;
    const written = insert.run(
      instant(Date.now()),
      kind,
      provider,
      name,
      JSON.stringify(ids),
      JSON.stringify(detail),
    );
    return Number(written.lastInsertRowid);
  }

  return {
    arrived: (call) => write('call', { ...call, detail: { ...call.detail, status: null } }),
    answered: (seq, status) => void answer.run(status, seq),
    effect: (entry) => void write('effect', entry),
    fault: (entry) => void write('fault', entry),
    entries: ({ kind, name, id, after, limit } = {}) =>
      select
        .all({
          kind: kind ?? null,
          name: name ?? null,
          id: id ?? null,
          after: after ?? 0,
          limit: limit ?? -1,
        })
        .map((row): LedgerEntry => JSON.parse(String(row['entry']))),
  };
}
