import { z } from 'zod';
import type { Store } from '../../store/store.ts';
import { openCase } from '../case-access.ts';
import { relatedTo } from '../related.ts';
import { type GuardedRoute, route } from '../route.ts';
import { caseId } from '../schemas/common.ts';
import { relatedSchema } from '../schemas/related.ts';
import { CASE_MOVED, NO_CASE, NO_STORE, TAG } from './words.ts';

/** What stands beside a case. */
export function relatedRoutes({ store }: { readonly store: Store }): GuardedRoute[] {
  const related = route({
    method: 'get',
    path: '/api/v1/disputes/{case_id}/related',
    operationId: 'listRelated',
    tag: TAG,
    summary: 'See what else there is of the payment and of its customer',
    description: "A customer is the same where their name or their mail is, within the caller's merchants.",
    role: 'viewer',
    request: { params: z.object({ case_id: caseId }) },
    responses: { 200: { description: 'Other cases, and refunds.', json: relatedSchema } },
    problems: { ...CASE_MOVED, ...NO_CASE, ...NO_STORE },
    async handle({ params, caller, req }) {
      const state = await openCase(store, caller, params.case_id, req);
      return { status: 200, json: await relatedTo(state, caller, store) };
    },
  });
  return [related];
}
