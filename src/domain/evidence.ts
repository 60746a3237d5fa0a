import { CLOCK, type CaseFile, OURSELVES, providerActor } from './case-file.ts';
import type { Actor, Dispute, Draft, EvidenceFile, Json } from './case.ts';
import { isFrozen } from './dispute.ts';
import { attachedElsewhere, providerFile } from './held-files.ts';
import { type Instant, MINUTE, SECOND, millis, plus } from './instant.ts';
import { fieldLimit, type HeldEvidence } from './provider.ts';
import type { TextRef } from './text.ts';

/** Edits made within this time of each other reach the provider as one. */
const STAGING_DEBOUNCE = 2 * SECOND;
/** How long a read may still show what was before a change at the provider. */
const READ_LAG = 2 * MINUTE;

/** Changes to a draft's texts; null clears. */
export type FieldChanges = Readonly<Record<string, TextRef | null>>;

export function emptyDraft(): Draft {
  return { revision: 0, fields: {}, files: [], touched: false };
}

/** A person's edit, already found acceptable. */
export function editDraft(
  file: CaseFile,
  dispute: Dispute,
  edit: {
    readonly fields?: FieldChanges | undefined;
    readonly addFile?: EvidenceFile | undefined;
    readonly removeFileId?: string | undefined;
    readonly by: Actor;
  },
  now: Instant,
): void {
  const { draft } = dispute;
  if (edit.fields !== undefined) draft.fields = withChanges(draft.fields, edit.fields);
  if (edit.addFile !== undefined) draft.files = [...draft.files, edit.addFile];
  if (edit.removeFileId !== undefined) draft.files = draft.files.filter(({ id }) => id !== edit.removeFileId);
  draft.touched = true;
  bumpRevision(file, dispute, now);
  file.note(now, 'evidence_edited', edit.by, `Evidence edited: revision ${draft.revision}.`, {
    dispute,
    data: {
      revision: draft.revision,
      ...(edit.fields && { fields: asJson(edit.fields) }),
      ...(edit.addFile && { file_added: { id: edit.addFile.id, slot: edit.addFile.slot } }),
      ...(edit.removeFileId && { file_removed: edit.removeFileId }),
    },
  });
}

/**
 * Takes in what the provider holds. The first look starts the draft, unless it was decided on before anybody could look; later ones tell what
 * somebody changed there, which becomes a revision here. A text changed on both sides keeps ours, and the time line keeps theirs.
 */
export function takeHeldEvidence(file: CaseFile, dispute: Dispute, held: HeldEvidence, now: Instant): void {
  const before = dispute.held;
  if (before === null) {
    if (dispute.decision !== null && dispute.submission?.step !== 'done') return;
    dispute.held = held;
    startDraft(file, dispute, held, now);
    return;
  }
  dispute.held = withoutLag(dispute, before, held, now);
  const theirs = unlessOurs(dispute, changesBetween(before.fields, dispute.held.fields), now);
  const attached = isFrozen(dispute) ? [] : attachedElsewhere(dispute, before, held);
  if (Object.keys(theirs).length + attached.length === 0) return;
  if (isFrozen(dispute)) return noteChangedElsewhere(file, dispute, theirs, now);
  const taken = unlessOursChanged(theirs, before.fields, dispute.draft.fields);
  if (Object.keys(taken).length + attached.length > 0) {
    const slots = new Set(attached.map(({ slot }) => slot));
    dispute.draft.fields = withChanges(dispute.draft.fields, taken);
    dispute.draft.files = [...dispute.draft.files.filter(({ slot }) => !slots.has(slot)), ...attached];
    dispute.draft.revision += 1;
    dispute.silenceNotBefore = null;
  }
  const { revision } = dispute.draft;
  file.note(
    now,
    'evidence_changed_elsewhere',
    readActor(file),
    `Evidence was changed at the provider: revision ${revision}.`,
    {
      dispute,
      data: {
        revision,
        fields: asJson(theirs),
        taken: Object.keys(taken),
        files_attached: attached.map(({ id, slot }) => ({ id, slot })),
      },
    },
  );
}

/** Keeps a record of what somebody changed at the provider after the decision, before the decided revision takes its place. */
export function noteChangedElsewhere(
  file: CaseFile,
  dispute: Dispute,
  theirs: FieldChanges,
  now: Instant,
): void {
  if (Object.keys(theirs).length === 0) return;
  const summary =
    'Evidence was changed at the provider after the decision; the decided revision is what is sent.';
  file.note(now, 'evidence_changed_elsewhere', readActor(file), summary, {
    dispute,
    data: { revision: dispute.draft.revision, fields: asJson(theirs), taken: [] },
  });
}

/** Fills what is still empty in a draft from the payment and the policy, once for each dispute. */
export function prefill(file: CaseFile, dispute: Dispute, now: Instant): void {
  const offered = file.state.paymentEvidence;
  if (dispute.prefilled || offered === null || isFrozen(dispute) || dispute.supersededBy !== null) return;
  if (dispute.kind === 'dispute' && dispute.held === null) return;
  dispute.prefilled = true;
  const fields = Object.fromEntries(
    Object.entries(offered).filter(
      ([name]) => dispute.draft.fields[name] === undefined && fieldLimit(file.capabilities, name) !== null,
    ),
  );
  if (Object.keys(fields).length === 0) return;
  dispute.draft.fields = { ...dispute.draft.fields, ...fields };
  bumpRevision(file, dispute, now);
  file.note(now, 'evidence_prefilled', OURSELVES, 'Evidence filled in from the payment and the policy.', {
    dispute,
    data: { revision: dispute.draft.revision, fields: asJson(fields) },
  });
}

/** A new dispute of the same payment goes on with the draft of the alert or inquiry before it. What a person cleared there is not offered again. */
export function carryDraftOver(from: Dispute, to: Dispute): void {
  to.draft = { ...from.draft, files: from.draft.files.filter(({ sha256 }) => sha256 !== null) };
  to.prefilled = from.prefilled;
}

/** What people wrote for an alert that turns out to belong to a dispute known already, as a revision of a draft nobody has touched. */
export function takeDraftOver(file: CaseFile, from: Dispute, to: Dispute, now: Instant): void {
  if (!from.draft.touched || to.draft.touched || isFrozen(to)) return;
  const kept = from.draft.files.filter(({ sha256 }) => sha256 !== null);
  const slots = new Set(kept.map(({ slot }) => slot));
  to.draft.fields = { ...to.draft.fields, ...from.draft.fields };
  to.draft.files = [...to.draft.files.filter(({ slot }) => !slots.has(slot)), ...kept];
  to.draft.touched = true;
  bumpRevision(file, to, now);
  file.note(
    now,
    'draft_taken_over',
    CLOCK,
    `The draft of the alert goes on here: revision ${to.draft.revision}.`,
    {
      dispute: to,
      data: { revision: to.draft.revision, from: from.id, fields: asJson(from.draft.fields) },
    },
  );
}

/** What the provider should hold as texts: the draft, or after conceding whatever is not ours. */
export function wantedTexts(file: CaseFile, dispute: Dispute): Readonly<Record<string, TextRef>> {
  if (dispute.decision?.kind !== 'concede')
    return pick(dispute.draft.fields, (name) => fieldLimit(file.capabilities, name) !== null);
  return pick(dispute.held?.fields ?? {}, (name) => !dispute.stagedFields.includes(name));
}

/** A staging that reached the provider: what it was to do, and what the provider holds since. */
export interface Staging {
  readonly held: HeldEvidence;
  /** The draft's revision when it began. */
  readonly revision: number;
  /** It emptied what we had staged, after conceding. */
  readonly clearing: boolean;
}

/** Notes what the provider holds after a staging. If the draft moved on meanwhile, or a person conceded, there is more to do. */
export function staged(dispute: Dispute, { held, revision, clearing }: Staging, now: Instant): void {
  const before = dispute.held;
  const recent = dispute.heldBefore.filter(({ at }) => mayLag(at, now));
  dispute.heldBefore = before === null ? recent : [...recent, { evidence: before, at: now }];
  dispute.held = held;
  dispute.stageFailures = 0;
  const changed = Object.keys(changesBetween(before?.fields ?? {}, held.fields));
  dispute.stagedFields = clearing ? [] : [...new Set([...dispute.stagedFields, ...changed])];
  dispute.stageAt = null;
  if (clearing) return;
  if (dispute.decision?.kind === 'concede') dispute.stageAt = now;
  else if (dispute.decision === null && dispute.draft.revision !== revision)
    dispute.stageAt = plus(now, STAGING_DEBOUNCE);
}

function startDraft(file: CaseFile, dispute: Dispute, held: HeldEvidence, now: Instant): void {
  const { draft } = dispute;
  const before = draft.revision;
  draft.fields = { ...held.fields, ...draft.fields };
  const taken = new Set(draft.files.map(({ slot }) => slot));
  draft.files = [
    ...draft.files,
    ...Object.entries(held.files)
      .filter(([slot]) => !taken.has(slot))
      .map(([slot, { id, name }]) => providerFile(slot, id, name)),
  ];
  if (Object.keys(held.fields).length > 0 || Object.keys(held.files).length > 0) draft.revision += 1;
  if (Object.keys(changesBetween(held.fields, wantedTexts(file, dispute))).length > 0)
    stageSoon(file, dispute, now);
  if (draft.revision > before) {
    file.note(now, 'evidence_read', readActor(file), 'The draft starts from what the provider holds.', {
      dispute,
      data: { revision: draft.revision, fields: asJson(held.fields) },
    });
  }
}

function readActor(file: CaseFile): Actor {
  return providerActor(file.state.provider, 'read');
}

function bumpRevision(file: CaseFile, dispute: Dispute, now: Instant): void {
  dispute.draft.revision += 1;
  dispute.silenceNotBefore = null;
  stageSoon(file, dispute, now);
}

/** A burst of edits keeps the first one's moment, so that nobody typing for an hour keeps the provider waiting. */
function stageSoon(file: CaseFile, dispute: Dispute, now: Instant): void {
  if (!file.capabilities.stage || dispute.kind !== 'dispute') return;
  dispute.stageAt ??= plus(now, STAGING_DEBOUNCE);
}

/** What was read, with every text that only shows what we have just replaced put right again. */
function withoutLag(dispute: Dispute, before: HeldEvidence, read: HeldEvidence, now: Instant): HeldEvidence {
  const recent = dispute.heldBefore.filter(({ at }) => mayLag(at, now));
  const lagging = Object.keys(changesBetween(before.fields, read.fields)).filter((name) =>
    recent.some(({ evidence }) => sameText(read.fields[name], evidence.fields[name])),
  );
  const put = Object.fromEntries(lagging.map((name) => [name, before.fields[name] ?? null]));
  return { ...read, fields: withChanges(read.fields, put) };
}

/** Whether a read may not show yet what changed at that moment. */
export function mayLag(changedAt: Instant, now: Instant): boolean {
  return millis(now) - millis(changedAt) <= READ_LAG;
}

/** Without what became as our draft says: that was our own staging, whose answer was lost. After conceding it has to go again. */
function unlessOurs(dispute: Dispute, changes: FieldChanges, now: Instant): FieldChanges {
  const isOurs = (name: string) => sameText(changes[name] ?? undefined, dispute.draft.fields[name]);
  const ours = Object.keys(changes).filter(isOurs);
  dispute.stagedFields = [...new Set([...dispute.stagedFields, ...ours])];
  if (ours.length > 0 && dispute.decision?.kind === 'concede') dispute.stageAt ??= now;
  return Object.fromEntries(Object.entries(changes).filter(([name]) => !isOurs(name)));
}

function unlessOursChanged(
  theirs: FieldChanges,
  base: Readonly<Record<string, TextRef>>,
  ours: Readonly<Record<string, TextRef>>,
): FieldChanges {
  return Object.fromEntries(Object.entries(theirs).filter(([name]) => sameText(ours[name], base[name])));
}

/** What turns one set of texts into another; null clears. */
export function changesBetween(
  from: Readonly<Record<string, TextRef>>,
  to: Readonly<Record<string, TextRef>>,
): FieldChanges {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return Object.fromEntries(
    names.filter((name) => !sameText(from[name], to[name])).map((name) => [name, to[name] ?? null]),
  );
}

function withChanges(
  fields: Readonly<Record<string, TextRef>>,
  changes: FieldChanges,
): Record<string, TextRef> {
  const merged = { ...fields, ...changes };
  return Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, TextRef] => entry[1] !== null),
  );
}

function pick(
  fields: Readonly<Record<string, TextRef>>,
  wanted: (name: string) => boolean,
): Readonly<Record<string, TextRef>> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => wanted(name)));
}

function sameText(a: TextRef | undefined, b: TextRef | undefined): boolean {
  return a?.sha256 === b?.sha256;
}

function asJson(fields: FieldChanges): { readonly [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(fields).map(([name, text]) => [
      name,
      text === null ? null : { sha256: text.sha256, chars: text.chars },
    ]),
  );
}
