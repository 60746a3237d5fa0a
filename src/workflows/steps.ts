import type { AnswerRequest } from '../activities/answering.ts';
import type { CaseFile } from '../domain/case-file.ts';
import type { Dispute, PreventiveRefund } from '../domain/case.ts';
import { canBeAnswered } from '../domain/dispute.ts';
import { noteChangedElsewhere, staged, wantedTexts } from '../domain/evidence.ts';
import { handOverTarget } from '../domain/hand-over.ts';
import { SECOND, plus } from '../domain/instant.ts';
import type { CaseId } from '../domain/names.ts';
import type { Step } from '../domain/plan.ts';
import { takeRefundNews } from '../domain/prevention.ts';
import { takeDisputeReading } from '../domain/reading.ts';
import { providerActor } from '../domain/case-file.ts';
import {
  readRequest,
  stagingFailed,
  stagingRecovered,
  takeReadFailure,
  takeReadResult,
} from '../domain/reads.ts';
import type { DisputeReading } from '../domain/provider.ts';
import type { RefundNews } from '../domain/refund.ts';
import {
  preparationFailed,
  preparationOf,
  prepared,
  settlingReadFailed,
  takeCall,
  takeSettlingRead,
  uploaded,
} from '../domain/submission.ts';
import { now } from './alarm.ts';
import {
  failureOf,
  askForRefund,
  concedeDispute,
  handOverCase,
  outcomeOf,
  queued,
  queuedFirst,
  readDispute,
  readProvider,
  sealAnswer,
  stageEvidence,
  submitEvidence,
  uploadEvidenceFile,
} from './calls.ts';

/** A step that calls somebody. */
export type CallingStep = Exclude<Step, { do: 'wait' | 'finish' }>;

/** Carries out one step and brings the case up to what came of it. Never throws for what a provider does. */
export async function perform(file: CaseFile, step: CallingStep): Promise<void> {
  switch (step.do) {
    case 'read':
      return await read(file);
    case 'stage':
      return await stage(file, step.dispute);
    case 'upload':
      return await upload(file, step.dispute, step.fileId);
    case 'prepare':
      return await prepare(file, step.dispute);
    case 'submit':
    case 'concede':
      return await answer(file, step.dispute);
    case 'settle':
      return await settle(file, step.dispute);
    case 'request_refund':
      return await requestRefund(file, step.dispute, step.refund);
    case 'hand_over':
      return await handOver(file, step.to);
  }
}

async function read(file: CaseFile): Promise<void> {
  try {
    const result = await readProvider.executeWithOptions(queued(file.state.provider, 'Read how it stands'), [
      ref(file),
      readRequest(file),
    ]);
    takeReadResult(file, result, now());
  } catch (error) {
    takeReadFailure(file, [failureOf(error)], now());
  }
}

/** Keeps the provider's draft up to date, unless somebody changed it there: then that comes first. */
async function stage(file: CaseFile, dispute: Dispute): Promise<void> {
  const clearing = dispute.decision?.kind === 'concede';
  if (!canBeAnswered(dispute) || dispute.held === null || (dispute.decision !== null && !clearing)) {
    dispute.stageAt = null;
    return;
  }
  const { revision } = dispute.draft;
  const summary = clearing ? 'Clear what was staged' : `Stage revision ${revision}`;
  try {
    const request = {
      disputeId: dispute.id,
      base: dispute.held.fields,
      force: clearing,
      texts: wantedTexts(file, dispute),
      files: clearing ? draftFilesNotOurs(dispute) : null,
    };
    const { outcome, reading } = await stageEvidence.executeWithOptions(
      queued(file.state.provider, summary),
      [ref(file), request],
    );
    if (outcome === 'staged' && reading.evidence !== null) {
      if (dispute.stageFailures > 0) stagingRecovered(file, dispute);
      staged(dispute, { held: reading.evidence, revision, clearing }, now());
      file.note(
        now(),
        clearing ? 'staging_cleared' : 'staged',
        OURSELVES,
        clearing ? 'What was staged is cleared.' : `Revision ${revision} is at the provider.`,
        { dispute },
      );
    } else dispute.stageAt = plus(now(), 5 * SECOND);
    takeDisputeReading(file, dispute, reading, now(), providerActor(file.state.provider, 'read'));
  } catch (error) {
    stagingFailed(file, dispute, failureOf(error), now());
  }
}

/** After conceding, what somebody attached at the provider stays there. */
function draftFilesNotOurs({ draft }: Dispute): Dispute['draft']['files'] {
  return draft.files.filter(({ sha256 }) => sha256 === null);
}

async function upload(file: CaseFile, dispute: Dispute, fileId: string): Promise<void> {
  try {
    const handedOver = await uploadEvidenceFile.executeWithOptions(
      queuedFirst(file.state.provider, 'Upload a file'),
      [ref(file), fileId, { slot: slotOf(dispute, fileId), merchantId: file.state.merchantId }],
    );
    uploaded(file, dispute, fileId, handedOver, now());
  } catch (error) {
    preparationFailed(file, dispute, failureOf(error), now());
  }
}

function slotOf({ draft }: Dispute, fileId: string): string {
  return draft.files.find(({ id }) => id === fileId)?.slot ?? '';
}

/** Sees that the decided revision is whole, where the provider holds no draft and takes it with the call. */
async function seal(file: CaseFile, dispute: Dispute): Promise<void> {
  try {
    const summary = `See that revision ${dispute.draft.revision} is whole`;
    prepared(
      file,
      dispute,
      await sealAnswer.executeWithOptions({ summary }, [ref(file), wholeAnswer(file, dispute)]),
      now(),
    );
  } catch (error) {
    preparationFailed(file, dispute, failureOf(error), now());
  }
}

function wholeAnswer(file: CaseFile, dispute: Dispute): AnswerRequest {
  return { texts: wantedTexts(file, dispute), files: dispute.draft.files };
}

/** Brings the provider's draft to the decided revision, whatever is there; what somebody changed there is written down first. */
async function prepare(file: CaseFile, dispute: Dispute): Promise<void> {
  if (!file.capabilities.stage) return await seal(file, dispute);
  const { draft } = dispute;
  try {
    const request = {
      disputeId: dispute.id,
      base: dispute.held?.fields ?? null,
      force: true,
      texts: wantedTexts(file, dispute),
      files: draft.files,
    };
    const summary = `Stage the decided revision ${draft.revision}`;
    const result = await stageEvidence.executeWithOptions(queuedFirst(file.state.provider, summary), [
      ref(file),
      request,
    ]);
    noteChangedElsewhere(file, dispute, result.replaced, now());
    if (result.reading.evidence !== null) {
      staged(dispute, { held: result.reading.evidence, revision: draft.revision, clearing: false }, now());
    }
    takeDisputeReading(file, dispute, result.reading, now(), providerActor(file.state.provider, 'read'));
    prepared(file, dispute, result.evidenceHash, now());
  } catch (error) {
    preparationFailed(file, dispute, failureOf(error), now());
  }
}

/** Spends the one answer: a baseline read, then the call. What the read brings to light may make the call unnecessary. */
async function answer(file: CaseFile, dispute: Dispute): Promise<void> {
  try {
    const baseline = await readDispute.executeWithOptions(
      queuedFirst(file.state.provider, 'Baseline before the answer'),
      [ref(file), dispute.id],
    );
    takeDisputeReading(file, dispute, baseline, now(), providerActor(file.state.provider, 'read'));
  } catch (error) {
    preparationFailed(file, dispute, failureOf(error), now());
    return;
  }
  if (preparationOf(dispute) === null || handOverTarget(file) !== null) return;
  try {
    const reading = await call(file, dispute);
    takeCall(file, dispute, { kind: 'answered', reading }, now());
  } catch (error) {
    takeCall(file, dispute, outcomeOf(error), now());
  }
}

function call(file: CaseFile, dispute: Dispute): Promise<DisputeReading> {
  if (dispute.decision?.kind === 'concede')
    return concedeDispute.executeWithOptions(queuedFirst(file.state.provider, 'Concede'), [
      ref(file),
      dispute.id,
    ]);
  const whole = file.capabilities.stage ? null : wholeAnswer(file, dispute);
  return submitEvidence.executeWithOptions(queuedFirst(file.state.provider, 'Submit the evidence'), [
    ref(file),
    dispute.id,
    whole,
  ]);
}

async function settle(file: CaseFile, dispute: Dispute): Promise<void> {
  try {
    const reading = await readDispute.executeWithOptions(
      queuedFirst(file.state.provider, 'Did the answer arrive?'),
      [ref(file), dispute.id],
    );
    takeSettlingRead(file, dispute, reading, now());
  } catch (error) {
    settlingReadFailed(file, dispute, failureOf(error), now());
  }
}

/** The reservation under its key comes first, so that repeating this asks for nothing twice. */
async function requestRefund(file: CaseFile, dispute: Dispute, refund: PreventiveRefund): Promise<void> {
  const { id, provider, paymentId } = file.state;
  const { decision } = dispute;
  if (paymentId === null || decision === null) {
    refund.requested = true;
    return;
  }
  const request = {
    id: refund.id,
    provider,
    paymentId,
    key: refund.key,
    asked: null,
    reason: decision.note,
    by: decision.by,
    caseId: id,
    requestedAt: now(),
  };
  try {
    const taken = await askForRefund.executeWithOptions({ summary: 'Ask for the refund' }, [request]);
    refund.requested = true;
    if (!taken) return takeRefundNews(file, keyTaken(refund), now());
    file.note(now(), 'refund_requested', OURSELVES, 'The refund is in the line of its payment.', {
      dispute,
      data: { refund_id: refund.id },
    });
  } catch {
    refund.notBefore = plus(now(), 30 * SECOND);
  }
}

function keyTaken({ id }: PreventiveRefund): RefundNews {
  const message = 'Its idempotency key was used for another refund of this payment.';
  return { refundId: id, status: 'failed', amount: null, failure: { code: 'refused', message } };
}

async function handOver(file: CaseFile, to: CaseId): Promise<void> {
  await handOverCase.executeWithOptions({ summary: 'Go on as the case of the payment' }, [
    ref(file),
    to,
    file.state,
  ]);
  file.state.movedTo = to;
  file.note(now(), 'handed_over', OURSELVES, 'The payment became known; the case goes on there.', {
    data: { to },
  });
}

const OURSELVES = { type: 'system', id: 'recourse', via: 'read' } as const;

function ref(file: CaseFile): { caseId: CaseId; provider: CaseFile['state']['provider'] } {
  return { caseId: file.state.id, provider: file.state.provider };
}
