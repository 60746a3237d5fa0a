import { approved, nameOf, refuseProposal, weightOf } from './approvals.ts';
import { disputeFor, noSuchDispute, refuseWhileMoving } from './act-target.ts';
import type { CaseFile } from './case-file.ts';
import type { Decision, DecisionAccepted, Dispute, Proposal } from './case.ts';
import { missingEvidence } from './completeness.ts';
import { isPast } from './deadline.ts';
import { canBeAnswered } from './dispute.ts';
import { hasDeadFile } from './file-lives.ts';
import type { Instant } from './instant.ts';
import type { DecisionRequest, Refusal } from './messages.ts';
import { askForRefund, refusePrevention } from './prevention.ts';
import { conflict, invalid } from './refusal.ts';

/** How many answers to people's acts are kept for repeats. */
const REMEMBERED_KEYS = 100;

/** Why a decision cannot be taken; null when it can, or when it was taken before under the same key. */
export function refuseDecision(file: CaseFile, request: DecisionRequest, now: Instant): Refusal | null {
  const moving = refuseWhileMoving(file);
  if (moving !== null) return moving;
  const answered = file.state.answeredKeys.find(({ key }) => key === request.idempotencyKey);
  if (answered !== undefined) {
    return answered.digest === digestOf(request)
      ? null
      : invalid('This idempotency key was used for another decision: take a new key.');
  }
  const dispute = disputeFor(file, request.disputeId);
  if (dispute === null) return noSuchDispute(request.disputeId);
  if (dispute.supersededBy !== null) return conflict(`It goes on as ${dispute.supersededBy}.`);
  if (dispute.decision !== null) {
    return conflict(
      `It was decided already: ${dispute.decision.kind}, by ${nameOf(dispute.decision.by)} at ${dispute.decision.at}.`,
    );
  }
  if (request.evidenceRevision !== undefined && request.evidenceRevision !== dispute.draft.revision) {
    return conflict(
      `The evidence is at revision ${dispute.draft.revision} by now, not ${request.evidenceRevision}: look at it again, then decide.`,
    );
  }
  const refusal = refuseKind(file, dispute, request, now);
  if (refusal !== null || weightOf(file, dispute, request) === 'decided') return refusal;
  return refuseProposal(dispute, request);
}

/** Carries out a decision that was not refused, or puts it before somebody who may decide; the same key answers the same again. */
export function decide(file: CaseFile, request: DecisionRequest, now: Instant): DecisionAccepted {
  const { state } = file;
  const answered = state.answeredKeys.find(({ key }) => key === request.idempotencyKey);
  if (answered !== undefined) return answered.answer;
  const dispute = disputeFor(file, request.disputeId);
  if (dispute === null) throw new Error('a decision was carried out although it should have been refused');
  const warnings = request.decision === 'challenge' ? weaknesses(file, dispute) : [];
  const outcome = weightOf(file, dispute, request);
  const choice = {
    kind: request.decision,
    by: request.by,
    at: now,
    note: request.note ?? null,
    evidenceRevision: dispute.draft.revision,
  };
  if (outcome === 'proposed') propose(file, dispute, choice);
  else applyDecision(file, dispute, { ...choice, ...proposer(dispute, request) });
  const answer = {
    outcome,
    disputeId: dispute.id,
    decision: request.decision,
    evidenceRevision: dispute.draft.revision,
    warnings,
  };
  if (request.idempotencyKey !== undefined) {
    const kept = { key: request.idempotencyKey, digest: digestOf(request), answer };
    state.answeredKeys = [...state.answeredKeys, kept].slice(-REMEMBERED_KEYS);
  }
  return answer;
}

function propose(file: CaseFile, dispute: Dispute, proposal: Proposal): void {
  dispute.proposal = proposal;
  const { kind, by, at, note, evidenceRevision } = proposal;
  file.note(at, 'proposed', by, `Proposed: ${kind}.`, {
    dispute,
    data: { decision: kind, evidence_revision: evidenceRevision, note },
  });
}

function proposer(dispute: Dispute, { decision }: DecisionRequest): Pick<Decision, 'proposedBy'> {
  const proposal = approved(dispute, decision);
  return proposal === null ? {} : { proposedBy: proposal.by };
}

/** Records a decision and freezes the draft at its revision. */
export function applyDecision(file: CaseFile, dispute: Dispute, decision: Decision): void {
  dispute.decision = decision;
  dispute.proposal = null;
  dispute.stageAt = null;
  answerAttention(file, dispute, decision);
  if (decision.kind === 'challenge' || isConceding(file, decision)) {
    dispute.submission = { step: 'preparing', evidenceHash: null, attempts: 0, failures: 0, notBefore: null };
  }
  if (decision.kind === 'submitted_elsewhere') {
    dispute.submission = { step: 'done', at: decision.at, by: 'elsewhere', evidenceHash: null };
  }
  if (decision.kind === 'concede' && file.capabilities.stage && hasStaged(dispute))
    dispute.stageAt = decision.at;
  if (decision.kind === 'refund') askForRefund(file, dispute);
  if (decision.kind === 'ignore' && dispute.kind === 'alert') dispute.status = 'closed';
  file.note(decision.at, 'decided', decision.by, `Decided: ${decision.kind}.`, {
    dispute,
    data: {
      decision: decision.kind,
      evidence_revision: decision.evidenceRevision,
      note: decision.note,
      ...(decision.proposedBy && { proposed_by: decision.proposedBy.id }),
    },
  });
}

/** What was decided answers what people were asked; nothing more is asked of whoever leaves it alone, or has answered elsewhere. */
function answerAttention(file: CaseFile, dispute: Dispute, { kind }: Decision): void {
  if (kind === 'ignore' || kind === 'submitted_elsewhere') return file.unattendAll(dispute);
  for (const asked of [
    'deadline_unknown',
    'deadline_past',
    'evidence_incomplete',
    'provider_refused',
    'refund_failed',
  ] as const) {
    file.unattend(asked, dispute);
  }
}

/** Conceding is a call of its own; elsewhere it means answering nothing. */
function isConceding({ capabilities }: CaseFile, { kind }: Decision): boolean {
  return kind === 'concede' && capabilities.concede === 'call';
}

function hasStaged({ stagedFields, draft }: Dispute): boolean {
  return (
    stagedFields.length > 0 ||
    draft.files.some((item) => item.sha256 !== null && item.providerFileId !== null)
  );
}

/** Why such a decision cannot be taken about this dispute by anybody; null when it can. */
export function refuseKind(
  file: CaseFile,
  dispute: Dispute,
  request: Pick<DecisionRequest, 'decision' | 'confirm'>,
  now: Instant,
): Refusal | null {
  const { capabilities } = file;
  const { label } = capabilities;
  switch (request.decision) {
    case 'challenge':
      return refuseChallenge(file, dispute, now);
    case 'concede':
      if (capabilities.concede === 'none') {
        return conflict(
          `${label} takes no concession from here: concede where you work with ${label}; the ruling shows up here by itself. To be reminded no more, decide "ignore".`,
        );
      }
      if (request.confirm !== 'concede')
        return invalid('Conceding cannot be undone: repeat it with confirm set to "concede".');
      return refuseAnswer(dispute, now);
    case 'ignore':
      return dispute.ruling === null && (!capabilities.submit || !canBeAnswered(dispute))
        ? null
        : conflict(
            dispute.ruling === null
              ? 'It can be answered: challenge or concede.'
              : 'It has been ruled already.',
          );
    case 'refund':
      return refusePrevention(file, dispute);
    case 'submitted_elsewhere':
      return capabilities.submit
        ? conflict(`${label} can be answered from here; what is answered there shows up by itself.`)
        : refuseAnswer(dispute, now);
  }
}

function refuseChallenge(file: CaseFile, dispute: Dispute, now: Instant): Refusal | null {
  const { submit, label } = file.capabilities;
  const refusal = refuseAnswer(dispute, now);
  if (refusal !== null) return refusal;
  if (!submit) {
    return conflict(
      `${label} takes no answer from here: download the packet, submit it where you work with ${label}, then record that with the decision submitted_elsewhere.`,
    );
  }
  return hasDeadFile(dispute, now)
    ? conflict(
        'A document of this answer can be used no more at the provider: remove it and upload it again.',
      )
    : null;
}

function refuseAnswer(dispute: Dispute, now: Instant): Refusal | null {
  if (canBeAnswered(dispute)) {
    const closed = isPast(dispute.respondBy, now) && dispute.editable !== true;
    return closed ? conflict(`The deadline passed at ${dispute.respondBy}.`) : null;
  }
  if (dispute.kind === 'alert') return conflict('An alert takes no answer; a dispute may follow it.');
  if (dispute.ruling !== null) return conflict(`It has been ruled already: ${dispute.ruling.outcome}.`);
  if (dispute.settledByNetwork)
    return conflict('The card network has settled it already; no answer is possible.');
  if (dispute.goneAt !== null) return conflict('The provider says it does not exist any more.');
  if (dispute.submission?.step === 'done') return conflict('The one answer was given already.');
  if (dispute.submission?.step === 'doubt')
    return conflict('An answer was sent, and whether it arrived is being found out.');
  if (isPast(dispute.respondBy, now)) return conflict(`The deadline passed at ${dispute.respondBy}.`);
  return conflict('The provider takes no answer to it now.');
}

function weaknesses(file: CaseFile, dispute: Dispute): readonly string[] {
  return missingEvidence(dispute, file.capabilities).map(
    (names) => `This complaint usually needs ${names.join(' or ')}, which is empty.`,
  );
}

function digestOf({ decision, disputeId, evidenceRevision, note }: DecisionRequest): string {
  return JSON.stringify([decision, disputeId ?? null, evidenceRevision ?? null, note ?? null]);
}
