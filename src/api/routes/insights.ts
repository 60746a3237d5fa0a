import { z } from 'zod';
import { instant } from '../../domain/instant.ts';
import { PROVIDERS } from '../../domain/names.ts';
import type { Store } from '../../store/store.ts';
import { type Caller, isWithinReach } from '../auth.ts';
import { chartCsv } from '../chart-csv.ts';
import { insightsView, lastTwelveMonths } from '../insights-view.ts';
import { type GuardedRoute, route } from '../route.ts';
import { moment, opaqueId } from '../schemas/common.ts';
import { CHARTS, insights, type InsightsView } from '../schemas/insights.ts';
import { NO_STORE } from './words.ts';

const TAG = 'Insights';

export interface InsightsOptions {
  readonly store: Pick<Store, 'insights'>;
}

const query = z
  .strictObject({
    from: moment
      .optional()
      .meta({ description: 'By default the first day of the month eleven months before `to`.' }),
    to: moment.optional().meta({ description: 'Not included; by default now.' }),
    provider: z.enum(PROVIDERS).optional(),
    merchant_id: opaqueId.optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ['to'],
    message: 'It must be later than `from`.',
  });

/** What became of disputes and of the money in them, in numbers. */
export function insightsRoutes({ store }: InsightsOptions): GuardedRoute[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/insights',
      operationId: 'readInsights',
      tag: TAG,
      summary: 'Read what is at stake, what was won and lost, and how fast',
      role: 'viewer',
      request: { query },
      responses: { 200: { description: 'The numbers.', json: insights } },
      problems: NO_STORE,
      handle: async (call) => ({ status: 200, json: await counted(store, call) }),
    }),
    route({
      method: 'get',
      path: '/api/v1/insights/{chart}.csv',
      operationId: 'downloadChart',
      tag: TAG,
      summary: 'Download the numbers behind a chart',
      role: 'viewer',
      request: { params: z.object({ chart: z.enum(CHARTS) }), query },
      responses: { 200: { description: 'The table, in CSV.', content: ['text/csv'] } },
      problems: { ...NO_STORE, 404: 'There is no such chart.' },
      async handle({ params: { chart }, ...call }) {
        const data = chartCsv(chart, await counted(store, call));
        return { status: 200, content: { type: 'text/csv', data, attachment: `${chart}.csv` } };
      },
    }),
  ];
}

interface Call {
  readonly query: z.output<typeof query>;
  readonly caller: Caller;
}

function counted({ insights: counts }: InsightsOptions['store'], call: Call): Promise<InsightsView> {
  const { provider, merchant_id } = call.query;
  const now = instant(Date.now());
  const to = call.query.to ?? now;
  const period = { from: call.query.from ?? lastTwelveMonths(to), to };
  return insightsView(counts, { provider, merchantIds: reach(call.caller, merchant_id) }, period, now);
}

/** The merchants whose disputes are counted: those asked for, as far as the caller may look. */
function reach(caller: Caller, merchantId: string | undefined): readonly string[] | undefined {
  if (merchantId === undefined) return caller.merchantIds ?? undefined;
  return isWithinReach(caller, merchantId) ? [merchantId] : [];
}
