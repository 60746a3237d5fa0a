import { instant } from '../../domain/instant.ts';
import type { Store } from '../../store/store.ts';
import { type GuardedRoute, route } from '../route.ts';
import { type CaseCountsView, caseCounts } from '../schemas/counts.ts';
import { NO_STORE, TAG } from './words.ts';

/** How many cases stand where. */
export function countRoutes({ store }: { readonly store: Store }): GuardedRoute[] {
  const counts = route({
    method: 'get',
    path: '/api/v1/disputes/counts',
    operationId: 'countDisputes',
    tag: TAG,
    summary: 'Count cases by where they stand',
    role: 'viewer',
    request: {},
    responses: { 200: { description: 'The counts.', json: caseCounts } },
    problems: NO_STORE,
    async handle({ caller }) {
      const { tabs, dueWithinDay, overdue } = await store.countCases({
        merchantIds: caller.merchantIds ?? undefined,
        now: instant(Date.now()),
      });
      const all = Object.values(tabs).reduce((sum, cases) => sum + cases, 0);
      const json: CaseCountsView = { ...tabs, all, due_within_24h: dueWithinDay, overdue };
      return { status: 200, json };
    },
  });
  return [counts];
}
