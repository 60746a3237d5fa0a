import { z } from 'zod';
import type { CaseState } from '../../domain/case.ts';
import { instant } from '../../domain/instant.ts';
import type { WorkflowPolicy } from '../../domain/messages.ts';
import { caseWorkflowId, type ProviderName } from '../../domain/names.ts';
import type { Refund } from '../../domain/refund.ts';
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

/** How many refunds are loaded at a time. */
const REFUNDS_A_PAGE = 100;

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
      const data = await Promise.all(
        (page?.data ?? []).map(async (state) => caseView(state, await around(state, caller, options))),
      );
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
      return { status: 200, json: fullCaseView(state, await around(state, caller, options), caller) };
    },
  });
}

async function around(
  state: CaseState,
  caller: Caller,
  { store, providers, policy, temporalUrl }: DisputeRoutesOptions,
): Promise<CaseSurroundings> {
  const hashes = shownTexts(state);
  const [texts, refunds] = await Promise.all([
    hashes.length === 0 ? new Map<string, string>() : store.getTexts(state.id, hashes),
    refundsOf(state, store),
  ]);
  const capabilities = providers.get(state.provider)?.capabilities ?? null;
  return {
    texts,
    refunds,
    capabilities,
    policy,
    now: instant(Date.now()),
    // Temporal's pages know nothing of merchants.
    temporalUrl: caller.merchantIds === null ? temporalUrl(caseWorkflowId(state.id)) : null,
  };
}

/** All of them, newest first. Whoever may see the case may see them: they are of its payment, and so of its merchant. */
async function refundsOf({ provider, paymentId }: CaseState, store: Store): Promise<readonly Refund[]> {
  if (paymentId === null) return [];
  const refunds: Refund[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listRefunds({ provider, paymentId }, { limit: REFUNDS_A_PAGE, cursor });
    refunds.push(...page.data);
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  return refunds;
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
