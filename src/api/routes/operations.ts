import type { Registry } from 'prom-client';
import { z } from 'zod';
import type { Store } from '../../store/store.ts';
import type { CaseGateway } from '../../temporal/gateway.ts';
import { Problem } from '../problem.ts';
import { type Reach, storeReach, temporalReach } from '../reach.ts';
import { type OpenRoute, type Route, route } from '../route.ts';
import { paging } from '../schemas/common.ts';
import { rebuilt } from '../schemas/operations.ts';
import { NO_STORE } from './words.ts';

const TAG = 'Operations';

export interface OperationsOptions {
  readonly store: Pick<Store, 'ping' | 'rebuildReadModel'>;
  readonly gateway: Pick<CaseGateway, 'health'>;
  readonly registry: Registry;
  /** Metrics kept elsewhere, as Prometheus text. */
  readonly moreMetrics?: (() => Promise<string>) | undefined;
}

/** Liveness, readiness, metrics, and what only an operator does. */
export function operationsRoutes(options: OperationsOptions): Route[] {
  return [liveness, readiness(options), metrics(options), rebuild(options.store)];
}

const liveness: OpenRoute = {
  method: 'get',
  path: '/healthz',
  operationId: 'isAlive',
  tag: TAG,
  summary: 'Is the process alive?',
  request: {},
  responses: {
    200: { description: 'Yes.', json: z.object({ status: z.literal('ok') }).meta({ id: 'Alive' }) },
  },
  problems: {},
  access: null,
  serve: () => ({ status: 200, json: { status: 'ok' } }),
};

function readiness({ store, gateway }: OperationsOptions): OpenRoute {
  return {
    method: 'get',
    path: '/readyz',
    operationId: 'isReady',
    tag: TAG,
    summary: 'Are Temporal, the store and a worker in reach?',
    request: {},
    responses: {
      200: {
        description: 'All of them.',
        json: z
          .object({
            status: z.literal('ready'),
            checks: z.object({ temporal: z.boolean(), worker: z.boolean(), store: z.boolean() }),
          })
          .meta({ id: 'Ready' }),
      },
    },
    problems: { 503: '`checks` says which is not.' },
    access: null,
    async serve() {
      const [{ temporal, worker }, stored] = await Promise.all([temporalReach(gateway), storeReach(store)]);
      const checks: Reach = { temporal, worker, store: stored };
      const missing = Object.entries(checks).flatMap(([name, ok]) => (ok ? [] : [name]));
      if (missing.length > 0)
        throw new Problem(503, `Out of reach: ${missing.join(', ')}.`, { checks: { ...checks } });
      return { status: 200, json: { status: 'ready', checks } };
    },
  };
}

function metrics({ registry, moreMetrics }: OperationsOptions): Route {
  return route({
    method: 'get',
    path: '/metrics',
    operationId: 'readMetrics',
    tag: TAG,
    summary: 'Metrics as Prometheus reads them',
    role: 'viewer',
    allMerchants: true,
    request: {},
    responses: { 200: { description: 'Prometheus text.', content: ['text/plain'] } },
    problems: {},
    handle: async () => ({
      status: 200,
      content: {
        type: registry.contentType,
        data: (await registry.metrics()) + ((await moreMetrics?.()) ?? ''),
      },
    }),
  });
}

/** What `recourse rebuild` asks for where it cannot open the store itself: the embedded database lets one process in. */
function rebuild(store: OperationsOptions['store']): Route {
  return route({
    method: 'post',
    path: '/api/v1/operations/rebuild',
    operationId: 'rebuildList',
    tag: TAG,
    summary: 'Make a stretch of the list of cases anew from what was recorded',
    description:
      'Safe at any time. Go on with `next_cursor` until it is null, or run `recourse rebuild`, which does that.',
    role: 'admin',
    allMerchants: true,
    request: { query: z.strictObject({ cursor: paging.cursor }) },
    responses: { 200: { description: 'Done.', json: rebuilt } },
    problems: NO_STORE,
    async handle({ query }) {
      const { cases, cursor } = await store.rebuildReadModel(query.cursor);
      return { status: 200, json: { cases, next_cursor: cursor } };
    },
  });
}
