import { z } from 'zod';
import type { Store } from '../../store/store.ts';
import { CASE_COLUMNS, caseCsvRow } from '../case-csv.ts';
import { caseFilterOf, caseFilterParameters } from '../case-filter.ts';
import { DELIVERY_COLUMNS, deliveryCsvRow } from '../delivery-csv.ts';
import type { SubscriberChannels } from '../delivery-view.ts';
import { csvName, listCsv } from '../list-csv.ts';
import { REFUND_COLUMNS, refundCsvRow } from '../refund-csv.ts';
import { refundFilterOf, refundFilterParameters } from '../refund-filter.ts';
import { type GuardedRoute, route } from '../route.ts';
import { deliveryFilterParameters } from './deliveries.ts';
import { NEWS_TAG, NO_STORE, REFUNDS_TAG, TAG } from './words.ts';

const NOTHING = { data: [], cursor: null };
const FILE = { 200: { description: 'A file for spreadsheets, in UTF-8.', content: ['text/csv'] } };
const PROBLEMS = { ...NO_STORE, 400: 'A filter is unknown or malformed.' };

export interface CsvRoutesOptions {
  readonly store: Store;
  readonly channels: SubscriberChannels;
}

/** The lists as files, whole. */
export function csvRoutes({ store, channels }: CsvRoutesOptions): GuardedRoute[] {
  return [cases(store), refunds(store), deliveries(store, channels)];
}

function cases(store: Store): GuardedRoute {
  return route({
    method: 'get',
    path: '/api/v1/disputes.csv',
    operationId: 'downloadDisputes',
    tag: TAG,
    summary: 'Download the list of cases as CSV',
    description: 'Every case the filters find, in the order of the list. Names no customer.',
    role: 'viewer',
    request: { query: z.strictObject(caseFilterParameters) },
    responses: FILE,
    problems: PROBLEMS,
    async handle({ query, caller }) {
      const filter = caseFilterOf(query, caller);
      const data = await listCsv(
        CASE_COLUMNS,
        async (page) => (filter === null ? NOTHING : store.listCases(filter, page)),
        caseCsvRow,
      );
      return { status: 200, content: { type: 'text/csv', data, attachment: csvName('disputes') } };
    },
  });
}

function refunds(store: Store): GuardedRoute {
  return route({
    method: 'get',
    path: '/api/v1/refunds.csv',
    operationId: 'downloadRefunds',
    tag: REFUNDS_TAG,
    summary: 'Download the list of refunds as CSV',
    description: 'Every refund the filters find, in the order of the list.',
    role: 'viewer',
    request: { query: z.strictObject(refundFilterParameters) },
    responses: FILE,
    problems: PROBLEMS,
    async handle({ query, caller }) {
      const filter = refundFilterOf(query, caller);
      const data = await listCsv(REFUND_COLUMNS, (page) => store.listRefunds(filter, page), refundCsvRow);
      return { status: 200, content: { type: 'text/csv', data, attachment: csvName('refunds') } };
    },
  });
}

function deliveries(store: Store, channels: SubscriberChannels): GuardedRoute {
  return route({
    method: 'get',
    path: '/api/v1/deliveries.csv',
    operationId: 'downloadDeliveries',
    tag: NEWS_TAG,
    summary: 'Download the list of news on its way as CSV',
    description: 'Everything the filters find, in the order of the list.',
    role: 'viewer',
    request: { query: z.strictObject(deliveryFilterParameters) },
    responses: FILE,
    problems: PROBLEMS,
    async handle({ query, caller }) {
      const filter = { ...query, merchantIds: caller.merchantIds ?? undefined };
      const data = await listCsv(
        DELIVERY_COLUMNS,
        (page) => store.outbox.list(filter, page),
        (post) => deliveryCsvRow(post, channels),
      );
      return { status: 200, content: { type: 'text/csv', data, attachment: csvName('deliveries') } };
    },
  });
}
