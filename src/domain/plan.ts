import type { CaseFile } from './case-file.ts';
import type { Dispute, PreventiveRefund } from './case.ts';
import { nextTick } from './clock.ts';
import { isPast } from './deadline.ts';
import { isSettled } from './dispute.ts';
import { needsHandingOver } from './file-lives.ts';
import { handOverTarget } from './hand-over.ts';
import { type Instant, millis, plus } from './instant.ts';
import { firstOf, type Moment, moment } from './moment.ts';
import type { CaseId } from './names.ts';
import { unaskedRefund } from './prevention.ts';
import { doubtOf } from './doubt.ts';
import { preparationOf } from './preparation.ts';
import { visibleDisputes } from './summary.ts';

/** The one thing to do next. Every step but `wait` calls somebody and is short, so that no trouble with one dispute holds up another's deadline. */
export type Step =
  /** Read after a call nobody knows the effect of. */
  | { readonly do: 'settle'; readonly dispute: Dispute }
  /** Hand a file of the frozen revision to the provider. */
  | { readonly do: 'upload'; readonly dispute: Dispute; readonly fileId: string }
  /** Bring the provider's draft to the frozen revision; where it holds none, see that the answer is whole. */
  | { readonly do: 'prepare'; readonly dispute: Dispute }
  /** Spend the submission. */
  | { readonly do: 'submit'; readonly dispute: Dispute }
  /** Accept the loss, where that is a call. */
  | { readonly do: 'concede'; readonly dispute: Dispute }
  | { readonly do: 'read' }
  /** Put the refund that was decided at the alert stage into the payment's line. */
  | { readonly do: 'request_refund'; readonly dispute: Dispute; readonly refund: PreventiveRefund }
  /** Keep the provider's draft up to date while nobody decided, or empty it after conceding. */
  | { readonly do: 'stage'; readonly dispute: Dispute }
  | { readonly do: 'hand_over'; readonly to: CaseId }
  | { readonly do: 'finish' }
  /** Sleep until the next moment that matters, or for ever where only a message can change anything. */
  | { readonly do: 'wait'; readonly next: Moment | null };

/** What is most urgent now. Pure: the same case at the same moment always gives the same step. */
export function plan(file: CaseFile, now: Instant): Step {
  if (file.state.movedTo !== null) return { do: 'finish' };
  const to = handOverTarget(file);
  if (to !== null) return { do: 'hand_over', to };
  const urgent = file.state.disputes.toSorted(bySoonestDeadline);
  for (const dispute of urgent) {
    const step = answering(dispute, now);
    if (step !== null) return step;
  }
  for (const dispute of urgent) {
    const refund = unaskedRefund(dispute);
    if (refund !== null && (refund.notBefore === null || isPast(refund.notBefore, now))) {
      return { do: 'request_refund', dispute, refund };
    }
  }
  if (isPast(file.state.read.dueAt, now) && file.state.disputes.length > 0) return { do: 'read' };
  const staging = urgent.find(({ stageAt }) => isPast(stageAt, now));
  if (staging !== undefined) return { do: 'stage', dispute: staging };
  return isFinished(file, now) ? { do: 'finish' } : { do: 'wait', next: nextMoment(file, now) };
}

function answering(dispute: Dispute, now: Instant): Step | null {
  const doubt = doubtOf(dispute);
  if (doubt !== null) return isPast(doubt.readAt, now) ? { do: 'settle', dispute } : null;
  const preparing = preparationOf(dispute);
  if (preparing === null) return null;
  const { notBefore, evidenceHash } = preparing;
  if (notBefore !== null && !isPast(notBefore, now)) return null;
  if (dispute.decision?.kind === 'concede') return { do: 'concede', dispute };
  const waiting = dispute.draft.files.find((file) => needsHandingOver(file, now));
  if (waiting !== undefined) return { do: 'upload', dispute, fileId: waiting.id };
  return { do: evidenceHash === null ? 'prepare' : 'submit', dispute };
}

/** A case ends when all in it is settled and has stayed so for the quiet period; warnings and alerts that came to nothing need none. */
function isFinished(file: CaseFile, now: Instant): boolean {
  return visibleDisputes(file.state).every(
    (dispute) => isSettled(dispute) && isPast(quietUntil(file, dispute), now),
  );
}

function quietUntil(file: CaseFile, dispute: Dispute): Instant | null {
  const since = dispute.ruling?.at ?? dispute.goneAt;
  const harmless =
    dispute.kind === 'alert' || (dispute.stage === 'alert' && dispute.ruling?.outcome === 'closed');
  if (since === null || harmless) return dispute.firstSeenAt;
  return plus(since, file.policy.rulings.quietPeriod);
}

/** Only what lies ahead: a moment that has come and brought nothing must not wake anybody again. */
function nextMoment(file: CaseFile, now: Instant): Moment | null {
  const { disputes, read } = file.state;
  const moments = disputes.flatMap((dispute) => [
    ...momentsOf(file, dispute),
    ...nextTick(file, dispute, now),
  ]);
  return firstOf(
    [...moment(read.dueAt, 'Read how it stands'), ...moments].filter(({ at }) => !isPast(at, now)),
  );
}

function momentsOf(file: CaseFile, dispute: Dispute): readonly Moment[] {
  if (dispute.supersededBy !== null) return [];
  return [
    ...moment(dispute.stageAt, 'Stage the draft'),
    ...moment(unaskedRefund(dispute)?.notBefore ?? null, 'Ask for the refund again'),
    ...moment(doubtOf(dispute)?.readAt ?? null, 'See whether the answer arrived'),
    ...moment(preparationOf(dispute)?.notBefore ?? null, 'Try again to answer'),
    ...moment(isSettled(dispute) ? quietUntil(file, dispute) : null, 'The quiet period ends'),
  ];
}

function bySoonestDeadline(a: Dispute, b: Dispute): number {
  return millis(a.respondBy ?? '9999-12-31T00:00:00Z') - millis(b.respondBy ?? '9999-12-31T00:00:00Z');
}
