import { z } from 'zod';
import { instant } from '../../domain/instant.ts';
import { OtherCasesError } from '../../store/erasure.ts';
import { eraseCustomer } from '../../store/erase-customer.ts';
import type { Store } from '../../store/store.ts';
import { person } from '../auth.ts';
import { erasureView, foundCustomerView } from '../erasure-view.ts';
import { Problem } from '../problem.ts';
import { type GuardedRoute, route } from '../route.ts';
import { paging } from '../schemas/common.ts';
import { customerSearch, erasure, erasureList, erasureRequest, foundCustomer } from '../schemas/erasure.ts';
import { NO_STORE } from './words.ts';

const TAG = 'Erasure';

export interface ErasureRoutesOptions {
  readonly store: Pick<Store, 'erasures'>;
}

/** Taking a customer out of what is kept, where the law asks for it. */
export function erasureRoutes({ store: { erasures } }: ErasureRoutesOptions): GuardedRoute[] {
  return [find(erasures), erase(erasures), list(erasures)];
}

function find(erasures: Store['erasures']): GuardedRoute {
  return route({
    method: 'post',
    path: '/api/v1/erasures/search',
    operationId: 'findCustomer',
    tag: TAG,
    summary: 'Look for what is kept of a customer',
    description: 'Changes nothing. A POST, so that no name or address stands in anybody’s log of addresses.',
    role: 'admin',
    allMerchants: true,
    request: { body: customerSearch },
    responses: { 200: { description: 'What was found; no personal data.', json: foundCustomer } },
    problems: NO_STORE,
    handle: async ({ body }) => ({
      status: 200,
      json: foundCustomerView(await erasures.find(body.customer)),
    }),
  });
}

function erase(erasures: Store['erasures']): GuardedRoute {
  return route({
    method: 'post',
    path: '/api/v1/erasures',
    operationId: 'eraseCustomer',
    tag: TAG,
    summary: 'Erase what is kept of a customer',
    description:
      'Evidence, files and notes of their closed cases go for good, from the store and then from Temporal; amounts, dates, decisions, rulings and refund keys stay. Open cases follow when they close. What providers, mail and chat hold is out of reach from here.',
    role: 'admin',
    allMerchants: true,
    request: { body: erasureRequest },
    responses: { 201: { description: 'Done, or on its way for `waiting`.', json: erasure } },
    problems: { ...NO_STORE, 409: 'The customer has other cases than the number given: search again.' },
    async handle({ body, caller }) {
      try {
        const kept = await eraseCustomer(erasures, { ...body, by: person(caller), now: instant(Date.now()) });
        return { status: 201, json: erasureView(kept) };
      } catch (error) {
        if (error instanceof OtherCasesError) throw new Problem(409, error.message, { type: 'refused' });
        throw error;
      }
    },
  });
}

function list(erasures: Store['erasures']): GuardedRoute {
  return route({
    method: 'get',
    path: '/api/v1/erasures',
    operationId: 'listErasures',
    tag: TAG,
    summary: 'List the erasures that were asked for, newest first',
    role: 'admin',
    allMerchants: true,
    request: { query: z.strictObject(paging) },
    responses: { 200: { description: 'A page of erasures.', json: erasureList } },
    problems: { ...NO_STORE, 400: 'The limit or cursor is malformed.' },
    async handle({ query }) {
      const { data, cursor } = await erasures.list(query);
      return { status: 200, json: { data: data.map(erasureView), next_cursor: cursor } };
    },
  });
}
