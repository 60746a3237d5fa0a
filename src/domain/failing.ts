import type { Attention, AttentionKind, CaseState } from './case.ts';

/** What asks for people because Recourse itself cannot get on. */
const STUCK: ReadonlySet<AttentionKind> = new Set<AttentionKind>([
  'provider_unreadable',
  'provider_refused',
  'submission_unsettled',
]);

/** What keeps failing in a case right now: reading, staging, answering. Null while all goes well; the one that has been failing longest of several. */
export function failingNow({ open, attention }: CaseState): Attention | null {
  if (!open) return null;
  const stuck = attention.filter(({ kind }) => STUCK.has(kind));
  return stuck.toSorted((a, b) => (a.since < b.since ? -1 : 1))[0] ?? null;
}
