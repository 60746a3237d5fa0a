import type { TimelineEntryView } from '../../../api/schemas/case.ts';
import { actorName, decisionWord, providerWord } from '../../words/cases.ts';
import { localSentence } from '../../words/local-sentence.ts';
import { localDay } from '../../words/local-time.ts';
import { wayWords } from '../../words/timeline.ts';

/** One line of the time line as people read it: an entry, or several of a kind that somebody made in a row. */
export interface Line {
  readonly seq: number;
  readonly kind: string;
  /** Of the newest of them. */
  readonly at: string;
  readonly sentence: string;
  readonly disputeId: string | null;
  readonly who: string;
  readonly note: string | null;
}

export interface Day {
  readonly day: string;
  readonly lines: readonly Line[];
}

/** Saving as one types makes many of these: what counts is that it was edited, and by whom. */
const IN_ROWS = new Set(['evidence_edited']);

/**
 * A time line for reading: newest first, by day in the viewer's zone, with rows of the same edits in one line.
 *
 * @param entries - oldest first
 * @param label - what fields and slots are called
 */
export function timelineDays(
  entries: readonly TimelineEntryView[],
  label: (name: string) => string,
): readonly Day[] {
  const days: { readonly day: string; readonly lines: Line[] }[] = [];
  for (const row of rows(withoutRepeats(entries)).toReversed()) {
    const line = lineOf(row, label);
    if (line === null) continue;
    const day = localDay(line.at);
    const last = days.at(-1);
    if (last?.day === day) last.lines.push(line);
    else days.push({ day, lines: [line] });
  }
  return days;
}

/** Each edit reaches the provider soon after: the last of them says so for all before it. */
function withoutRepeats(entries: readonly TimelineEntryView[]): readonly TimelineEntryView[] {
  const lastOf = (disputeId: string | null) =>
    entries.findLast(({ kind, dispute_id }) => kind === 'staged' && dispute_id === disputeId);
  return entries.filter((entry) => entry.kind !== 'staged' || entry === lastOf(entry.dispute_id));
}

type Row = readonly TimelineEntryView[];

function rows(entries: readonly TimelineEntryView[]): readonly Row[] {
  const found: TimelineEntryView[][] = [];
  for (const entry of entries) {
    const row = found.at(-1);
    const last = row?.at(-1);
    if (row !== undefined && last !== undefined && isSameRow(last, entry)) row.push(entry);
    else found.push([entry]);
  }
  return found;
}

function isSameRow(a: TimelineEntryView, b: TimelineEntryView): boolean {
  return (
    IN_ROWS.has(a.kind) &&
    a.kind === b.kind &&
    a.actor.id === b.actor.id &&
    a.dispute_id === b.dispute_id &&
    localDay(a.at) === localDay(b.at)
  );
}

function lineOf(row: Row, label: (name: string) => string): Line | null {
  const last = row.at(-1);
  if (last === undefined) return null;
  const { seq, kind, at, data } = last;
  const note = data['note'];
  return {
    seq,
    kind,
    at,
    sentence: sentenceOf(row, last, label),
    disputeId: last.dispute_id,
    who: whoActed(last),
    note: typeof note === 'string' && note !== '' ? note : null,
  };
}

function sentenceOf(
  row: Row,
  { kind, summary, data }: TimelineEntryView,
  label: (name: string) => string,
): string {
  const decision = data['decision'];
  if (kind === 'evidence_edited') return edited(row, label);
  if (typeof decision === 'string' && kind === 'decided')
    return `Decided: ${decisionWord(decision).toLowerCase()}.`;
  if (typeof decision === 'string' && kind === 'proposed')
    return `Proposed: ${decisionWord(decision).toLowerCase()}.`;
  return localSentence(summary);
}

function edited(row: Row, label: (name: string) => string): string {
  const fields = named(
    row.flatMap(({ data }) => namesIn(data['fields'])),
    label,
  );
  const slots = named(
    row.flatMap(({ data }) => slotIn(data['file_added'])),
    label,
  );
  const removed = row.filter(({ data }) => data['file_removed'] !== undefined).length;
  const parts = [
    ...(fields.length > 0 ? [`Edited ${fields}`] : []),
    ...(slots.length > 0 ? [`${fields.length > 0 ? 'added' : 'Added'} a file to ${slots}`] : []),
    ...(removed > 0 ? [removed === 1 ? 'removed a file' : `removed ${removed} files`] : []),
  ];
  const sentence = parts.join(', ');
  return sentence === ''
    ? (row.at(-1)?.summary ?? '')
    : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

function named(names: readonly string[], label: (name: string) => string): string {
  return [...new Set(names)].map(label).join(', ');
}

function namesIn(fields: unknown): readonly string[] {
  return typeof fields === 'object' && fields !== null ? Object.keys(fields) : [];
}

function slotIn(added: unknown): readonly string[] {
  const isFile =
    typeof added === 'object' && added !== null && 'slot' in added && typeof added.slot === 'string';
  return isFile ? [String(added.slot)] : [];
}

function whoActed({ actor }: TimelineEntryView): string {
  const { type, id, via, address } = actor;
  switch (type) {
    case 'person':
      return `${actorName(actor)} ${wayWords(via)}${address === null ? '' : ` (${address})`}`;
    case 'provider':
      return `${providerWord(id)}, ${wayWords(via)}`;
    case 'policy':
      return 'The policy';
    default:
      return 'Recourse';
  }
}
