import { CLOCK, type CaseFile, providerActor } from './case-file.ts';
import type { Dispute, Submission } from './case.ts';
import { isPast } from './deadline.ts';
import { HOUR, type Instant, MINUTE, type Millis, SECOND, millis, plus } from './instant.ts';
import {
  asRefusal,
  calledUp,
  LONGEST_RETRY,
  preparationFailed,
  preparationOf,
  type Preparing,
  retryWait,
} from './preparation.ts';
import type { DisputeReading } from './provider.ts';
import { submissionArrived, takeDisputeReading } from './reading.ts';
import { type ProviderFailure, isRefusal } from './reads.ts';

/** What came of the one call that spends a submission. */
export type CallOutcome =
  | { readonly kind: 'answered'; readonly reading: DisputeReading }
  /** It provably never left: it was picked up too late. */
  | { readonly kind: 'not_sent' }
  /** The provider said no; it had no effect. */
  | { readonly kind: 'declined'; readonly failure: ProviderFailure }
  /** Nobody knows. `timedOut` asks for the longer watch. */
  | { readonly kind: 'in_doubt'; readonly timedOut: boolean };

type Doubt = Extract<Submission, { step: 'doubt' }>;

/** How long the provider is read before "unchanged" counts as "not done". */
const WATCH: Millis = MINUTE;

const WATCH_AFTER_TIME_OUT: Millis = 15 * MINUTE;

const FIRST_LOOK: Millis = 2 * SECOND;

const PICKED_UP_LATE: ProviderFailure = {
  kind: 'unavailable',
  message:
    "the call was picked up too late to be sent; see that workers are running and that their clocks agree with the server's.",
  retryAfter: null,
};

/** A call that was sent and of which nobody knows whether it worked; null when there is none. */
export function doubtOf({ submission }: Dispute): Doubt | null {
  return submission?.step === 'doubt' ? submission : null;
}

/** Records what came of the call. Only a good answer or a later read proves a submission; nothing else counts as one. */
export function takeCall(file: CaseFile, dispute: Dispute, outcome: CallOutcome, now: Instant): void {
  const preparing = preparationOf(dispute);
  if (preparing === null) return;
  switch (outcome.kind) {
    case 'not_sent':
      preparationFailed(file, dispute, PICKED_UP_LATE, now);
      return;
    case 'declined':
      // The dispute itself was read a moment ago: what is not found is something the answer names.
      preparationFailed(file, dispute, asRefusal(outcome.failure), now);
      return;
    case 'in_doubt':
      dispute.submission = doubt(preparing, outcome.timedOut ? WATCH_AFTER_TIME_OUT : WATCH, now);
      file.note(
        now,
        'submission_in_doubt',
        CLOCK,
        `${calledUp(dispute)} was sent and no good reply came; the provider is being read.`,
        { dispute },
      );
      return;
    case 'answered':
      dispute.submission = doubt(preparing, WATCH, now);
      takeReply(file, dispute, outcome.reading, now);
  }
}

/** A reply that shows another phase under review may be to our own call: the phase began between the last look and the call. */
function takeReply(file: CaseFile, dispute: Dispute, reading: DisputeReading, now: Instant): void {
  const { stage } = dispute;
  takeSettlingRead(file, dispute, reading, now);
  const { submission } = dispute;
  if (dispute.stage !== stage && submission?.step === 'done')
    dispute.submission = { ...submission, by: 'unknown' };
}

/** Settles a doubt by what the provider shows: changed means done, unchanged to the end of the watch means not done, all else asks a person. */
export function takeSettlingRead(
  file: CaseFile,
  dispute: Dispute,
  reading: DisputeReading,
  now: Instant,
): void {
  const by = providerActor(file.state.provider, 'read');
  takeDisputeReading(file, dispute, reading, now, by);
  const submission = doubtOf(dispute);
  if (submission === null) return;
  if (reading.status === 'needs_response' && reading.editable === false) {
    submissionArrived(file, dispute, submission.evidenceHash, now, by);
  } else if (!isPast(submission.until, now)) {
    dispute.submission = { ...submission, failures: 0, readAt: nextLook(submission, now) };
  } else if (reading.status === 'needs_response') {
    dispute.submission = {
      step: 'preparing',
      // Somebody may have changed the provider's draft meanwhile: it is staged anew.
      evidenceHash: null,
      attempts: submission.attempts,
      failures: 0,
      notBefore: null,
    };
    file.unattend('submission_unsettled', dispute);
    file.note(
      now,
      'submission_not_done',
      by,
      `${calledUp(dispute)} did not reach the provider; it is sent again.`,
      { dispute },
    );
  } else {
    dispute.submission = { ...submission, readAt: plus(now, LONGEST_RETRY) };
    file.attend(
      now,
      'submission_unsettled',
      dispute,
      `${calledUp(dispute)} was sent, and the provider's status "${reading.providerStatus}" does not tell whether it arrived: settle it by hand.`,
    );
  }
}

/** The read that should settle a doubt failed itself. */
export function settlingReadFailed(
  file: CaseFile,
  dispute: Dispute,
  failure: ProviderFailure,
  now: Instant,
): void {
  const submission = doubtOf(dispute);
  if (submission === null) return;
  const failures = submission.failures + 1;
  // An object that is gone may come back, but hardly within minutes.
  const wait = failure.kind === 'not_found' ? HOUR : retryWait(failures, failure.retryAfter);
  dispute.submission = { ...submission, failures, readAt: plus(now, wait) };
  file.changed = true;
  if (isPast(submission.until, now) || isRefusal(failure)) {
    file.attend(
      now,
      'submission_unsettled',
      dispute,
      `${calledUp(dispute)} was sent, and the provider cannot be read to see whether it arrived: ${failure.message}`,
    );
  }
}

/**
 * Brings up to the present what a run finds in a snapshot that it did not write itself: whether the run before sent an answer that was ready to go is
 * known to nobody, once Temporal's state was lost. So the provider is read first, for as long as it might still show a call late.
 */
export function doubtInterrupted(file: CaseFile, now: Instant): void {
  for (const dispute of file.state.disputes) {
    const preparing = preparationOf(dispute);
    if (preparing === null) continue;
    const ready = preparing.evidenceHash !== null || dispute.decision?.kind === 'concede';
    if (!ready) continue;
    const late = plus(file.state.updatedAt, WATCH_AFTER_TIME_OUT);
    const short = plus(now, WATCH);
    dispute.submission = { ...doubt(preparing, WATCH, now), until: late > short ? late : short };
    file.note(
      now,
      'submission_in_doubt',
      CLOCK,
      `${calledUp(dispute)} was ready when this case's workflow was lost; the provider is being read to see whether it was sent.`,
      { dispute },
    );
  }
}

function doubt(from: Preparing, watch: Millis, now: Instant): Doubt {
  return {
    step: 'doubt',
    evidenceHash: from.evidenceHash,
    attempts: from.attempts + 1,
    since: now,
    readAt: plus(now, FIRST_LOOK),
    until: plus(now, watch),
    failures: 0,
  };
}

/** Six looks over the whole watch, the last one at its end. */
function nextLook({ since, until }: Doubt, now: Instant): Instant {
  const step = Math.ceil((millis(until) - millis(since)) / 6);
  const next = plus(now, step);
  return next < until ? next : until;
}
