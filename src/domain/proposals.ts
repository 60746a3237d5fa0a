import { disputeFor, noSuchDispute, refuseWhileMoving } from './act-target.ts';
import { hasLapsed, isSame, nameOf, noteLapse } from './approvals.ts';
import type { CaseFile } from './case-file.ts';
import type { Dispute } from './case.ts';
import { refuseKind } from './decisions.ts';
import { type Instant, millis } from './instant.ts';
import type { Refusal, WithdrawalRequest } from './messages.ts';
import { conflict } from './refusal.ts';

/** Why a proposal cannot be taken back; null when it can. Whoever may decide takes back anybody's, everybody else their own. */
export function refuseWithdrawal(file: CaseFile, request: WithdrawalRequest): Refusal | null {
  const moving = refuseWhileMoving(file);
  if (moving !== null) return moving;
  const dispute = disputeFor(file, request.disputeId);
  if (dispute === null) return noSuchDispute(request.disputeId);
  if (dispute.proposal === null) return conflict('Nothing is proposed here.');
  if (request.proposedAt !== undefined && millis(request.proposedAt) !== millis(dispute.proposal.at))
    return conflict('It was proposed anew meanwhile: look at it again.');
  if (request.authority !== 'propose' || isSame(dispute.proposal.by, request.by)) return null;
  return conflict(
    `${nameOf(dispute.proposal.by)} proposed it: they take it back, or somebody who may decide declines it.`,
  );
}

/** Takes a proposal back; by another than its proposer that means it is declined. */
export function withdraw(file: CaseFile, request: WithdrawalRequest, now: Instant): void {
  const dispute = disputeFor(file, request.disputeId);
  if (!dispute?.proposal)
    throw new Error('a withdrawal was carried out although it should have been refused');
  const { kind, by } = dispute.proposal;
  dispute.proposal = null;
  const isOwn = isSame(by, request.by);
  file.note(
    now,
    isOwn ? 'proposal_withdrawn' : 'proposal_declined',
    request.by,
    isOwn ? `The proposal was taken back: ${kind}.` : `The proposal was declined: ${kind}.`,
    { dispute, data: { decision: kind, proposed_by: by.id, note: request.note ?? null } },
  );
}

/** Lets a proposal go whose evidence has changed, or that could be decided no more. */
export function lapseProposal(file: CaseFile, dispute: Dispute, now: Instant): void {
  const { proposal } = dispute;
  if (proposal === null) return;
  const why = whyLapsed(file, dispute, now);
  if (why === null) return;
  dispute.proposal = null;
  noteLapse(file, dispute, proposal, now, why);
}

function whyLapsed(file: CaseFile, dispute: Dispute, now: Instant): string | null {
  const { proposal, supersededBy } = dispute;
  if (proposal === null) return null;
  if (supersededBy !== null) return `it goes on as ${supersededBy}.`;
  if (hasLapsed(dispute)) return 'the evidence has changed since.';
  const request = { decision: proposal.kind, confirm: proposal.kind, by: proposal.by };
  return refuseKind(file, dispute, request, now)?.message ?? null;
}
