import type { HealthView } from '../../api/schemas/health.ts';
import { word } from '../words/cases.ts';

type Rejected = HealthView['providers'][number]['rejected'][number];

/** What a provider's webhooks were refused for, put together. */
export interface Rejection {
  readonly reason: string;
  readonly count: number;
  /** The last one of them. */
  readonly at: string;
}

/** One line a reason, most of them first. */
export function rejectionsByReason(rejected: readonly Rejected[]): Rejection[] {
  const reasons = new Map<string, Rejection>();
  for (const { reason, count, at } of rejected) {
    const before = reasons.get(reason);
    reasons.set(reason, {
      reason,
      count: count + (before?.count ?? 0),
      at: before !== undefined && before.at > at ? before.at : at,
    });
  }
  return [...reasons.values()].toSorted((a, b) => b.count - a.count);
}

const REASONS: Readonly<Record<string, string>> = {
  bad_signature: 'The signature is bad, stale or missing: check the webhook secret and the clock',
  bad_format: 'Not in the form the provider documents',
  too_large: 'Larger than 1 MiB',
  overloaded: 'Too many at once: the provider sends them again',
  temporal_unavailable: 'Temporal was out of reach: the provider sends them again',
};

/** Why they were refused, and what to do where something can be done. */
export function rejectionWords(reason: string): string {
  return word(REASONS, reason);
}
