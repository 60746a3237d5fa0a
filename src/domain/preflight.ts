import type { CaseFile } from './case-file.ts';
import type { Dispute, EvidenceFile } from './case.ts';
import { unmetNeeds } from './completeness.ts';
import { isPast } from './deadline.ts';
import { refuseKind } from './decisions.ts';
import { MAX_TOTAL_CHARS } from './edits.ts';
import { wantedTexts } from './evidence.ts';
import { dyingFor } from './file-lives.ts';
import type { Instant } from './instant.ts';
import { fieldLimit, slotRule } from './provider.ts';
import type { TextRef } from './text.ts';

/** What is wrong with an answer before it is sent. */
export interface PreflightProblem {
  /** `error`: it cannot be sent so. `warning`: it can, and is weak. */
  readonly severity: 'error' | 'warning';
  /** The field or slot; null for the whole answer. */
  readonly about: string | null;
  /** One sentence for people. */
  readonly message: string;
}

/** Bytes of all files of one answer that the processors and networks behind the providers take in practice. Source: the processors' limits. */
const MAX_TOTAL_BYTES = 4_500_000;

/** The texts of a dispute's answer: what the provider is sent, or all of them where a person submits them elsewhere. */
export function answerTexts(file: CaseFile, dispute: Dispute): Readonly<Record<string, TextRef>> {
  return file.capabilities.submit ? wantedTexts(file, { ...dispute, decision: null }) : dispute.draft.fields;
}

/**
 * Everything that speaks against sending a dispute's draft as it is now; what is wrong comes before what is weak.
 *
 * @param words - the draft's texts by hash, as far as the store has them
 */
export function preflight(
  file: CaseFile,
  dispute: Dispute,
  words: ReadonlyMap<string, string>,
  now: Instant,
): readonly PreflightProblem[] {
  const problems = [
    ...refusal(file, dispute, now),
    ...lostTexts(file, dispute, words),
    ...emptiness(file, dispute, words),
    ...textProblems(file, dispute),
    ...dispute.draft.files.flatMap((item) => fileProblems(file, dispute, item, now)),
    ...totals(file, dispute),
    ...unmetNeeds(dispute, file.capabilities).map(({ names, why }) =>
      warning(names[0] ?? null, `Usually needed, and empty. ${why}`),
    ),
  ];
  return problems.toSorted((a, b) => Number(a.severity !== 'error') - Number(b.severity !== 'error'));
}

/** Why the dispute takes no answer, whatever that answer is. */
function refusal(file: CaseFile, dispute: Dispute, now: Instant): readonly PreflightProblem[] {
  const { decision, draft } = dispute;
  if (!file.state.open) return [error(null, 'This case is closed.')];
  if (decision !== null && decision.kind !== 'challenge')
    return [error(null, `It was decided otherwise: ${decision.kind}.`)];
  const kind = file.capabilities.submit ? 'challenge' : 'submitted_elsewhere';
  const refused = refuseKind(file, { ...dispute, draft: { ...draft, files: [] } }, { decision: kind }, now);
  return refused === null ? [] : [error(null, refused.message)];
}

/** Nothing half done is sent. */
function lostTexts(
  file: CaseFile,
  dispute: Dispute,
  words: ReadonlyMap<string, string>,
): readonly PreflightProblem[] {
  return Object.entries(answerTexts(file, dispute))
    .filter(([, { sha256 }]) => !words.has(sha256))
    .map(([name]) => error(name, 'Its words are lost: write them again.'));
}

/** A provider that holds a draft takes it as it is; where all is sent at once there has to be something to send. */
function emptiness(
  file: CaseFile,
  dispute: Dispute,
  words: ReadonlyMap<string, string>,
): readonly PreflightProblem[] {
  const texts = Object.values(answerTexts(file, dispute));
  const isWritten = texts.some(({ sha256 }) => words.get(sha256)?.trim() !== '');
  if (isWritten || dispute.draft.files.length > 0) return [];
  const severity = file.capabilities.submit && !file.capabilities.stage ? error : warning;
  return [severity(null, 'Nothing is written and nothing is attached.')];
}

function textProblems({ capabilities }: CaseFile, { draft }: Dispute): readonly PreflightProblem[] {
  return Object.entries(draft.fields).flatMap(([name, { chars }]) => {
    const limit = fieldLimit(capabilities, name);
    if (limit === null) return [warning(name, `${capabilities.label} has no such field: it is left out.`)];
    return chars > limit ? [error(name, `It has ${chars} characters; at most ${limit} are taken.`)] : [];
  });
}

function fileProblems(
  { capabilities }: CaseFile,
  { draft }: Dispute,
  item: EvidenceFile,
  now: Instant,
): readonly PreflightProblem[] {
  const { slot, size, type } = item;
  const rule = slotRule(capabilities, slot);
  if (rule === null) return [error(slot, `${capabilities.label} has no such slot: remove the file.`)];
  const there = draft.files.filter((other) => other.slot === slot).length;
  const dies = dyingFor(item);
  const dead = 'A document can be used no more at the provider: remove it and upload it again.';
  return [
    ...(there > rule.maxFiles ? [error(slot, `It takes ${rule.maxFiles}, and holds ${there}.`)] : []),
    ...(size !== null && size > rule.maxBytes
      ? [error(slot, `A file has ${megabytes(size)}; at most ${megabytes(rule.maxBytes)} are taken.`)]
      : []),
    ...(type !== null && !rule.types.includes(type)
      ? [error(slot, `A file of type ${type} is not taken.`)]
      : []),
    ...(isPast(dies, now) ? [error(slot, dead)] : []),
    ...(dies !== null && !isPast(dies, now)
      ? [warning(slot, `A document can be used at the provider until ${dies} only: answer before that.`)]
      : []),
  ];
}

/** Too much in all. */
function totals(file: CaseFile, dispute: Dispute): readonly PreflightProblem[] {
  const texts = Object.values(answerTexts(file, dispute));
  const chars = texts.reduce((sum, text) => sum + text.chars, 0);
  const bytes = dispute.draft.files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  return [
    ...(chars > MAX_TOTAL_CHARS
      ? [error(null, `All texts together have ${chars} characters; at most ${MAX_TOTAL_CHARS} are taken.`)]
      : []),
    ...(bytes > MAX_TOTAL_BYTES
      ? [
          warning(
            null,
            `All files together have ${megabytes(bytes)}; card networks often take no more than ${megabytes(MAX_TOTAL_BYTES)} in one answer.`,
          ),
        ]
      : []),
  ];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function error(about: string | null, message: string): PreflightProblem {
  return { severity: 'error', about, message };
}

function warning(about: string | null, message: string): PreflightProblem {
  return { severity: 'warning', about, message };
}
