import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listCsv } from '../../src/api/list-csv.ts';
import type { News } from '../../src/domain/news.ts';
import { aCase, NOON } from '../store/a-case.ts';
import { aRefund } from '../store/a-refund.ts';
import { ADMIN_OF_1, ADMIN_OF_2, type TestApi, openApi } from './an-api.ts';

const NEWS: News = {
  id: 'news_1',
  event: 'dispute.opened',
  summary: 'A dispute was opened.',
  at: NOON,
  provider: 'whop',
  merchantId: 'biz_1',
  paymentId: 'late',
  caseId: 'whop:late',
  disputeId: null,
  refundId: null,
};

let api: TestApi;
beforeAll(async () => {
  api = await openApi({ channels: new Map([['books', 'mail']]) });
  const posts = ['books', 'others'].map((subscriber) => ({ news: NEWS, subscriber }));
  await api.store.recordCase(aCase('late', { respondBy: '2026-12-09T00:00:00.000Z' }), [], posts);
  await api.keep(aCase('soon', { respondBy: '2026-12-02T00:00:00.000Z' }));
  await api.keep(aCase('foreign', {}, { merchantId: 'biz_2' }));
  await api.store.recordRefund(aRefund('order-1', { merchantId: 'biz_1', reason: '=HYPERLINK("x")' }));
  await api.store.recordRefund(
    aRefund('order-2', { merchantId: 'biz_1', status: 'succeeded', providerRefundId: 'rf_22' }, 'pay_2'),
  );
});
afterAll(() => api.close());

/** A file's lines; the first one names the columns. */
async function lines(path: string, token = ADMIN_OF_1) {
  const { status, text, headers, type } = await api.send('GET', path, { token });
  expect([status, type]).toEqual([200, 'text/csv; charset=utf-8']);
  expect(headers.get('content-disposition')).toMatch(/^attachment; filename=\w+-\d{4}-\d\d-\d\d\.csv$/);
  return text.split('\r\n').filter((line) => line !== '');
}

describe('a list as a file', () => {
  test('has every case the filters find, in the order of the list, within reach alone', async () => {
    const [head, ...rows] = await lines('/api/v1/disputes.csv');
    expect(head).toMatch(/^case_id,provider,merchant_id,payment_id,.*,amount,currency,respond_by,/);
    expect(rows.map((row) => row.split(',')[0])).toEqual(['whop:soon', 'whop:late']);
    expect(rows[0]).toContain(',49.00,usd,2026-12-02T00:00:00.000Z,');
    expect(await lines('/api/v1/disputes.csv?payment_id=late')).toHaveLength(2);
    expect(await lines('/api/v1/disputes.csv?merchant_id=biz_1', ADMIN_OF_2)).toEqual([head]);
    expect((await api.send('GET', '/api/v1/disputes.csv?limit=5')).status).toBe(400);
  });

  test('has refunds, and no text that a spreadsheet would take for a formula', async () => {
    const [head, ...rows] = await lines('/api/v1/refunds.csv?payment_id=pay_1');
    expect(head).toContain(',amount,currency,');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain(`"'=HYPERLINK(""x"")"`);
  });

  test('has news on its way, as the filters find it, within reach alone', async () => {
    const [head, ...rows] = await lines('/api/v1/deliveries.csv?state=waiting&subscriber=books');
    expect(head).toMatch(/^delivery_id,event,subscriber,channel,merchant_id,/);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain(',dispute.opened,books,mail,biz_1,whop:late,,A dispute was opened.,waiting,0,');
    expect(await lines('/api/v1/deliveries.csv?state=dead')).toEqual([head]);
    expect(await lines('/api/v1/deliveries.csv', ADMIN_OF_2)).toEqual([head]);
    expect((await api.send('GET', '/api/v1/deliveries.csv?limit=5')).status).toBe(400);
  });

  test('is read page by page, as it is taken', async () => {
    const asked: (string | undefined)[] = [];
    const pieces = await listCsv(
      ['n'],
      async ({ cursor }) => {
        asked.push(cursor);
        const at = Number(cursor ?? 0);
        return { data: [String(at)], cursor: at < 2 ? String(at + 1) : null };
      },
      (n) => ({ n }),
    );
    expect(asked).toEqual([undefined]);
    let text = '';
    for await (const piece of pieces) text += Buffer.from(piece).toString();
    expect(text).toBe('n\r\n0\r\n1\r\n2\r\n');
    expect(asked).toEqual([undefined, '1', '2']);
  });
});

test.each([
  ['status=succeeded', ['order-2']],
  ['q=RF_22', ['order-2']],
  ['q=order', ['order-2', 'order-1']],
  ['q=pay_2%20order', ['order-2']],
  ['q=%25', []],
])('refunds are found by %s', async (query, keys) => {
  const { json } = await api.send('GET', `/api/v1/refunds?${query}`);
  const found = json.data.map(({ idempotency_key }: { idempotency_key: string }) => idempotency_key);
  expect(found.toSorted()).toEqual(keys.toSorted());
});
