import type { CaseFile } from './case-file.ts';
import type { CaseState, Dispute, Submission } from './case.ts';
import type { Instant } from './instant.ts';

/** How far a submission has come: when two cases know one dispute, the one that went further is believed. */
const PROGRESS = { preparing: 1, doubt: 2, done: 3 } as const satisfies Record<Submission['step'], number>;

/** Takes in the state of a case that began before its payment was known. Taking it in twice changes nothing. */
export function adopt(file: CaseFile, from: CaseState, now: Instant): void {
  const { state } = file;
  state.open = true;
  state.merchantId ??= from.merchantId;
  state.paymentId ??= from.paymentId;
  state.paymentEvidence ??= from.paymentEvidence;
  state.paymentAmount ??= from.paymentAmount;
  state.seenEvents = [...new Set([...from.seenEvents, ...state.seenEvents])];
  const fresh = from.disputes.filter(({ id }) => file.dispute(id) === null);
  state.disputes = [
    ...state.disputes.map((ours) => merged(ours, from)),
    ...fresh.map((dispute) => linked(dispute, state)),
  ];
  state.attention = [
    ...state.attention,
    ...from.attention.filter(({ disputeId }) => fresh.some(({ id }) => id === disputeId)),
  ];
  if (file.capabilities.read) state.read.dueAt = now;
  file.note(
    now,
    'case_joined',
    { type: 'system', id: 'recourse', via: 'hand_over' },
    'A case that began before its payment was known goes on here.',
    {
      data: { from: from.id },
    },
  );
}

/** The dispute both know, with the draft, decision and submission of whoever went further. */
function merged(ours: Dispute, from: CaseState): Dispute {
  const theirs = from.disputes.find(({ id }) => id === ours.id);
  if (theirs === undefined || rank(theirs) <= rank(ours)) return ours;
  const { draft, decision, submission, held, heldBefore, stagedFields, earlierSubmissions } = theirs;
  return { ...ours, draft, decision, submission, held, heldBefore, stagedFields, earlierSubmissions };
}

function rank({ submission, decision, draft }: Dispute): number {
  if (submission !== null) return 10 * PROGRESS[submission.step];
  if (decision !== null) return 2;
  return draft.touched ? 1 : 0;
}

/** An alert that arrives after the dispute it warned of is followed by that dispute. */
function linked(dispute: Dispute, state: CaseState): Dispute {
  if (dispute.kind !== 'alert' || dispute.supersededBy !== null) return dispute;
  const follower = state.disputes.find(({ kind }) => kind === 'dispute');
  return follower === undefined ? dispute : { ...dispute, supersededBy: follower.id };
}
