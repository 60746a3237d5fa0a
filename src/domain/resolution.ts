import { refuseWhileMoving } from './act-target.ts';
import type { CaseFile } from './case-file.ts';
import type { Dispute } from './case.ts';
import type { Instant } from './instant.ts';
import type { Refusal, ResolutionRequest } from './messages.ts';
import { conflict } from './refusal.ts';

/** Why a settlement by a person is not called for; null when it is. */
export function refuseResolution(file: CaseFile, request: ResolutionRequest): Refusal | null {
  const moving = refuseWhileMoving(file);
  if (moving !== null) return moving;
  const dispute = unsettledDispute(file, request.disputeId);
  return dispute === null ? conflict('Nothing here waits to be settled by a person.') : null;
}

/** A person says whether the submission in doubt arrived. */
export function resolveDoubt(file: CaseFile, request: ResolutionRequest, now: Instant): void {
  const dispute = unsettledDispute(file, request.disputeId);
  if (dispute?.submission?.step !== 'doubt')
    throw new Error('a settlement was carried out although it should have been refused');
  const { evidenceHash, attempts } = dispute.submission;
  dispute.submission =
    request.outcome === 'done'
      ? { step: 'done', at: now, by: 'us', evidenceHash }
      : { step: 'preparing', evidenceHash: null, attempts, failures: 0, notBefore: null };
  file.unattend('submission_unsettled', dispute);
  file.note(
    now,
    'settled_by_person',
    request.by,
    `A person settled the submission: ${request.outcome === 'done' ? 'it arrived' : 'it did not arrive'}.`,
    {
      dispute,
      data: {
        outcome: request.outcome,
        provider_reference: request.providerReference ?? null,
        note: request.note,
      },
    },
  );
}

function unsettledDispute(file: CaseFile, disputeId: string | undefined): Dispute | null {
  const waiting = file.state.attention.find(
    (item) =>
      item.kind === 'submission_unsettled' && (disputeId === undefined || item.disputeId === disputeId),
  );
  return waiting?.disputeId === null || waiting === undefined ? null : file.dispute(waiting.disputeId);
}
