import { CLOCK, type CaseFile } from './case-file.ts';
import type { Dispute, Submission } from './case.ts';
import { canBeAnswered } from './dispute.ts';
import { mayLag } from './evidence.ts';
import { earliest, HOUR, type Instant, MINUTE, type Millis, SECOND, millis, plus } from './instant.ts';
import { type ProviderFailure, isRefusal } from './reads.ts';

/** An answer that is decided on and still to be sent. */
export type Preparing = Extract<Submission, { step: 'preparing' }>;

/** A deadline is near when an answer is being sent: retries wait no longer than this, unless the provider asks for more. */
export const LONGEST_RETRY: Millis = 5 * MINUTE;

/** The policy's own answer, refused by the provider, is tried again after this time, or half-way to a deadline that is nearer. */
const AFTER_REFUSAL: Millis = HOUR;

/** A dispute that is said to be gone while an answer waits is looked for again so soon: that may pass, the deadline does not wait. */
const AGAIN_WHEN_GONE: Millis = HOUR;

const FAILURES_BEFORE_ATTENTION = 3;

/** With less than this left to the deadline an answer no longer waits for a look at the dispute. */
const BLIND_WITHIN: Millis = HOUR;

/** A decided challenge, or a concession that is a call, that waits to be sent; null when there is none. */
export function preparationOf(dispute: Dispute): Preparing | null {
  const { submission } = dispute;
  return dispute.decision !== null && submission?.step === 'preparing' && canBeAnswered(dispute)
    ? submission
    : null;
}

/**
 * Whether an answer goes out although nobody could look first: reads keep failing, the deadline is near, and no call of ours was ever sent for it, so
 * that it cannot be the second. Failing reads must never make a deadline pass.
 */
export function goesBlind(dispute: Dispute, now: Instant): boolean {
  const preparing = preparationOf(dispute);
  if (preparing === null || dispute.respondBy === null || dispute.decision?.kind !== 'challenge')
    return false;
  const left = millis(dispute.respondBy) - millis(now);
  return (
    left > 0 &&
    left <= BLIND_WITHIN &&
    preparing.attempts === 0 &&
    preparing.failures >= FAILURES_BEFORE_ATTENTION
  );
}

/** A file reached the provider. */
export function uploaded(
  file: CaseFile,
  dispute: Dispute,
  fileId: string,
  providerFileId: string,
  now: Instant,
): void {
  const { fileLifetime } = file.capabilities;
  // By our own clock, so that no difference to the provider's can make it look dead at once.
  const providerFileExpiresAt = fileLifetime === null ? null : plus(now, fileLifetime);
  dispute.draft.files = dispute.draft.files.map((item) =>
    item.id === fileId ? { ...item, providerFileId, providerFileExpiresAt } : item,
  );
  file.note(now, 'file_uploaded', CLOCK, 'A file was handed to the provider.', {
    dispute,
    data: { file_id: fileId, provider_file_id: providerFileId },
  });
}

/** The provider holds the frozen revision. */
export function prepared(file: CaseFile, dispute: Dispute, evidenceHash: string, now: Instant): void {
  const preparing = preparationOf(dispute);
  if (preparing === null) return;
  dispute.submission = { ...preparing, evidenceHash, failures: 0, notBefore: null };
  file.unattend('provider_refused', dispute);
  file.unattend('provider_unreadable', dispute);
  const summary = file.capabilities.stage
    ? 'The decided revision is at the provider.'
    : 'The decided revision is ready to be sent.';
  file.note(now, 'evidence_staged', CLOCK, summary, {
    dispute,
    data: { revision: dispute.decision?.evidenceRevision ?? null, evidence_hash: evidenceHash },
  });
}

/** Something before the call failed: uploading, staging or the baseline read. */
export function preparationFailed(
  file: CaseFile,
  dispute: Dispute,
  failure: ProviderFailure,
  now: Instant,
): void {
  const preparing = preparationOf(dispute);
  if (preparing === null) return;
  if (failure.kind === 'not_found' && !mayLag(dispute.firstSeenAt, now)) {
    dispute.goneAt ??= now;
    file.state.read.dueAt = earliest(file.state.read.dueAt, plus(now, AGAIN_WHEN_GONE));
    file.attend(now, 'object_gone', dispute, 'The provider says there is no such dispute any more.');
    return;
  }
  if (failure.kind === 'refused' && mayBeOfDeadFiles(file, dispute, preparing)) {
    supplyAnew(file, dispute, preparing, failure, now);
    return;
  }
  if (failure.kind === 'refused') {
    withdraw(file, dispute, failure, now);
    return;
  }
  const failures = preparing.failures + 1;
  const notBefore = plus(now, withinDeadline(dispute, retryWait(failures, failure.retryAfter), now));
  dispute.submission = { ...preparing, failures, notBefore };
  file.changed = true;
  if (isRefusal(failure)) file.attend(now, 'provider_refused', dispute, failure.message);
  else if (failures >= FAILURES_BEFORE_ATTENTION) {
    file.attend(
      now,
      'provider_unreadable',
      dispute,
      `The answer cannot be sent: ${failure.message} Recourse keeps trying.`,
    );
  }
}

/** A 404 that cannot be about the dispute: the provider refuses what is to be sent. */
export function asRefusal(failure: ProviderFailure): ProviderFailure {
  return failure.kind === 'not_found' ? { ...failure, kind: 'refused' } : failure;
}

/** A provider whose files die may refuse an answer because of them, in words nobody has written down: they are handed over once more, and the answer sent again. */
function mayBeOfDeadFiles({ capabilities }: CaseFile, dispute: Dispute, { resupplied }: Preparing): boolean {
  return (
    capabilities.fileLifetime !== null &&
    resupplied !== true &&
    dispute.decision?.kind === 'challenge' &&
    dispute.draft.files.some(({ sha256, providerFileId }) => sha256 !== null && providerFileId !== null)
  );
}

/** Has the documents handed over once more, and the answer sent again. */
function supplyAnew(
  file: CaseFile,
  dispute: Dispute,
  preparing: Preparing,
  failure: ProviderFailure,
  now: Instant,
): void {
  dispute.submission = { ...preparing, resupplied: true };
  dispute.draft.files = dispute.draft.files.map((item) =>
    item.sha256 === null ? item : { ...item, providerFileId: null, providerFileExpiresAt: null },
  );
  const summary = `The provider refused the answer: ${failure.message} Its documents are handed over anew, and it is sent once more.`;
  file.note(now, 'documents_renewed', CLOCK, summary, { dispute });
}

/** What was sent, in a sentence's first words. */
export function calledUp({ decision }: Dispute): string {
  return decision?.kind === 'concede' ? 'The concession' : 'The answer';
}

/** Seconds to minutes, doubling with each failure in a row, or as long as the provider asks. */
export function retryWait(failures: number, asked: Millis | null): Millis {
  return Math.max(asked ?? 0, Math.min(LONGEST_RETRY, 5 * SECOND * 2 ** Math.min(failures - 1, 10)));
}

/** However long a provider asks to wait, half of what is left before the deadline is the most. */
function withinDeadline({ respondBy }: Dispute, wait: Millis, now: Instant): Millis {
  const left = respondBy === null ? 0 : millis(respondBy) - millis(now);
  return left > 0 ? Math.min(wait, Math.max(5 * SECOND, Math.floor(left / 2))) : wait;
}

/** The provider will not have this evidence: the decision falls, the draft opens again, and a person is asked. */
function withdraw(file: CaseFile, dispute: Dispute, failure: ProviderFailure, now: Instant): void {
  const sentence = `${calledUp(dispute)} was refused by the provider and had no effect: ${failure.message}`;
  const isConceded = dispute.decision?.kind === 'concede';
  const advice = isConceded ? 'Decide again.' : 'Change the evidence and decide again.';
  const reason = `${calledUp(dispute)} was refused by the provider: ${failure.message} ${advice}`;
  dispute.decision = null;
  dispute.submission = null;
  // What a person conceded the policy must never challenge: with nobody deciding anew it lapses, which is what was meant.
  dispute.silenceNotBefore =
    isConceded && dispute.respondBy !== null ? dispute.respondBy : plus(now, waitAfterRefusal(dispute, now));
  // Most refusals have a reason that a read shows: answered elsewhere, ruled, editable no longer.
  file.state.read.dueAt = now;
  file.note(now, 'decision_withdrawn', CLOCK, sentence, { dispute });
  file.attend(now, 'provider_refused', dispute, reason);
}

function waitAfterRefusal({ respondBy }: Dispute, now: Instant): Millis {
  const left = respondBy === null ? 0 : millis(respondBy) - millis(now);
  return left > 0 ? Math.min(AFTER_REFUSAL, Math.max(MINUTE, Math.floor(left / 2))) : AFTER_REFUSAL;
}
