import type { RefundReadingsView } from '../../api/schemas/refund.ts';

type Listed = RefundReadingsView['refunds'][number];

/** What a read says of the payment itself. */
export const FACTS = ['captured', 'withheld', 'refunded', 'refundable', 'disputed'] as const;
export type FactName = (typeof FACTS)[number];

/** Two values of the same thing; null where that read does not exist or does not say. */
export interface Compared<T> {
  readonly before: T | null;
  readonly after: T | null;
  readonly change: 'none' | 'changed' | 'added' | 'gone';
}

export type ComparedFact = { readonly name: FactName } & Compared<RefundReadingsView[FactName]>;
export type ComparedRefund = { readonly id: string } & Compared<Listed>;

export interface ComparedReadings {
  readonly facts: readonly ComparedFact[];
  /** Every refund either read lists: those of the later read first. */
  readonly refunds: readonly ComparedRefund[];
}

type Readings = RefundReadingsView | null;

/**
 * Puts what was read before a refund was sent beside what was read last, and says what differs. Where one of the two was never read nothing can
 * differ.
 */
export function compareReadings(before: Readings, after: Readings): ComparedReadings {
  const both = before !== null && after !== null;
  const facts = FACTS.map((name) => ({
    name,
    ...compared(before?.[name] ?? null, after?.[name] ?? null, both),
  }));
  const ids = new Set([...(after?.refunds ?? []), ...(before?.refunds ?? [])].map(({ id }) => id));
  const refunds = [...ids].map((id) => ({
    id,
    ...compared(listed(before, id), listed(after, id), both),
  }));
  return { facts, refunds };
}

function listed(readings: Readings, id: string): Listed | null {
  return readings?.refunds.find((refund) => refund.id === id) ?? null;
}

function compared<T>(before: T | null, after: T | null, both: boolean): Compared<T> {
  return { before, after, change: both ? changeOf(before, after) : 'none' };
}

function changeOf(before: unknown, after: unknown): Compared<unknown>['change'] {
  // Both come from the same view, so that their keys stand in the same order.
  if (JSON.stringify(before) === JSON.stringify(after)) return 'none';
  if (before === null) return 'added';
  return after === null ? 'gone' : 'changed';
}
