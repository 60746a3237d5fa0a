import { afterAll, beforeAll, expect, test } from 'vitest';
import { aCase } from '../store/a-case.ts';
import { asOfBefore } from '../store/as-of-before.ts';
import { openApi, type TestApi } from './an-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
  await api.keep(asOfBefore(aCase('pay_1')));
});
afterAll(() => api.close());

test.each([
  '/disputes',
  '/disputes.csv',
  '/disputes/whop:pay_1',
  '/disputes/whop:pay_1/preview',
  '/disputes/whop:pay_1/related',
  '/disputes/whop:pay_1/timeline.jsonl',
  '/disputes/whop:pay_1/packet',
  '/health',
  '/insights',
])('a case of an earlier version is shown whole by %s', async (path) => {
  expect((await api.send('GET', `/api/v1${path}`)).status).toBe(200);
});
