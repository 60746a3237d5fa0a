import type { DisputeView } from '../../api/schemas/case.ts';

/** What the disputes of a case are called beside each other: 1, 2, … in the order they came; null for what is none of them. */
export function disputeNumbers(
  disputes: readonly Pick<DisputeView, 'id' | 'first_seen_at'>[],
): (id: string | null) => number | null {
  const byAge = disputes.toSorted((a, b) => (a.first_seen_at < b.first_seen_at ? -1 : 1));
  return (id) => {
    const at = byAge.findIndex((dispute) => dispute.id === id);
    return at === -1 ? null : at + 1;
  };
}
