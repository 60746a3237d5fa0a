import { z } from 'zod';
import type { CaseState, Dispute } from '../domain/case.ts';
import { foregroundDispute, visibleDisputes } from '../domain/summary.ts';
import { Problem } from './problem.ts';
import { CASE_MOVED, NO_STORE } from './routes/words.ts';
import { caseId, opaqueId } from './schemas/common.ts';

/** What a route about one dispute of a case takes, and what it may answer instead. */
export const ONE_DISPUTE = {
  request: {
    params: z.object({ case_id: caseId }),
    query: z.strictObject({ dispute_id: opaqueId.optional() }),
  },
  problems: {
    ...CASE_MOVED,
    ...NO_STORE,
    400: 'The dispute_id is malformed.',
    404: 'There is no such case or dispute, or it is of a merchant the token may not see.',
  },
} as const;

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
