import { z } from 'zod';
import type { TimelineEntry } from '../domain/case.ts';
import { instant } from '../domain/instant.ts';
import type { CaseId } from '../domain/names.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Queryable } from './database.ts';
import type { Page } from './store.ts';

/** Where a page of the time line ends: moment (milliseconds, up to the year 9999), case, number within the case. */
const PLACE = z.tuple([z.int().min(0).max(Date.UTC(9999, 0)), z.string(), z.int()]);

interface EntryRow extends Omit<TimelineEntry, 'at' | 'disputeId'> {
  readonly at: Date;
  readonly case_id: CaseId;
  readonly dispute_id: string | null;
}

export async function addEntries(
  tx: Queryable,
  caseId: CaseId,
  entries: readonly TimelineEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(
    `insert into timeline (case_id, seq, at, kind, dispute_id, actor, summary, data)
     select $1, e.* from unnest($2::bigint[], $3::timestamptz[], $4::text[], $5::text[], $6::json[], $7::text[], $8::json[]) as e
     on conflict do nothing`,
    [
      caseId,
      entries.map(({ seq }) => seq),
      entries.map(({ at }) => at),
      entries.map(({ kind }) => kind),
      entries.map(({ disputeId }) => disputeId),
      entries.map(({ actor }) => JSON.stringify(actor)),
      entries.map(({ summary }) => summary),
      entries.map(({ data }) => JSON.stringify(data)),
    ],
  );
}

/** Entries of a case alone, from a number on. */
export async function entriesFrom(
  on: Queryable,
  caseId: CaseId,
  seq: number,
): Promise<readonly TimelineEntry[]> {
  const rows = await on.query<EntryRow>(
    `select case_id, seq, at, kind, dispute_id, actor, summary, data from timeline
     where case_id = $1 and seq >= $2 order by seq`,
    [caseId, seq],
  );
  return rows.map(entryOf);
}

/** Entries of a case and of every case that was handed over to it, merged by time. */
export async function readTimeline(
  on: Queryable,
  caseId: CaseId,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<TimelineEntry>> {
  const [at, inCase, seq] = cursor === undefined ? [null, null, null] : decodeCursor(cursor, PLACE);
  const rows = await on.query<EntryRow>(
    `with recursive family (id) as (
       select $1::text union select cases.id from cases join family on cases.moved_to = family.id
     )
     select case_id, seq, at, kind, dispute_id, actor, summary, data from timeline
     where case_id in (select id from family)
       and ($2::timestamptz is null or (at, case_id, seq) > ($2::timestamptz, $3::text, $4::bigint))
     order by at, case_id, seq limit $5`,
    [caseId, at === null ? null : instant(at), inCase, seq, limit + 1],
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(entryOf),
    cursor:
      last === undefined || rows.length <= limit
        ? null
        : encodeCursor([last.at.getTime(), last.case_id, last.seq]),
  };
}

function entryOf({ seq, at, kind, dispute_id, actor, summary, data }: EntryRow): TimelineEntry {
  return { seq, at: at.toISOString(), kind, disputeId: dispute_id, actor, summary, data };
}
