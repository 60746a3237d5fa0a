import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ApiToken } from '../../src/api/auth.ts';
import { readConfig } from '../../src/config.ts';
import type { Store } from '../../src/store/store.ts';
import { openTemporaryStore } from '../setup/store.ts';
import { aCase } from '../store/a-case.ts';
import { ADMIN, ADMIN_OF_1, ADMIN_OF_2, openApi, type TestApi, VIEWER } from './an-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
  await api.keep(aCase('pay_1', {}, { merchantId: 'biz_1' }));
  await api.keep(aCase('pay_nobodys', {}, { merchantId: null }));
});
afterAll(() => api.close());

describe('tokens', () => {
  test.each([
    ['unknown', 'Bearer nonsense'],
    ['the beginning of a known one', `Bearer ${ADMIN.token.slice(0, -1)}`],
    ['a known one and more', `Bearer ${ADMIN.token}x`],
    ['of another scheme', `Basic ${Buffer.from(`admin:${ADMIN.token}`).toString('base64')}`],
    ['bare', ADMIN.token],
    ['empty', 'Bearer '],
  ])('%s: 401', async (_case, authorization) => {
    const answer = await api.send('GET', '/api/v1/disputes', { token: null, headers: { authorization } });
    expect(answer).toMatchObject({ status: 401, json: { status: 401 } });
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });

  test('the scheme may be written in any case', async () => {
    const headers = { authorization: `bearer ${VIEWER.token}` };
    expect((await api.send('GET', '/api/v1/disputes', { token: null, headers })).status).toBe(200);
  });

  test('addresses that do not exist, and wrong methods, tell nothing without a token', async () => {
    expect((await api.send('GET', '/api/v1/nothing', { token: null })).status).toBe(401);
    expect((await api.send('PUT', '/api/v1/disputes', { token: null })).status).toBe(401);
  });
});

const listed = async (query: string, caller: ApiToken) => {
  const { json } = await api.send('GET', `/api/v1/disputes${query}`, { token: caller });
  return json.data.map(({ id }: { id: string }) => id);
};

describe('a token of one merchant', () => {
  test('its own case it sees and touches', async () => {
    expect((await api.send('GET', '/api/v1/disputes/whop:pay_1', { token: ADMIN_OF_1 })).status).toBe(200);
    const edit = { token: ADMIN_OF_1, json: { fields: { notes: 'ours' } } };
    expect((await api.send('PATCH', '/api/v1/disputes/whop:pay_1/evidence', edit)).status).toBe(200);
  });

  test('lists hold its own cases only, whatever is asked for', async () => {
    expect(await listed('', ADMIN_OF_1)).toEqual(['whop:pay_1']);
    expect(await listed('', ADMIN_OF_2)).toEqual([]);
    expect(await listed('?merchant_id=biz_1', ADMIN_OF_2)).toEqual([]);
    expect(await listed('?q=pay_1', ADMIN_OF_2)).toEqual([]);
    expect(await listed('', ADMIN)).toHaveLength(2);
  });

  test('metrics, which count all merchants, are not for it', async () => {
    expect((await api.send('GET', '/metrics', { token: ADMIN_OF_1 })).status).toBe(403);
  });

  test('operating, which concerns all merchants, is not for it', async () => {
    const answer = await api.send('POST', '/api/v1/operations/rebuild', { token: ADMIN_OF_1 });
    expect(answer).toMatchObject({ status: 403, json: { detail: expect.stringContaining('all merchants') } });
  });
});

describe('a token that was stolen', () => {
  const STOLEN: ApiToken = {
    name: 'shop',
    role: 'responder',
    token: 'in-the-wrong-hands',
    merchantIds: null,
  };
  const KEPT: ApiToken = { name: 'audit', role: 'viewer', token: 'in-the-right-hands', merchantIds: null };
  const CASE = '/api/v1/disputes/whop:pay_stolen';

  test('once taken out of the settings is refused after a restart; what was done with it stands in the time line with name, way and address', async () => {
    const store = await openTemporaryStore();
    onTestFinished(store.close.bind(store));
    // What is kept outlives the API that kept it.
    Object.assign(store, { close: async () => undefined });
    const edit = { token: STOLEN, json: { fields: { notes: 'Never arrived.' } } };
    const before = await start(store, STOLEN, KEPT);
    await before.keep(aCase('pay_stolen'));
    expect((await before.send('PATCH', `${CASE}/evidence`, edit)).status).toBe(200);
    await before.close();

    const after = await start(store, KEPT);
    expect((await after.send('GET', CASE, { token: STOLEN })).status).toBe(401);
    expect((await after.send('PATCH', `${CASE}/evidence`, edit)).status).toBe(401);
    const { status, json } = await after.send('GET', `${CASE}/timeline`, { token: KEPT });
    expect([status, json.data.map(({ actor }: { actor: unknown }) => actor)]).toEqual([
      200,
      [{ type: 'person', id: 'shop', name: null, via: 'api', address: '127.0.0.1' }],
    ]);
    await after.close();
  });
});

/** An API with the tokens that are set when it starts. */
function start(store: Store, ...set: readonly ApiToken[]): Promise<TestApi> {
  const list = set.map(({ name, role, token }) => `${name}:${role}:${token}`).join();
  const { apiTokens } = readConfig({ RECOURSE_API_TOKENS: list });
  return openApi({ store, tokens: [ADMIN, ...(apiTokens ?? [])] });
}
