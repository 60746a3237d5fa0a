import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiToken } from '../../src/api/auth.ts';
import type { Role } from '../../src/people/role.ts';
import { aCase } from '../store/a-case.ts';
import {
  ADMIN,
  ADMIN_OF_1,
  ADMIN_OF_2,
  APPROVER,
  RESPONDER,
  type TestApi,
  VIEWER,
  openApi,
} from './an-api.ts';

const RANKED: readonly ApiToken[] = [VIEWER, RESPONDER, APPROVER, ADMIN];

/** Who may do what: the contract's own words, route by route. */
const NEEDED: Readonly<Record<string, Role | null>> = {
  receiveWebhook: null,
  isAlive: null,
  isReady: null,
  readDescription: null,
  describeApi: 'viewer',
  readMetrics: 'viewer',
  listDisputes: 'viewer',
  getDispute: 'viewer',
  readTimeline: 'viewer',
  downloadFile: 'viewer',
  downloadPacket: 'viewer',
  editEvidence: 'responder',
  addFile: 'responder',
  addDocument: 'responder',
  removeFile: 'responder',
  decide: 'responder',
  withdrawProposal: 'responder',
  settleDispute: 'admin',
  listRefunds: 'viewer',
  getRefund: 'viewer',
  requestRefund: 'approver',
  settleRefund: 'admin',
  rebuildList: 'admin',
};

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
  await api.keep(aCase('pay_1', {}, { merchantId: 'biz_1' }));
  await api.keep(aCase('pay_nobodys', {}, { merchantId: null }));
});
afterAll(() => api.close());

function addressOf(path: string, caseId = 'whop:pay_1'): string {
  return path
    .replace('{provider}', 'whop')
    .replace('{case_id}', caseId)
    .replace('{refund_id}', `${caseId}:key-1`)
    .replace('{file_id}', 'file_1');
}

test('every documented route has its role written down here', () => {
  expect(api.contract.operations.map(({ id }) => id).toSorted()).toEqual(Object.keys(NEEDED).toSorted());
});

describe('roles', () => {
  test('each route takes exactly the roles it should', async () => {
    for (const { id, method, path, open } of api.contract.operations) {
      const needed = NEEDED[id] ?? null;
      expect(open, id).toBe(needed === null);
      for (const caller of needed === null ? [] : RANKED) {
        const { status, json } = await api.send(method, addressOf(path), { token: caller });
        const allowed = RANKED.indexOf(caller) >= RANKED.findIndex(({ role }) => role === needed);
        expect(status === 403, `${caller.role} on ${id}: ${status}`).toBe(!allowed);
        if (!allowed) expect(json.detail).toContain(`role ${needed}`);
      }
    }
  });

  test('without a token only what is open answers', async () => {
    for (const { id, method, path, open } of api.contract.operations) {
      const { status, headers } = await api.send(method, addressOf(path), { token: null });
      if (open && id !== 'receiveWebhook') expect(status, id).toBe(200);
      if (!open) {
        expect(status, id).toBe(401);
        expect(headers.get('www-authenticate'), id).toContain('Bearer');
      }
    }
  });
});

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
  test('a foreign case, or one whose merchant is not known, cannot be told from none on any route', async () => {
    const routes = api.contract.operations.filter(({ path }) => path.includes('{case_id}'));
    expect(routes.length).toBeGreaterThan(6);
    for (const { method, path, id } of routes) {
      const asked = async (caseId: string, caller: ApiToken) => {
        const { status, text } = await api.send(method, addressOf(path, caseId), {
          token: caller,
          json: bodyOf(id),
        });
        return { status, text };
      };
      const none = await asked('whop:pay_none', ADMIN_OF_2);
      expect(none.status, id).toBe(404);
      expect(await asked('whop:pay_1', ADMIN_OF_2), id).toEqual(none);
      expect(await asked('whop:pay_nobodys', ADMIN_OF_2), id).toEqual(none);
    }
  });

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

/** A body its route would take, so that what answers is the case and not the body. */
function bodyOf(operation: string): unknown {
  switch (operation) {
    case 'editEvidence':
      return { fields: {} };
    case 'decide':
      return { decision: 'challenge' };
    case 'withdrawProposal':
      return {};
    case 'addDocument':
      return { slot: 'tracking', document_id: 'docu-1', created_at: '2026-11-01T12:00:00Z' };
    case 'settleDispute':
      return { outcome: 'done', note: 'seen there' };
    default:
      return undefined;
  }
}
