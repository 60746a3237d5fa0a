import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseState } from '../../src/domain/case.ts';
import { DAY, instant } from '../../src/domain/instant.ts';
import { lastTwelveMonths } from '../../src/api/insights-view.ts';
import { aCase } from '../store/a-case.ts';
import { ADMIN_OF_2, type TestApi, openApi } from './an-api.ts';

const BIZ_1 = { merchantId: 'biz_1' };
const NOW = Date.now();
/** In five days, and last month in its middle. */
const SOON = instant(NOW + 5 * DAY);
const LAST_MONTH = instant(Date.parse(`${lastMonth()}-15T12:00:00.000Z`));

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
  const jpy = { amount: { amount: '3000', currency: 'jpy' } };
  const odd = { amount: { amount: '1.5', currency: '=cmd' } };
  const kept: readonly CaseState[] = [
    aCase('waits', { respondBy: SOON }, BIZ_1),
    aCase('later', { ...jpy, respondBy: instant(NOW + 30 * DAY) }, BIZ_1),
    aCase('lost', { status: 'lost' }, BIZ_1, LAST_MONTH),
    aCase('lost_yen', { ...jpy, status: 'lost' }, BIZ_1, LAST_MONTH),
    aCase('odd', { ...odd, status: 'under_review' }, BIZ_1),
    aCase('foreign', { status: 'won' }, { merchantId: 'biz_2' }, LAST_MONTH),
    aCase('nobodys', { status: 'won' }, { merchantId: null }, LAST_MONTH),
  ];
  for (const state of kept) await api.keep(state);
});
afterAll(() => api.close());

function lastMonth(): string {
  const day = new Date(NOW);
  return instant(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() - 1, 1)).slice(0, 'YYYY-MM'.length);
}

async function read(query = '', token?: Parameters<TestApi['send']>[2]) {
  return (await api.send('GET', `/api/v1/insights${query}`, token)).json;
}

async function csv(chart: string): Promise<string> {
  const { text, type, headers } = await api.send('GET', `/api/v1/insights/${chart}.csv?merchant_id=biz_1`);
  expect(type).toContain('text/csv');
  expect(headers.get('content-disposition')).toBe(`attachment; filename=${chart}.csv`);
  return text;
}

describe('the numbers', () => {
  test('tell what is at stake and due now, and what was won and lost, one currency a sum', async () => {
    const view = await read('?merchant_id=biz_1');
    expect(view.currencies).toEqual(['=cmd', 'jpy', 'usd']);
    expect(view.at_stake).toEqual([
      { currency: '=cmd', amount: '1.5', cases: 1 },
      { currency: 'jpy', amount: '3000', cases: 1 },
      { currency: 'usd', amount: '49.00', cases: 1 },
    ]);
    expect(view.due).toEqual([{ date: SOON.slice(0, 10), currency: 'usd', amount: '49.00', cases: 1 }]);
    expect(view.rulings).toEqual([
      {
        month: lastMonth(),
        provider: 'whop',
        reason: 'fraudulent',
        won: 0,
        lost: 2,
        closed: 0,
        net: [
          { amount: '-3000', currency: 'jpy' },
          { amount: '-49.00', currency: 'usd' },
        ],
        unknown: ['fee'],
      },
    ]);
    expect(view.time_to_answer).toEqual({ median_hours: null, p90_hours: null, answered: 0 });
    expect(view.alerts).toEqual({ received: 0, refunded: 0, disputes_avoided: 0, became_disputes: 0 });
  });

  test('are of the last twelve months by default, of another period where one is named', async () => {
    expect((await read()).from).toBe(lastTwelveMonths((await read()).to));
    const period = `?from=${LAST_MONTH.slice(0, 7)}-16T00:00:00Z&to=${SOON}`;
    expect((await read(period)).rulings).toEqual([]);
    expect((await read('?provider=wepay')).rulings).toEqual([]);
  });

  test('are of no more than the caller may see, whoever is asked for', async () => {
    const own = { token: ADMIN_OF_2 };
    expect((await read('', own)).rulings).toMatchObject([{ won: 1, lost: 0 }]);
    expect((await read('', own)).at_stake).toEqual([]);
    expect((await read('?merchant_id=biz_1', own)).rulings).toEqual([]);
    expect((await read()).rulings).toMatchObject([{ won: 2, lost: 2 }]);
  });

  test.each(['?from=yesterday', '?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', '?month=2026-01'])(
    'are refused for %s',
    async (query) => {
      expect((await api.send('GET', `/api/v1/insights${query}`)).status).toBe(400);
    },
  );

  test('begin with a whole month', () => {
    expect(lastTwelveMonths('2026-11-22T08:00:00.000Z')).toBe('2025-12-01T00:00:00.000Z');
    expect(lastTwelveMonths('2027-01-01T00:00:00.000Z')).toBe('2026-02-01T00:00:00.000Z');
  });
});

describe('a table', () => {
  test('has what its chart shows; what is lost stays a number, and no text becomes a formula', async () => {
    expect(await csv('at_stake')).toBe(
      "currency,amount,cases\r\n'=cmd,1.5,1\r\njpy,3000,1\r\nusd,49.00,1\r\n",
    );
    expect(await csv('due')).toBe(`date,currency,amount,cases\r\n${SOON.slice(0, 10)},usd,49.00,1\r\n`);
    expect(await csv('rulings')).toBe(
      `month,provider,reason,won,lost,closed,net_jpy,net_usd,net_lacks\r\n${lastMonth()},whop,fraudulent,0,2,0,-3000,-49.00,fee\r\n`,
    );
    expect(await csv('time_to_answer')).toBe('month,median_hours,p90_hours,answered\r\n');
    expect(await csv('alerts')).toBe('received,refunded,disputes_avoided,became_disputes\r\n0,0,0,0\r\n');
  });

  test('there is none of a chart nobody knows', async () => {
    expect((await api.send('GET', '/api/v1/insights/everything.csv')).status).toBe(404);
  });
});
