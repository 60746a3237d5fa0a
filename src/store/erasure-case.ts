import type { Actor, CaseState, Json } from '../domain/case.ts';
import { dataWithoutPerson, refundWithoutPerson, withoutPerson } from '../domain/erasure.ts';
import type { Instant } from '../domain/instant.ts';
import type { CaseId } from '../domain/names.ts';
import type { Refund } from '../domain/refund.ts';
import { upgraded } from '../domain/upgrade.ts';
import { putRows } from './cases.ts';
import { tellOfCase } from './changes.ts';
import type { Database, Queryable } from './database.ts';
import { ErasureFailedError } from './erasure.ts';
import { familyOf } from './erasure-left.ts';
import { lockPayment } from './refunds.ts';

/** What was taken out of a case, as its time line tells it. */
interface Counts {
  readonly texts: number;
  readonly files: number;
  readonly entries: number;
  readonly refunds: number;
}

interface Marked {
  readonly case_id: CaseId;
  readonly asked_by: Actor;
  readonly asked_at: Date;
  readonly erasure_id: string | null;
}

/** One case in one transaction: whatever becomes of the process, it is erased or it is still marked. */
export async function eraseNext(
  database: Database,
  now: Instant,
  erasureId?: string,
  except: readonly CaseId[] = [],
): Promise<CaseId | null> {
  return await database.transaction(async (tx) => {
    // Whoever else erases at the same time takes others.
    const [marked] = await tx.query<Marked>(
      `select case_id, asked_by, asked_at, erasure_id from erased_cases e
       where pending and ($1::text is null or erasure_id = $1) and case_id <> all ($2::text[])
         and not exists (select from cases where cases.id = e.case_id and (cases.snapshot->>'open')::boolean)
       order by asked_at, case_id limit 1 for update skip locked`,
      [erasureId ?? null, except],
    );
    if (marked === undefined) return null;
    await erase(tx, marked, now).catch((error: unknown) => {
      throw new ErasureFailedError(marked.case_id, error);
    });
    return marked.case_id;
  });
}

async function erase(tx: Queryable, marked: Marked, now: Instant): Promise<void> {
  const family = await lockFamily(tx, marked.case_id);
  const ids = [...new Set([marked.case_id, ...family.map(({ id }) => id)])];
  const [own] = family.filter(({ id }) => id === marked.case_id);
  // It was opened again since it was chosen: it stays marked.
  if (own?.open === true) return;
  const counts: Counts = {
    texts: await removed(tx, 'delete from texts where case_id = any($1::text[]) returning 1', ids),
    files: await removed(tx, 'delete from files where case_id = any($1::text[]) returning 1', ids),
    entries: await eraseEntries(tx, ids),
    refunds: await eraseRefunds(tx, marked.case_id),
  };
  for (const state of family) await eraseSnapshot(tx, state, marked, now);
  if (family.length === 0) await keepMark(tx, marked, [], now);
  if (own === undefined) return;
  // A message in the chat that quotes somebody is shown anew.
  await tx.query('update chat_messages set shown = null, settled = false where about = $1', [own.id]);
  await noteErasure(tx, marked, counts, now);
  await tellOfCase(tx, own);
}

/** The case with all that were handed over to it. In the order in which every rebuild locks them, so that no two wait for each other. */
async function lockFamily(tx: Queryable, caseId: CaseId): Promise<readonly CaseState[]> {
  const rows = await tx.query<{ snapshot: CaseState }>(
    `select snapshot from cases where id in (${familyOf('$1')}) order by id for update`,
    [caseId],
  );
  return rows.map(({ snapshot }) => upgraded(snapshot));
}

async function removed(tx: Queryable, statement: string, ids: readonly CaseId[]): Promise<number> {
  return (await tx.query(statement, [ids])).length;
}

async function eraseSnapshot(tx: Queryable, state: CaseState, marked: Marked, now: Instant): Promise<void> {
  const disputeIds = state.disputes.map(({ id }) => id);
  const erased = withoutPerson(state, new Set(disputeIds), now);
  await tx.query('update cases set snapshot = $2 where id = $1', [state.id, JSON.stringify(erased)]);
  await putRows(tx, erased);
  await keepMark(tx, { ...marked, case_id: state.id }, disputeIds, now);
}

/**
 * It stays for ever: it keeps late events and late runs from bringing the customer back. Where the time for keeping evidence was over, so is Temporal's.
 */
async function keepMark(
  tx: Queryable,
  { case_id, asked_by, asked_at, erasure_id }: Marked,
  disputeIds: readonly string[],
  now: Instant,
): Promise<void> {
  await tx.query(
    `insert into erased_cases (case_id, erasure_id, asked_by, asked_at, pending, erased_at, dispute_ids, history_kept)
     values ($1, $2, $3, $4, false, $5, $6, $2::text is not null)
     on conflict (case_id) do update set pending = false, erased_at = excluded.erased_at,
       dispute_ids = excluded.dispute_ids, history_kept = excluded.history_kept`,
    [case_id, erasure_id, JSON.stringify(asked_by), asked_at.toISOString(), now, disputeIds],
  );
}

interface EntryRow {
  readonly case_id: CaseId;
  readonly seq: number;
  readonly data: { readonly [key: string]: Json };
}

async function eraseEntries(tx: Queryable, ids: readonly CaseId[]): Promise<number> {
  const rows = await tx.query<EntryRow>(
    `select case_id, seq, data from timeline
     where case_id = any($1::text[]) and (data::text like '%"note"%' or data::text like '%"sha256"%')`,
    [ids],
  );
  // For this transaction alone.
  await tx.query("select set_config('recourse.erasing', 'on', true)");
  const changed = await tx.query(
    `update timeline set data = e.data
     from unnest($1::text[], $2::bigint[], $3::json[]) as e (case_id, seq, data)
     where timeline.case_id = e.case_id and timeline.seq = e.seq returning 1`,
    [
      rows.map((row) => row.case_id),
      rows.map(({ seq }) => seq),
      rows.map(({ data }) => JSON.stringify(dataWithoutPerson(data))),
    ],
  );
  await tx.query("select set_config('recourse.erasing', 'off', true)");
  return changed.length;
}

/** Of a case's payment. A case id begins with the provider's name and a colon. */
async function eraseRefunds(tx: Queryable, caseId: CaseId): Promise<number> {
  const [provider = '', ...rest] = caseId.split(':');
  const paymentId = rest.join(':');
  await lockPayment(tx, { provider, paymentId });
  const rows = await tx.query<{ id: string; record: Refund }>(
    'select id, record from refunds where provider = $1 and payment_id = $2',
    [provider, paymentId],
  );
  const told = rows.filter(({ record }) => record.reason !== null || record.resolution?.note);
  for (const { id, record } of told) {
    await tx.query('update refunds set record = $2 where id = $1', [
      id,
      JSON.stringify(refundWithoutPerson(record)),
    ]);
  }
  return told.length;
}

/** That it happened, by whom it was asked for and how much it was; never what. */
async function noteErasure(
  tx: Queryable,
  { case_id, asked_by, asked_at }: Marked,
  counts: Counts,
  now: Instant,
): Promise<void> {
  const why = asked_by.type === 'policy' ? 'retention' : 'request';
  await tx.query(
    `insert into timeline (case_id, seq, at, kind, dispute_id, actor, summary, data)
     select $1, least(coalesce(min(seq), 0), 0) - 1, $2, 'erased', null, $3, $4, $5 from timeline where case_id = $1`,
    [
      case_id,
      now,
      JSON.stringify(asked_by),
      "The customer's personal data was erased. Amounts, dates, decisions and rulings stay.",
      JSON.stringify({ why, asked_at: asked_at.toISOString(), ...counts }),
    ],
  );
}
