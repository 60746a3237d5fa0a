import { noteLapse } from './approvals.ts';
import type { CaseFile } from './case-file.ts';
import type { CaseState, Dispute, Submission } from './case.ts';
import type { Instant } from './instant.ts';
import { supersede } from './opening.ts';
import { type CaseId, caseIdOfPayment, isProvisional } from './names.ts';

/** The case this one belongs to by its payment; null while it is that case, or while the payment is unknown. */
export function handOverTarget({ state }: CaseFile): CaseId | null {
  if (state.paymentId === null || state.movedTo !== null || !isProvisional(state.id)) return null;
  const to = caseIdOfPayment(state.provider, state.paymentId);
  // A payment id that looks like a provisional case's own is no reason to move.
  return to === state.id ? null : to;
}

/** Takes in the state of a case that began before its payment was known. Taking it in twice changes nothing. */
export function adopt(file: CaseFile, from: CaseState, now: Instant): void {
  const { state } = file;
  state.open = true;
  state.merchantId ??= from.merchantId;
  state.paymentId ??= from.paymentId;
  state.paymentEvidence ??= from.paymentEvidence;
  state.paymentAmount ??= from.paymentAmount;
  const fresh = from.disputes.filter(({ id }) => file.dispute(id) === null);
  const isNews = fresh.length > 0 || from.seenEvents.some((id) => !state.seenEvents.includes(id));
  state.seenEvents = [...new Set([...from.seenEvents, ...state.seenEvents])];
  const known = state.disputes.map((ours) => joined(file, ours, from, now));
  state.disputes = [...known, ...fresh];
  const answered = new Set(state.answeredKeys.map(({ key }) => key));
  state.answeredKeys = [...from.answeredKeys.filter(({ key }) => !answered.has(key)), ...state.answeredKeys];
  state.attention = [
    ...state.attention,
    ...from.attention.filter(({ disputeId }) => fresh.some(({ id }) => id === disputeId)),
  ];
  if (file.capabilities.read) state.read.dueAt = now;
  if (isNews) {
    const sentence = 'A case that began before its payment was known goes on here.';
    file.note(now, 'case_joined', { type: 'system', id: 'recourse', via: 'hand_over' }, sentence, {
      data: { from: from.id },
    });
  }
  introduce(file, known, fresh, now);
}

/** Alerts and disputes of one payment that meet only now: each alert goes on in a dispute. */
function introduce(file: CaseFile, known: readonly Dispute[], fresh: readonly Dispute[], now: Instant): void {
  const follower = disputesOf(known)[0];
  if (follower !== undefined) for (const alert of alertsOf(fresh)) supersede(file, alert, follower, now);
  for (const dispute of disputesOf(fresh)) {
    const alert = alertsOf(known).at(-1);
    if (alert !== undefined) supersede(file, alert, dispute, now);
  }
}

function alertsOf(disputes: readonly Dispute[]): readonly Dispute[] {
  return disputes.filter(({ kind, supersededBy }) => kind === 'alert' && supersededBy === null);
}

function disputesOf(disputes: readonly Dispute[]): readonly Dispute[] {
  return disputes.filter(({ kind }) => kind === 'dispute');
}

const ELSEWHERE = 'the case joined another one of the same payment.';

/** Both may know it. A proposal stands beside the draft it was made on; one on the other draft is over, and says so. */
function joined(file: CaseFile, ours: Dispute, from: CaseState, now: Instant): Dispute {
  const theirs = from.disputes.find(({ id }) => id === ours.id);
  if (theirs === undefined) return ours;
  const dispute = merged(ours, theirs);
  for (const proposal of [ours.proposal, theirs.proposal])
    if (proposal !== null && proposal !== dispute.proposal)
      noteLapse(file, dispute, proposal, now, ELSEWHERE);
  return dispute;
}

/** The dispute both know, with the draft, decision and submission of whoever went further. */
function merged(ours: Dispute, theirs: Dispute): Dispute {
  const heard = {
    funds: byId([...ours.funds, ...theirs.funds]),
    statements: [...ours.statements, ...theirs.statements],
  };
  if (rank(theirs) <= rank(ours)) return { ...ours, ...heard };
  const { draft, prefilled, held, heldBefore, stagedFields, stageAt, proposal, decision, submission } =
    theirs;
  return {
    ...ours,
    ...heard,
    draft,
    prefilled,
    held,
    heldBefore,
    stagedFields,
    stageAt,
    proposal,
    decision,
    submission,
    earlierSubmissions: theirs.earlierSubmissions,
  };
}

function byId<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

function rank({ submission, decision, proposal, draft }: Dispute): number {
  if (submission !== null) return 10 * progressOf(submission);
  if (decision !== null) return 2;
  return draft.touched || proposal !== null ? 1 : 0;
}

/** How far an answer has come. What looks like somebody else's answer to one case may be the other one's own. */
function progressOf(submission: Submission): number {
  if (submission.step === 'preparing') return 1;
  if (submission.step === 'doubt') return 3;
  return submission.by === 'us' ? 4 : 2;
}
