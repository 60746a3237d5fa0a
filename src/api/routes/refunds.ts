import { z } from 'zod';
import type { Store } from '../../store/store.ts';
import type { CaseGateway } from '../../temporal/gateway.ts';
import { person } from '../auth.ts';
import { openRefund, refundPath } from '../refund-access.ts';
import { refundFilterOf, refundFilterParameters } from '../refund-filter.ts';
import { refundView } from '../refund-view.ts';
import { type GuardedRoute, route } from '../route.ts';
import { paging, refundId } from '../schemas/common.ts';
import { refundResolution } from '../schemas/refund-request.ts';
import { refundList, refundSchema } from '../schemas/refund.ts';
import { NO_REFUND, NO_STORE, NO_WORKER, REFUNDS_TAG } from './words.ts';

export interface RefundRoutesOptions {
  readonly store: Store;
  readonly gateway: Pick<CaseGateway, 'resolveRefund'>;
}

/** Following refunds, and settling what reading could not settle. */
export function refundRoutes(options: RefundRoutesOptions): GuardedRoute[] {
  return [list(options.store), one(options.store), resolution(options)];
}

const query = z.strictObject({ ...refundFilterParameters, ...paging });

function list(store: Store): GuardedRoute {
  return route({
    method: 'get',
    path: '/api/v1/refunds',
    operationId: 'listRefunds',
    tag: REFUNDS_TAG,
    summary: 'List refunds, newest first',
    role: 'viewer',
    request: { query },
    responses: { 200: { description: 'A page of refunds.', json: refundList } },
    problems: { ...NO_STORE, 400: 'A filter is unknown or malformed.' },
    async handle({ query: { limit, cursor, ...filters }, caller }) {
      const page = await store.listRefunds(refundFilterOf(filters, caller), { limit, cursor });
      return { status: 200, json: { data: page.data.map(refundView), next_cursor: page.cursor } };
    },
  });
}

function one(store: Store): GuardedRoute {
  return route({
    method: 'get',
    path: '/api/v1/refunds/{refund_id}',
    operationId: 'getRefund',
    tag: REFUNDS_TAG,
    summary: 'Read one refund',
    role: 'viewer',
    request: { params: z.object({ refund_id: refundId }) },
    responses: { 200: { description: 'The refund.', json: refundSchema } },
    problems: { ...NO_REFUND, ...NO_STORE },
    handle: async ({ params, caller }) => ({
      status: 200,
      json: refundView(await openRefund(store, caller, params.refund_id)),
    }),
  });
}

function resolution({ store, gateway }: RefundRoutesOptions): GuardedRoute {
  return route({
    method: 'post',
    path: '/api/v1/refunds/{refund_id}/resolution',
    operationId: 'settleRefund',
    tag: REFUNDS_TAG,
    summary: 'Settle by hand what reading the provider could not settle',
    description: 'Look at the provider whether the money moved. The effect shows in the refund.',
    role: 'admin',
    request: { params: z.object({ refund_id: refundId }), body: refundResolution },
    responses: { 202: { description: 'Recorded; the refund as it stood.', json: refundSchema } },
    problems: {
      ...NO_REFUND,
      ...NO_WORKER,
      409: 'Nothing waits to be settled.',
      422: 'The body is not as described.',
    },
    async handle({ params, body, caller }) {
      const { id } = await openRefund(store, caller, params.refund_id);
      await gateway.resolveRefund(id, {
        outcome: body.outcome,
        providerReference: body.provider_reference,
        note: body.note,
        by: person(caller),
      });
      const refund = await openRefund(store, caller, id);
      return { status: 202, headers: { Location: refundPath(id) }, json: refundView(refund) };
    },
  });
}
