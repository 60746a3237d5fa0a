import { z } from 'zod';
import type { CaseState } from '../../domain/case.ts';
import { instant } from '../../domain/instant.ts';
import type { WorkflowPolicy } from '../../domain/messages.ts';
import { caseWorkflowId, type ProviderName } from '../../domain/names.ts';
import type { Provider } from '../../providers/provider.ts';
import type { Store } from '../../store/store.ts';
import { openCase } from '../case-access.ts';
import type { Caller } from '../auth.ts';
import { caseFilterOf, caseFilterParameters } from '../case-filter.ts';
import { type GuardedRoute, route } from '../route.ts';
import { caseList, fullCase, timeline } from '../schemas/case.ts';
import { caseId, paging } from '../schemas/common.ts';
import { type CaseSurroundings, caseView, fullCaseView, shownTexts, timelineEntryView } from '../view.ts';
import { CASE_MOVED, NO_CASE, NO_STORE, TAG } from './words.ts';

export interface DisputeRoutesOptions {
  readonly store: Store;
  /** Those that are set up. */
  readonly providers: ReadonlyMap<ProviderName, Provider>;
  readonly policy: WorkflowPolicy;
  /** The page of a workflow in the Temporal UI; null where there is none. */
  readonly temporalUrl: (workflowId: string) => string | null;
}

/** Reading cases. */
export function disputeRoutes(options: DisputeRoutesOptions): GuardedRoute[] {
  return [list(options), one(options), history(options.store)];
}

const query = z.strictObject({ ...caseFilterParameters, ...paging });

function list(options: DisputeRoutesOptions): GuardedRoute {
  return route({
    method: 'get',
    path: '/api/v1/disputes',
    operationId: 'listDisputes',
    tag: TAG,
    summary: 'List cases, soonest deadline first, then newest',
    role: 'viewer',
    request: { query },
    responses: { 200: { description: 'A page of cases.', json: caseList } },
    problems: { ...NO_STORE, 400: 'A filter is unknown or malformed.' },
    async handle({ query: { limit, cursor, ...filters }, caller }) {
      const filter = caseFilterOf(filters, caller);
      const page = filter && (await options.store.listCases(filter, { limit, cursor }));
      const states = page?.data ?? [];
      const surroundings = await around(states, caller, options);
      const data = states.map((state) => caseView(state, surroundings(state)));
      return { status: 200, json: { data, next_cursor: page?.cursor ?? null } };
    },
  });
}

function one(options: DisputeRoutesOptions): GuardedRoute {
  return route({
    method: 'get',
    path: '/api/v1/disputes/{case_id}',
    operationId: 'getDispute',
    tag: TAG,
    summary: 'Read one case',
    role: 'viewer',
    request: { params: z.object({ case_id: caseId }) },
    responses: { 200: { description: 'The case.', json: fullCase } },
    problems: { ...CASE_MOVED, ...NO_CASE, ...NO_STORE },
    async handle({ params, caller, req }) {
      const state = await openCase(options.store, caller, params.case_id, req);
      const surroundings = await around([state], caller, options);
      return { status: 200, json: fullCaseView(state, surroundings(state), caller) };
    },
  });
}

/** What these cases are shown with, read for all of them at once. */
async function around(
  states: readonly CaseState[],
  caller: Caller,
  { store, providers, policy, temporalUrl }: DisputeRoutesOptions,
): Promise<(state: CaseState) => CaseSurroundings> {
  const [texts, refunds] = await Promise.all([
    store.getTextsOfCases(new Map(states.map((state) => [state.id, shownTexts(state)]))),
    store.refundsOfPayments(states.flatMap(paymentOf)),
  ]);
  const now = instant(Date.now());
  return (state) => ({
    texts: texts.get(state.id) ?? new Map<string, string>(),
    // Whoever may see the case may see them: they are of its payment, and so of its merchant.
    refunds: refunds.filter(
      ({ provider, paymentId }) => provider === state.provider && paymentId === state.paymentId,
    ),
    capabilities: providers.get(state.provider)?.capabilities ?? null,
    policy,
    now,
    // Temporal's pages know nothing of merchants.
    temporalUrl: caller.merchantIds === null ? temporalUrl(caseWorkflowId(state.id)) : null,
  });
}

function paymentOf({ provider, paymentId }: CaseState) {
  return paymentId === null ? [] : [{ provider, paymentId }];
}

function history(store: Store): GuardedRoute {
  return route({
    method: 'get',
    path: '/api/v1/disputes/{case_id}/timeline',
    operationId: 'readTimeline',
    tag: TAG,
    summary: 'Read everything that happened, oldest first',
    role: 'viewer',
    request: { params: z.object({ case_id: caseId }), query: z.strictObject(paging) },
    responses: { 200: { description: 'A page of the time line.', json: timeline } },
    problems: { ...CASE_MOVED, ...NO_CASE, ...NO_STORE, 400: 'The limit or cursor is malformed.' },
    async handle({ params, query: page, caller, req }) {
      const state = await openCase(store, caller, params.case_id, req);
      const { data, cursor } = await store.timeline(state.id, page);
      return { status: 200, json: { data: data.map(timelineEntryView), next_cursor: cursor } };
    },
  });
}
