import type { CaseState, Dispute } from '../domain/case.ts';
import { foregroundDispute, visibleDisputes } from '../domain/summary.ts';
import { Problem } from './problem.ts';

/**
 * The dispute a request names, or the one the case is about right now.
 *
 * @throws Problem 404
 */
export function disputeNamed(state: CaseState, id: string | undefined): Dispute {
  const dispute =
    id === undefined ? foregroundDispute(state) : visibleDisputes(state).find((item) => item.id === id);
  if (dispute) return dispute;
  throw new Problem(404, id === undefined ? 'The case has no dispute yet.' : 'The case has no such dispute.');
}
