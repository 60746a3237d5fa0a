import type { CaseState, TimelineEntry } from '../domain/case.ts';
import { isSettled } from '../domain/dispute.ts';
import { entryWithoutPerson, refundWithoutPerson, withoutPerson } from '../domain/erasure.ts';
import type { Instant } from '../domain/instant.ts';
import { type CaseId, caseIdOfPayment } from '../domain/names.ts';
import type { Unwritten } from '../domain/records.ts';
import type { Refund } from '../domain/refund.ts';
import type { Queryable } from './database.ts';

interface Mark {
  readonly dispute_ids: readonly string[];
  readonly erased_at: Date;
}

export async function erasedDisputes(on: Queryable, caseId: CaseId): Promise<ReadonlySet<string>> {
  return new Set((await markOf(on, caseId))?.dispute_ids);
}

/** What is written down of a case, without what was erased of it. */
export interface Guarded {
  readonly state: CaseState;
  readonly entries: readonly TimelineEntry[];
}

/**
 * Whether a case's customer was erased after its state was taken, with all the texts it refers to. To be asked with the case's row locked, so that an erasure
 * is over or has not begun.
 */
export async function erasedSince(tx: Queryable, state: CaseState): Promise<Unwritten | null> {
  const at = (await markOf(tx, state.id))?.erased_at.toISOString() ?? null;
  return at === null || at <= (state.erasedAt ?? state.createdAt) ? null : { why: 'erased', at };
}

/**
 * Nobody who was erased comes back by a webhook or read that comes late; null where nothing was erased. A dispute that comes alive again has to be answered:
 * what is new of it is kept. A case with a new dispute, or opened again, is erased anew once it is closed. To be asked with the case's row locked.
 */
export async function withoutErased(
  tx: Queryable,
  state: CaseState,
  entries: readonly TimelineEntry[],
): Promise<Guarded | null> {
  const mark = await markOf(tx, state.id);
  if (mark === null) return null;
  const alive = new Set(state.disputes.filter((dispute) => !isSettled(dispute)).map(({ id }) => id));
  const erased = new Set(mark.dispute_ids.filter((id) => !alive.has(id)));
  if (state.open || state.disputes.some(({ id }) => !erased.has(id))) {
    await tx.query(
      `update erased_cases set pending = true, dispute_ids = $2
       where case_id = $1 and (not pending or dispute_ids <> $2)`,
      [state.id, [...erased]],
    );
  }
  return {
    state: withoutPerson(state, erased, mark.erased_at.toISOString()),
    entries: entries.map((entry) =>
      entry.disputeId !== null && erased.has(entry.disputeId) ? entryWithoutPerson(entry) : entry,
    ),
  };
}

/** The same for a refund that was asked for before the erasure; null where nothing is to be taken out. To be asked with its payment locked. */
export async function refundWithoutErased(tx: Queryable, refund: Refund): Promise<Refund | null> {
  if (refund.reason === null && !refund.resolution?.note) return null;
  const mark = await markOf(tx, caseIdOfPayment(refund.provider, refund.paymentId));
  if (mark === null || isLater(refund.createdAt, mark)) return null;
  return refundWithoutPerson(refund);
}

function isLater(at: Instant, { erased_at }: Mark): boolean {
  return at > erased_at.toISOString();
}

async function markOf(on: Queryable, caseId: CaseId): Promise<Mark | null> {
  const [mark] = await on.query<Mark>(
    'select dispute_ids, erased_at from erased_cases where case_id = $1 and erased_at is not null',
    [caseId],
  );
  return mark ?? null;
}
