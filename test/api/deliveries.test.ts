import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instant, MINUTE, plus } from '../../src/domain/instant.ts';
import type { News } from '../../src/domain/news.ts';
import { someNews } from '../notify/some-news.ts';
import { aCase } from '../store/a-case.ts';
import type { ApiToken } from '../../src/api/auth.ts';
import { ADMIN, ADMIN_OF_1, ADMIN_OF_2, APPROVER, openApi, type TestApi, VIEWER } from './an-api.ts';

const OF_1 = someNews({ id: 'whop:pay_1#7', merchantId: 'biz_1' });
const OF_2 = someNews({ id: 'whop:pay_2#3', merchantId: 'biz_2', paymentId: 'pay_2', caseId: 'whop:pay_2' });
const OF_NOBODY = someNews({
  id: 'whop:pay_3#1',
  merchantId: null,
  paymentId: 'pay_3',
  caseId: 'whop:pay_3',
});

let api: TestApi;
beforeAll(async () => {
  api = await openApi({
    channels: new Map([
      ['ops', 'mail'],
      ['billing', 'webhook'],
    ]),
  });
  for (const news of [OF_1, OF_2, OF_NOBODY]) await put(news, 'ops');
  await put(OF_1, 'gone');
  await giveUp(OF_1, 'ops');
  await giveUp(OF_2, 'ops');
});
afterAll(() => api.close());

describe('the list', () => {
  test('says what is told to whom, how far it has come, and why not further', async () => {
    const { json } = await api.send('GET', '/api/v1/deliveries?state=dead&subscriber=ops', { token: VIEWER });
    expect(json.data).toMatchObject([{ case_id: 'whop:pay_2' }, { case_id: 'whop:pay_1' }]);
    expect(json.data[1]).toMatchObject({
      event: 'dispute.ruled',
      subscriber: 'ops',
      channel: 'mail',
      merchant_id: 'biz_1',
      case_id: 'whop:pay_1',
      refund_id: null,
      summary: 'The dispute was won.',
      state: 'dead',
      attempts: 1,
      next_at: null,
      last_error: 'It answered 503.',
      delivered_at: null,
    });
  });

  test('shows a subscriber who is not set up any more without a channel', async () => {
    const { json } = await api.send('GET', '/api/v1/deliveries?subscriber=gone');
    expect(json.data).toMatchObject([{ subscriber: 'gone', channel: null, state: 'waiting' }]);
  });

  test('goes on from page to page', async () => {
    const first = await api.send('GET', '/api/v1/deliveries?limit=3');
    const rest = await api.send('GET', `/api/v1/deliveries?limit=3&cursor=${first.json.next_cursor}`);
    expect([first.json.data.length, rest.json.data.length, rest.json.next_cursor]).toEqual([3, 1, null]);
  });

  test('keeps to the merchants its reader may see', async () => {
    const { json } = await api.send('GET', '/api/v1/deliveries', { token: ADMIN_OF_2 });
    expect(json.data).toMatchObject([{ merchant_id: 'biz_2' }]);
  });

  test.each(['?state=lost', '?cursor=x', '?channel=mail'])('refuses %s', async (query) => {
    expect((await api.send('GET', `/api/v1/deliveries${query}`)).status).toBe(400);
  });
});

describe('sending again', () => {
  test('puts it on its way at once, for another day', async () => {
    const id = await idOf('subscriber=ops', 'whop:pay_1');
    const { status, json } = await api.send('POST', `/api/v1/deliveries/${id}/resend`, { token: ADMIN_OF_1 });
    expect(status).toBe(202);
    expect(json).toMatchObject({ id, state: 'waiting', attempts: 0, resent_by: ADMIN_OF_1.name });
    expect(Date.parse(json.next_at)).toBeLessThanOrEqual(Date.now());
    expect(json.resent_at).toBe(json.next_at);
    const line = api.logged.find((one) => one.includes('sent again')) ?? '';
    expect(JSON.parse(line)).toMatchObject({ subscriber: 'ops', via: 'api', deliveries: 1 });
    expect(line).not.toContain(ADMIN_OF_1.name);
  });

  test('takes an admin', async () => {
    const id = await idOf('subscriber=ops', 'whop:pay_2');
    const { status } = await api.send('POST', `/api/v1/deliveries/${id}/resend`, { token: APPROVER });
    expect(status).toBe(403);
  });

  test('of another merchant, or of one nobody knows, is as if it were not there', async () => {
    for (const caseId of ['whop:pay_2', 'whop:pay_3']) {
      const id = await idOf('subscriber=ops', caseId);
      const foreign = await api.send('POST', `/api/v1/deliveries/${id}/resend`, { token: ADMIN_OF_1 });
      const none = await api.send('POST', '/api/v1/deliveries/WyJ4IiwieSJd/resend', { token: ADMIN_OF_1 });
      expect(foreign.status).toBe(404);
      expect(foreign.json).toEqual(none.json);
    }
    expect(await api.store.outbox.find({ newsId: OF_2.id, subscriber: 'ops' })).toMatchObject({
      state: 'dead',
    });
  });

  test('to somebody who is not set up any more is refused with that reason', async () => {
    const id = await idOf('subscriber=gone', 'whop:pay_1');
    const { status, json } = await api.send('POST', `/api/v1/deliveries/${id}/resend`);
    expect([status, json.detail]).toEqual([
      409,
      'Its subscriber is not set up any more; see RECOURSE_NOTIFICATIONS.',
    ]);
  });

  test.each(['x', 'WzFd', 'bm9uc2Vuc2U'])('of what is no id, %s, is answered 404', async (id) => {
    expect((await api.send('POST', `/api/v1/deliveries/${id}/resend`)).status).toBe(404);
  });
});

test('metrics tell what waits and what was given up, by channel', async () => {
  const { text } = await api.send('GET', '/metrics');
  expect(text).toContain('recourse_deliveries{channel="mail",state="waiting"} 2');
  expect(text).toContain('recourse_deliveries{channel="mail",state="dead"} 1');
  expect(text).toContain('recourse_deliveries{channel="webhook",state="waiting"} 0');
  expect(text).toContain('recourse_deliveries{channel="none",state="waiting"} 1');
});

test('everything given up of one subscriber is sent again at once, of the merchants its sender may see', async () => {
  const all = (as: ApiToken, query = '?subscriber=ops') =>
    api.send('POST', `/api/v1/deliveries/resend${query}`, { token: as });
  expect((await all(APPROVER)).status).toBe(403);
  expect((await all(ADMIN, '')).status).toBe(400);
  expect((await all(ADMIN, '?subscriber=gone')).status).toBe(409);
  expect(await all(ADMIN_OF_1)).toMatchObject({ status: 202, json: { deliveries: 0 } });
  expect(await all(ADMIN_OF_2)).toMatchObject({ status: 202, json: { deliveries: 1 } });
  const { json } = await api.send('GET', '/api/v1/deliveries?subscriber=ops', { token: ADMIN_OF_2 });
  expect(json.data).toMatchObject([{ state: 'waiting', attempts: 0, resent_by: ADMIN_OF_2.name }]);
});

async function put(news: News, subscriber: string): Promise<void> {
  await api.keep(aCase(news.paymentId ?? ''));
  await api.store.recordCase(aCase(news.paymentId ?? ''), [], [{ news, subscriber }]);
}

async function giveUp(news: News, subscriber: string): Promise<void> {
  const now = instant(Date.now() + MINUTE);
  const lease = { now, until: plus(now, MINUTE), limit: 10 };
  const taken = await api.store.outbox.take(new Map([[subscriber, 10]]), lease);
  const post = taken.find(({ news: { id } }) => id === news.id);
  for (const other of taken.filter((one) => one !== post))
    await api.store.outbox.failed(other, { nextAt: now, why: 'Later.' });
  if (post !== undefined) await api.store.outbox.failed(post, { nextAt: null, why: 'It answered 503.' });
}

async function idOf(query: string, caseId: string): Promise<string> {
  const { json } = await api.send('GET', `/api/v1/deliveries?${query}`);
  return json.data.find((delivery: { case_id: string }) => delivery.case_id === caseId).id;
}
