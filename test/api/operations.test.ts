import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCase } from '../store/a-case.ts';
import { type TestApi, openApi } from './an-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
  await api.keep(aCase('pay_1'));
});
afterAll(() => api.close());

test('/healthz says that the process lives', async () => {
  expect(await api.send('GET', '/healthz', { token: null })).toMatchObject({
    status: 200,
    json: { status: 'ok' },
  });
});

describe('/readyz', () => {
  test('is 200 while Temporal, a worker and the store are in reach', async () => {
    const { status, json } = await api.send('GET', '/readyz', { token: null });
    expect([status, json.checks]).toEqual([200, { temporal: true, worker: true, store: true }]);
  });

  test.each([
    ['Temporal', { server: false, worker: false }, { temporal: false, worker: false, store: true }],
    ['a worker', { server: true, worker: false }, { temporal: true, worker: false, store: true }],
  ])('is 503 without %s', async (_what, healthy, checks) => {
    const before = api.gateway.healthy;
    api.gateway.healthy = healthy;
    const { status, json } = await api.send('GET', '/readyz', { token: null });
    api.gateway.healthy = before;
    expect([status, json.checks]).toEqual([503, checks]);
  });

  test('is 503 without the store, and also when a check fails or hangs', async () => {
    const other = await openApi();
    try {
      other.store.ping = () => Promise.reject(new Error('down'));
      other.gateway.pause = new Promise(() => {});
      const began = Date.now();
      const { status, json } = await other.send('GET', '/readyz', { token: null });
      expect([status, json.checks]).toEqual([503, { temporal: false, worker: false, store: false }]);
      expect(Date.now() - began).toBeLessThan(4_000);
    } finally {
      await other.close();
    }
  });
});

const counted = (route: string, status: number): RegExp =>
  new RegExp(
    `^recourse_http_request_duration_seconds_count\\{method="\\w+",route="${route}",status="${status}"\\} [1-9]`,
    'm',
  );

describe('what is measured and logged', () => {
  const PERSONAL = 'jane@example.com';

  beforeAll(async () => {
    await api.send('GET', `/api/v1/disputes?q=${PERSONAL}`);
    await api.send('GET', '/api/v1/disputes/whop:pay_1');
    await api.send('GET', `/${PERSONAL}`);
    await api.send('PATCH', '/api/v1/disputes/whop:pay_1/evidence', {
      json: { fields: { customer_name: PERSONAL, [PERSONAL]: 'x' } },
    });
  });

  test('requests are counted by route pattern and status', async () => {
    const { text } = await api.send('GET', '/metrics');
    expect(text).toMatch(counted('/api/v1/disputes/:case_id', 200));
    expect(text).toMatch(counted('/api/v1/disputes/:case_id/evidence', 422));
    expect(text).toMatch(counted('unmatched', 404));
    expect(text).not.toContain('pay_1');
    expect(text).not.toContain(PERSONAL);
  });

  test('each request is logged once, by its route and case, and never what was searched or written', async () => {
    await expect
      .poll(() => api.logged.filter((line) => line.includes('"msg":"request"')).length)
      .toBeGreaterThan(3);
    const lines = api.logged.map((line): unknown => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({
        method: 'GET',
        route: '/api/v1/disputes/:case_id',
        case: 'whop:pay_1',
        status: 200,
      }),
    );
    expect(api.logged.join('')).not.toContain(PERSONAL);
    expect(api.logged.join('')).not.toContain('secret-');
  });
});

test('answers carry a request id and the headers that keep browsers from doing anything with them', async () => {
  const { headers } = await api.send('GET', '/api/v1/disputes');
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.has('x-powered-by')).toBe(false);
  expect(headers.has('access-control-allow-origin')).toBe(false);
});

describe('a rebuild', () => {
  const REBUILD = '/api/v1/operations/rebuild';

  test('goes on from step to step until nothing is left', async () => {
    const other = await openApi();
    try {
      for (let index = 0; index < 101; index += 1) await other.keep(aCase(`pay_${index}`));
      const first = await other.send('POST', REBUILD);
      expect([first.status, first.json.cases]).toEqual([200, 100]);
      const second = await other.send('POST', `${REBUILD}?cursor=${first.json.next_cursor}`);
      expect([second.status, second.json]).toEqual([200, { cases: 1, next_cursor: null }]);
    } finally {
      await other.close();
    }
  });

  test('refuses a cursor that is none of its own, and anything else it does not know', async () => {
    expect((await api.send('POST', `${REBUILD}?cursor=nonsense`)).status).toBe(400);
    expect((await api.send('POST', `${REBUILD}?after=whop:pay_1`)).status).toBe(400);
  });
});
