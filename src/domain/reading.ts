import type { CaseFile } from './case-file.ts';
import type { Actor, Dispute, Ruling } from './case.ts';
import { isPast } from './deadline.ts';
import { canBeAnswered } from './dispute.ts';
import { mayLag, takeHeldEvidence } from './evidence.ts';
import type { Instant } from './instant.ts';
import type { DisputeReading, Stage, Status } from './provider.ts';

/**
 * Brings a dispute up to what the provider says of it. Readings may come twice, late or out of order: the same reading twice changes nothing, and a
 * formal dispute never becomes a warning again.
 */
export function takeDisputeReading(
  file: CaseFile,
  dispute: Dispute,
  reading: DisputeReading,
  now: Instant,
  by: Actor,
): void {
  takeFunds(file, dispute, reading);
  if (isStale(dispute, reading, now)) return;
  file.state.merchantId ??= reading.merchantId;
  file.state.paymentId ??= reading.paymentId;
  dispute.goneAt = null;
  file.unattend('object_gone', dispute);
  dispute.amount = reading.amount ?? dispute.amount;
  dispute.reason = reading.reason ?? dispute.reason;
  dispute.providerReason = reading.providerReason ?? dispute.providerReason;
  dispute.createdAt ??= reading.createdAt;
  dispute.providerStage = reading.providerStage ?? dispute.providerStage;
  dispute.respondByEstimate = reading.respondByEstimate ?? dispute.respondByEstimate;
  takeDeadline(file, dispute, reading.respondBy, now, by);
  takeNetworkSettlement(file, dispute, reading, now, by);
  takeStatus(file, dispute, reading, now, by);
  takeEditable(file, dispute, reading, now, by);
  if (reading.respondBy === null && dispute.respondBy !== null) askForDeadline(file, dispute, now);
  if (reading.evidence !== null) takeHeldEvidence(file, dispute, reading.evidence, now);
}

/** Counts each movement of money once, by the provider's own id, however often and in whatever order it is told. */
export function takeFunds(file: CaseFile, dispute: Dispute, { funds = [] }: DisputeReading): void {
  const known = new Set(dispute.funds.map(({ id }) => id));
  const fresh = funds.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return;
  dispute.funds = [...dispute.funds, ...fresh];
  file.changed = true;
}

/** A status that rules; null for all others. */
export function rulingOf(status: Status): Ruling['outcome'] | null {
  return status === 'won' || status === 'lost' || status === 'closed' ? status : null;
}

/**
 * Older than what we know: a warning or inquiry cannot follow the formal dispute it became, and right after our submission was proven a read that still asks for
 * one is a lagging read.
 */
function isStale(dispute: Dispute, reading: DisputeReading, now: Instant): boolean {
  if (dispute.stage === 'chargeback' && (reading.stage === 'alert' || reading.stage === 'inquiry'))
    return true;
  const { submission } = dispute;
  return (
    submission?.step === 'done' &&
    submission.by === 'us' &&
    reading.stage === dispute.stage &&
    reading.status === 'needs_response' &&
    mayLag(submission.at, now)
  );
}

function takeDeadline(
  file: CaseFile,
  dispute: Dispute,
  respondBy: Instant | null,
  now: Instant,
  by: Actor,
): void {
  const before = dispute.respondBy;
  // The last one named still counts.
  if (respondBy === null && before !== null) return;
  if (respondBy !== null) file.unattend('deadline_unknown', dispute);
  if (respondBy === before) return;
  dispute.respondBy = respondBy;
  dispute.respondByKnownAt = now;
  dispute.reminded = [];
  dispute.escalated = false;
  dispute.deadlinePassed = false;
  for (const kind of [
    'deadline_unknown',
    'deadline_past',
    'deadline_missed',
    'evidence_incomplete',
  ] as const) {
    file.unattend(kind, dispute);
  }
  file.note(now, 'deadline_moved', by, `The deadline moved to ${respondBy}.`, {
    dispute,
    data: { from: before, to: respondBy },
  });
}

/** A deadline that was named once still counts when a reading names none: forgetting it could miss it. A person is told while it matters. */
function askForDeadline(file: CaseFile, dispute: Dispute, now: Instant): void {
  if (!canBeAnswered(dispute) || dispute.decision !== null) return;
  file.attend(
    now,
    'deadline_unknown',
    dispute,
    'The provider names no deadline any more: the last one it named still counts.',
  );
}

function takeNetworkSettlement(
  file: CaseFile,
  dispute: Dispute,
  reading: DisputeReading,
  now: Instant,
  by: Actor,
): void {
  if (!reading.settledByNetwork || dispute.settledByNetwork) return;
  dispute.settledByNetwork = true;
  file.unattendAll(dispute);
  file.note(
    now,
    'settled_by_network',
    by,
    'The card network has settled this already; no answer is possible.',
    { dispute },
  );
}

/** `other` is informational: the raw word is kept and nothing else changes. Nor does a stage nobody knows open a phase. */
function takeStatus(
  file: CaseFile,
  dispute: Dispute,
  reading: DisputeReading,
  now: Instant,
  by: Actor,
): void {
  const from = { stage: dispute.stage, status: dispute.status, raw: dispute.providerStatus };
  dispute.providerStatus = reading.providerStatus;
  if (reading.status !== 'other') {
    takeKnownAgain(file, dispute);
    if (reading.stage !== dispute.stage && reading.stage !== 'other')
      enterStage(file, dispute, reading.stage, now, by);
    dispute.status = reading.status;
  }
  if (from.stage !== dispute.stage || from.status !== dispute.status || from.raw !== dispute.providerStatus) {
    file.note(now, 'status_changed', by, `The provider's status is ${reading.providerStatus}.`, {
      dispute,
      data: {
        from: from.status,
        to: dispute.status,
        provider_status: reading.providerStatus,
        stage: dispute.stage,
      },
    });
  }
  takeSubmissionSeen(file, dispute, now, by);
  takeRuling(file, dispute, now, by);
}

/** A status we know after one we did not: that no answer was taken then says nothing about now. */
function takeKnownAgain(file: CaseFile, dispute: Dispute): void {
  const wasUnknown = file.state.attention.some(
    ({ kind, disputeId }) => kind === 'status_unknown' && disputeId === dispute.id,
  );
  if (!wasUnknown) return;
  file.unattend('status_unknown', dispute);
  dispute.editable = null;
}

/** A warning that became a formal dispute is answered anew: the one submission is per dispute and phase. */
function enterStage(file: CaseFile, dispute: Dispute, stage: Stage, now: Instant, by: Actor): void {
  const { submission, stage: before } = dispute;
  dispute.stage = stage;
  if (before === 'other') return;
  if (submission !== null && submission.step !== 'preparing') {
    const at = submission.step === 'done' ? submission.at : submission.since;
    dispute.earlierSubmissions = [...dispute.earlierSubmissions, { stage: before, at }];
  }
  dispute.submission = null;
  dispute.decision = null;
  dispute.ruling = null;
  dispute.editable = null;
  dispute.escalated = false;
  file.unattend('submission_unsettled', dispute);
  file.note(now, 'stage_changed', by, `It is now at the stage ${stage}, to be answered anew.`, {
    dispute,
    data: { stage },
  });
}

/** Under review without a challenge of ours means somebody answered elsewhere; with one in doubt it means ours arrived. */
function takeSubmissionSeen(file: CaseFile, dispute: Dispute, now: Instant, by: Actor): void {
  const { submission } = dispute;
  if (dispute.status !== 'under_review' || submission?.step === 'done') return;
  if (submission?.step === 'doubt' && dispute.decision?.kind !== 'concede') {
    submissionArrived(file, dispute, submission.evidenceHash, now, by);
    return;
  }
  dispute.submission = { step: 'done', at: now, by: 'elsewhere', evidenceHash: null };
  file.unattendAll(dispute);
  file.note(
    now,
    'answered_elsewhere',
    by,
    'Somebody has answered it at the provider; it will not be answered again.',
    { dispute },
  );
}

/** Our answer is proven to have reached the provider. */
export function submissionArrived(
  file: CaseFile,
  dispute: Dispute,
  evidenceHash: string | null,
  now: Instant,
  by: Actor,
): void {
  dispute.submission = { step: 'done', at: now, by: 'us', evidenceHash };
  file.unattendAll(dispute);
  file.note(now, 'submitted', by, 'The answer did reach the provider.', {
    dispute,
    data: { evidence_hash: evidenceHash },
  });
}

function takeRuling(file: CaseFile, dispute: Dispute, now: Instant, by: Actor): void {
  const outcome = rulingOf(dispute.status);
  const before = dispute.ruling;
  if (outcome === null && before === null) return;
  // Also of a ruling that was known: a doubt may have come with a case that goes on here.
  endDoubt(file, dispute, outcome, now, by);
  if (outcome === before?.outcome) return;
  dispute.ruling = outcome === null ? null : { outcome, at: now };
  dispute.stageAt = null;
  file.unattendAll(dispute);
  if (outcome === null) {
    file.note(now, 'reopened', by, `The ruling ${before?.outcome} was taken back.`, { dispute });
    return;
  }
  const turned = before === null ? '' : `, after ${before.outcome}`;
  file.note(now, 'ruled', by, `The ruling: ${outcome}${turned}.`, {
    dispute,
    data: { outcome, before: before?.outcome ?? null },
  });
}

/** What the bank has ruled on is sent no answer any more: whether the one in doubt arrived matters to nobody now. */
function endDoubt(
  file: CaseFile,
  dispute: Dispute,
  outcome: Ruling['outcome'] | null,
  now: Instant,
  by: Actor,
): void {
  if (dispute.submission?.step !== 'doubt') return;
  const { evidenceHash } = dispute.submission;
  const isConceded = dispute.decision?.kind === 'concede' && outcome === 'lost';
  dispute.submission = { step: 'done', at: now, by: isConceded ? 'us' : 'unknown', evidenceHash };
  file.changed = true;
  file.unattend('submission_unsettled', dispute);
  if (isConceded) file.note(now, 'conceded', by, 'The concession did reach the provider.', { dispute });
}

function takeEditable(
  file: CaseFile,
  dispute: Dispute,
  reading: DisputeReading,
  now: Instant,
  by: Actor,
): void {
  const before = dispute.editable;
  // A reading that does not say takes nothing back: somebody's answer would be given twice.
  dispute.editable = reading.editable ?? before;
  if (reading.editable !== false || before === false || dispute.status !== 'needs_response') return;
  if (dispute.submission?.step === 'doubt' || dispute.submission?.step === 'done') return;
  if (reading.status === 'other') {
    file.unattendAll(dispute);
    const reason = `The provider takes no answer any more and calls the status "${reading.providerStatus}", which is new here: see there what came of it.`;
    file.attend(now, 'status_unknown', dispute, reason);
    return;
  }
  if (isPast(dispute.respondBy, now)) {
    file.note(now, 'closed_for_answers', by, 'The provider takes no answer any more.', { dispute });
  } else if (!dispute.settledByNetwork) {
    file.unattendAll(dispute);
    file.note(
      now,
      'answered_elsewhere',
      by,
      'The provider takes no further evidence: somebody answered it there. It will not be answered again.',
      {
        dispute,
      },
    );
  }
}
