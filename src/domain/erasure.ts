import type { CaseState, Dispute, Json, TimelineEntry } from './case.ts';
import type { Instant } from './instant.ts';
import type { DisputeReading, HeldEvidence } from './provider.ts';
import type { Refund } from './refund.ts';

const NOTHING: HeldEvidence = { fields: {}, files: {} };

/**
 * A case without what its customer could be known by: the evidence of the disputes named, with the hashes of its texts, and everything people wrote
 * about them. The ledger stays: amounts, ids, moments, who decided what, rulings, and the hash of each answer as a whole.
 *
 * A dispute that is not among those named is a new claim, which has to be answered: its evidence stays, and so does the payment's.
 */
export function withoutPerson(state: CaseState, disputeIds: ReadonlySet<string>, at: Instant): CaseState {
  const disputes = state.disputes.map((dispute) => (disputeIds.has(dispute.id) ? emptied(dispute) : dispute));
  const isAll = state.disputes.every(({ id }) => disputeIds.has(id));
  return { ...state, disputes, ...(isAll && { paymentEvidence: null }), erasedAt: at };
}

/** Whether what a provider says of a dispute is not to be kept: it was erased, and is over. One that comes alive again has to be answered. */
export function staysErased(
  erased: ReadonlySet<string>,
  { id, status }: Pick<DisputeReading, 'id' | 'status'>,
): boolean {
  return erased.has(id) && status !== 'needs_response' && status !== 'under_review';
}

function emptied(dispute: Dispute): Dispute {
  const { draft, held, hint, decision, proposal } = dispute;
  return {
    ...dispute,
    draft: { ...draft, fields: {}, files: [] },
    // A dispute that goes on with this draft is to be filled in from the payment once more.
    prefilled: false,
    held: held && NOTHING,
    heldBefore: [],
    stageAt: null,
    hint: hint && unproven(hint),
    statements: dispute.statements.map(unproven),
    decision: decision && { ...decision, note: null },
    proposal: proposal && { ...proposal, note: null },
  };
}

function unproven(reading: DisputeReading): DisputeReading {
  return { ...reading, evidence: null };
}

/** An entry without what somebody wrote and without the hashes of texts, by which a name or mail could be guessed. */
export function entryWithoutPerson(entry: TimelineEntry): TimelineEntry {
  return { ...entry, data: dataWithoutPerson(entry.data) };
}

/** The same for what an entry carries alone. */
export function dataWithoutPerson(data: TimelineEntry['data']): TimelineEntry['data'] {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, name === 'note' ? null : withoutText(value)]),
  );
}

function withoutText(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(withoutText);
  return 'sha256' in value ? null : dataWithoutPerson(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** A refund without what people wrote about it. */
export function refundWithoutPerson(refund: Refund): Refund {
  const { resolution } = refund;
  return { ...refund, reason: null, ...(resolution && { resolution: { ...resolution, note: '' } }) };
}
