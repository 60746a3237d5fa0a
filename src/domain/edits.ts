import { disputeFor, noSuchDispute, refuseWhileMoving } from './act-target.ts';
import { nameOf } from './approvals.ts';
import type { CaseFile } from './case-file.ts';
import type { Dispute, Draft, EvidenceFile } from './case.ts';
import { isFrozen } from './dispute.ts';
import { editDraft, type FieldChanges } from './evidence.ts';
import type { Instant } from './instant.ts';
import type { EditedDraft, EvidenceEdit, Refusal } from './messages.ts';
import { fieldLimit, slotRule } from './provider.ts';
import { conflict, invalid } from './refusal.ts';

/** What the processors take as text in one answer, all fields together. Source: the processors' limits in the provider facts. */
export const MAX_TOTAL_CHARS = 150_000;

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
  const fields = changed(dispute, request);
  const { addFile, removeFileId } = request;
  const added = addFile !== undefined && sameFile(dispute.draft, addFile) === null ? addFile : undefined;
  // What changes nothing makes no revision, so that nobody's look at the draft goes stale for it.
  if (added !== undefined || removeFileId !== undefined || Object.keys(fields).length > 0) {
    editDraft(
      file,
      dispute,
      { ...request, addFile: added, ...(request.fields !== undefined && { fields }) },
      now,
    );
  }
  return { disputeId: dispute.id, draft: dispute.draft };
}

/** The file of a draft that is this one: the same bytes by the same name in the same slot, as somebody sends again who got no answer. */
export function sameFile({ files }: Draft, { slot, name, sha256 }: EvidenceFile): EvidenceFile | null {
  if (sha256 === null) return null;
  return files.find((one) => one.slot === slot && one.name === name && one.sha256 === sha256) ?? null;
}

function changed({ draft }: Dispute, { fields = {} }: EvidenceEdit): FieldChanges {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, text]) => text?.sha256 !== draft.fields[name]?.sha256),
  );
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
  if (sameFile(dispute.draft, addFile) !== null) return null;
  const there = dispute.draft.files.filter(({ slot }) => slot === addFile.slot).length;
  if (there < rule.maxFiles) return null;
  return conflict(
    `The slot "${addFile.slot}" takes ${rule.maxFiles} file${rule.maxFiles === 1 ? '' : 's'} and is full: remove one first.`,
  );
}

function frozenSentence(dispute: Dispute): string {
  if (dispute.ruling !== null) return `It has been ruled already: ${dispute.ruling.outcome}.`;
  if (dispute.decision === null) return 'The answer was given already.';
  return `Revision ${dispute.decision.evidenceRevision} was decided on by ${nameOf(dispute.decision.by)} and is frozen.`;
}
