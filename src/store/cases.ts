import type { CaseState, TimelineEntry } from '../domain/case.ts';
import type { CaseId } from '../domain/names.ts';
import type { Post } from '../domain/news.ts';
import { tellTheSame, type Unwritten } from '../domain/records.ts';
import { upgraded } from '../domain/upgrade.ts';
import { caseRow, searchedTexts } from './case-row.ts';
import { tellOfCase } from './changes.ts';
import type { Database, Queryable } from './database.ts';
import { putDisputeRows, removeDisputeRows } from './dispute-rows.ts';
import { erasedSince, withoutErased } from './erasure-guard.ts';
import { getTexts } from './evidence.ts';
import { addPosts } from './posts.ts';
import { addEntries, entriesFrom } from './timeline.ts';

/** See {@link Store.recordCase}. */
export async function recordCase(
  database: Database,
  state: CaseState,
  entries: readonly TimelineEntry[],
  posts: readonly Post[],
): Promise<Unwritten | null> {
  return await database.transaction(async (tx) => {
    const unwritten = (await behindRecords(tx, state, entries)) ?? (await erasedSince(tx, state));
    if (unwritten !== null) return unwritten;
    const isNewest = await putSnapshot(tx, state);
    const guarded = await withoutErased(tx, state, entries);
    if (isNewest && guarded !== null) await putSnapshot(tx, guarded.state);
    if (isNewest) await putRows(tx, guarded?.state ?? state);
    await addEntries(tx, state.id, guarded?.entries ?? entries);
    await addPosts(tx, posts);
    await tellOfCase(tx, state);
    return null;
  });
}

/** What the records know that this state does not, with the case's row locked; null when it may be written. */
async function behindRecords(
  tx: Queryable,
  { id, nextSeq, updatedAt }: CaseState,
  entries: readonly TimelineEntry[],
): Promise<Unwritten | null> {
  const [row] = await tx.query<{ is_newer: boolean }>(
    'select (next_seq, updated_at) > ($2::bigint, $3::timestamptz) as is_newer from cases where id = $1 for update',
    [id, nextSeq, updatedAt],
  );
  if (row === undefined) return null;
  const told = await entriesFrom(tx, id, Math.min(nextSeq, ...entries.map(({ seq }) => seq)));
  const isKnown = (entry: TimelineEntry) =>
    entries.some((own) => own.seq === entry.seq && tellTheSame(own, entry));
  if (!row.is_newer && told.every(isKnown)) return null;
  const state = await loadCase(tx, id);
  return state === null ? null : { why: 'behind', state, told };
}

/** Adds an entry to the time line of a case that was written down before, and tells that it looks different now. */
export async function addToTimeline(database: Database, caseId: CaseId, entry: TimelineEntry): Promise<void> {
  await database.transaction(async (tx) => {
    const [known] = await tx.query<{ merchantId: string | null }>(
      `select snapshot ->> 'merchantId' as "merchantId" from cases where id = $1`,
      [caseId],
    );
    if (known === undefined) return;
    await addEntries(tx, caseId, [entry]);
    await tellOfCase(tx, { id: caseId, ...known });
  });
}

/** A case as it was written down last. The numbers of entries that were added to its time line since then are taken. */
export async function loadCase(on: Queryable, caseId: CaseId): Promise<CaseState | null> {
  const [row] = await on.query<{ snapshot: CaseState; last: string | null }>(
    'select snapshot, (select max(seq) from timeline where case_id = id) as last from cases where id = $1',
    [caseId],
  );
  if (row === undefined) return null;
  const state = upgraded(row.snapshot);
  return { ...state, nextSeq: Math.max(state.nextSeq, Number(row.last) + 1) };
}

/** Answers whether it was written: not when the store has a newer one. The moment decides between two that share a `nextSeq`. */
async function putSnapshot(tx: Queryable, state: CaseState): Promise<boolean> {
  const written = await tx.query(
    `insert into cases (id, next_seq, updated_at, moved_to, open, snapshot) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update set next_seq = excluded.next_seq, updated_at = excluded.updated_at,
       moved_to = excluded.moved_to, open = excluded.open, snapshot = excluded.snapshot
     where (cases.next_seq, cases.updated_at) <= (excluded.next_seq, excluded.updated_at)
     returning id`,
    [state.id, state.nextSeq, state.updatedAt, state.movedTo, state.open, JSON.stringify(state)],
  );
  return written.length > 0;
}

/** Brings the read model up to a snapshot, of whatever version: its rows, or none for a case that was handed over. */
export async function putRows(tx: Queryable, snapshot: CaseState): Promise<void> {
  const state = upgraded(snapshot);
  if (state.movedTo !== null) {
    await tx.query('delete from case_list where id = $1', [state.id]);
    await removeDisputeRows(tx, state);
    return;
  }
  const row = caseRow(state, await getTexts(tx, state.id, searchedTexts(state)));
  const columns = Object.keys(row);
  await tx.query(
    `insert into case_list (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})
     on conflict (id) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    Object.values(row),
  );
  await putDisputeRows(tx, state);
}
