import type { CaseFile } from './case-file.ts';
import type { Decision, DecisionAccepted, Dispute } from './case.ts';
import { missingEvidence } from './completeness.ts';
import { isPast } from './deadline.ts';
import { canBeAnswered, isFrozen } from './dispute.ts';
import { editDraft } from './evidence.ts';
import { hasDeadFile } from './file-lives.ts';
import { handOverTarget } from './hand-over.ts';
import type { Instant } from './instant.ts';
import type { DecisionRequest, EditedDraft, EvidenceEdit, Refusal, ResolutionRequest } from './messages.ts';
import { fieldLimit, slotRule } from './provider.ts';
import { askForRefund, refusePrevention } from './prevention.ts';
import { conflict, invalid } from './refusal.ts';
import { foregroundDispute } from './summary.ts';

/** What the processors take as text in one answer, all fields together. Source: the processors' limits in the provider facts. */
const MAX_TOTAL_CHARS = 150_000;
/** How many answers to people's acts are kept for repeats. */
const REMEMBERED_KEYS = 100;

/** The dispute an act is about: the named one, else the one in the foreground. */
export function disputeFor(file: CaseFile, disputeId: string | undefined): Dispute | null {
  return disputeId === undefined ? foregroundDispute(file.state) : file.dispute(disputeId);
}

/** Why an edit cannot be taken; null when it can. */
export function refuseEdit(file: CaseFile, request: EvidenceEdit): Refusal | null {
  const moving = refuseWhileMoving(file);
  if (moving !== null) return moving;
  const dispute = disputeFor(file, request.disputeId);
  if (dispute === null) return noSuchDispute(request.disputeId);
  if (dispute.supersededBy !== null) return conflict(`It goes on as ${dispute.supersededBy}.`);
  if (isFrozen(dispute)) return conflict(frozenSentence(dispute));
  if (request.revision !== undefined && request.revision !== dispute.draft.revision) {
    return conflict(
      `The evidence is at revision ${dispute.draft.revision} by now, not ${request.revision}: look at it again, then repeat your change.`,
    );
  }
  return refuseFields(file, dispute, request) ?? refuseFile(file, dispute, request);
}

/** Carries out an edit that was not refused. */
export function edit(file: CaseFile, request: EvidenceEdit, now: Instant): EditedDraft {
  const dispute = disputeFor(file, request.disputeId);
  if (dispute === null) throw new Error('an edit was carried out although it should have been refused');
  editDraft(file, dispute, request, now);
  return { disputeId: dispute.id, draft: dispute.draft };
}

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
      `It was decided already: ${dispute.decision.kind}, by ${dispute.decision.by.id} at ${dispute.decision.at}.`,
    );
  }
  if (request.evidenceRevision !== undefined && request.evidenceRevision !== dispute.draft.revision) {
    return conflict(
      `The evidence is at revision ${dispute.draft.revision} by now, not ${request.evidenceRevision}: look at it again, then decide.`,
    );
  }
  return refuseKind(file, dispute, request, now);
}

/** Carries out a decision that was not refused; the same key answers the same again. */
export function decide(file: CaseFile, request: DecisionRequest, now: Instant): DecisionAccepted {
  const { state } = file;
  const answered = state.answeredKeys.find(({ key }) => key === request.idempotencyKey);
  if (answered !== undefined) return answered.answer;
  const dispute = disputeFor(file, request.disputeId);
  if (dispute === null) throw new Error('a decision was carried out although it should have been refused');
  const warnings = request.decision === 'challenge' ? weaknesses(file, dispute) : [];
  applyDecision(file, dispute, {
    kind: request.decision,
    by: request.by,
    at: now,
    note: request.note ?? null,
    evidenceRevision: dispute.draft.revision,
  });
  const answer = {
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

/** Records a decision and freezes the draft at its revision. */
export function applyDecision(file: CaseFile, dispute: Dispute, decision: Decision): void {
  dispute.decision = decision;
  dispute.stageAt = null;
  for (const kind of [
    'deadline_unknown',
    'deadline_past',
    'evidence_incomplete',
    'provider_refused',
    'refund_failed',
  ] as const) {
    file.unattend(kind, dispute);
  }
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
    data: { decision: decision.kind, evidence_revision: decision.evidenceRevision, note: decision.note },
  });
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

/** What is done to a case whose state is on its way to another one would be lost there. */
function refuseWhileMoving(file: CaseFile): Refusal | null {
  const to = file.state.movedTo ?? handOverTarget(file);
  return to === null
    ? null
    : conflict(`The payment became known and this case goes on as ${to}: repeat it there.`);
}

function unsettledDispute(file: CaseFile, disputeId: string | undefined): Dispute | null {
  const waiting = file.state.attention.find(
    (item) =>
      item.kind === 'submission_unsettled' && (disputeId === undefined || item.disputeId === disputeId),
  );
  return waiting?.disputeId === null || waiting === undefined ? null : file.dispute(waiting.disputeId);
}

function refuseFields(file: CaseFile, dispute: Dispute, { fields = {} }: EvidenceEdit): Refusal | null {
  for (const [name, text] of Object.entries(fields)) {
    const limit = fieldLimit(file.capabilities, name);
    if (limit === null) {
      return invalid(
        `${file.capabilities.label} takes no field "${name}"; it takes ${Object.keys(file.capabilities.fields).join(', ')}.`,
      );
    }
    if (text !== null && text.chars > limit)
      return invalid(`"${name}" has ${text.chars} characters; at most ${limit} are taken.`);
  }
  const kept = Object.entries(dispute.draft.fields).filter(([name]) => !Object.hasOwn(fields, name));
  const total = [...kept.map(([, text]) => text), ...Object.values(fields)].reduce(
    (sum, text) => sum + (text?.chars ?? 0),
    0,
  );
  return total > MAX_TOTAL_CHARS
    ? invalid(`All texts together have ${total} characters; at most ${MAX_TOTAL_CHARS} are taken.`)
    : null;
}

function refuseFile(
  file: CaseFile,
  dispute: Dispute,
  { addFile, removeFileId }: EvidenceEdit,
): Refusal | null {
  if (removeFileId !== undefined && !dispute.draft.files.some(({ id }) => id === removeFileId)) {
    return { kind: 'not_found', message: 'There is no such file in this draft.' };
  }
  if (addFile === undefined) return null;
  const rule = slotRule(file.capabilities, addFile.slot);
  if (rule === null) {
    return invalid(
      `${file.capabilities.label} has no slot "${addFile.slot}"; it has ${Object.keys(file.capabilities.slots).join(', ')}.`,
    );
  }
  if (dispute.draft.files.some(({ id }) => id === addFile.id))
    return conflict('It is in this draft already.');
  const there = dispute.draft.files.filter(({ slot }) => slot === addFile.slot).length;
  if (there < rule.maxFiles) return null;
  return conflict(
    `The slot "${addFile.slot}" takes ${rule.maxFiles} file${rule.maxFiles === 1 ? '' : 's'} and is full: remove one first.`,
  );
}

function refuseKind(
  file: CaseFile,
  dispute: Dispute,
  request: DecisionRequest,
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

function frozenSentence(dispute: Dispute): string {
  if (dispute.ruling !== null) return `It has been ruled already: ${dispute.ruling.outcome}.`;
  if (dispute.decision === null) return 'The answer was given already.';
  return `Revision ${dispute.decision.evidenceRevision} was decided on by ${dispute.decision.by.id} and is frozen.`;
}

function digestOf({ decision, disputeId, evidenceRevision, note }: DecisionRequest): string {
  return JSON.stringify([decision, disputeId ?? null, evidenceRevision ?? null, note ?? null]);
}

function noSuchDispute(id: string | undefined): Refusal {
  return {
    kind: 'not_found',
    message: id === undefined ? 'This case has no dispute yet.' : `This case has no dispute ${id}.`,
  };
}
