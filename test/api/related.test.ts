import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseState } from '../../src/domain/case.ts';
import { aCase } from '../store/a-case.ts';
import { aRefund, anExternalRefund } from '../store/a-refund.ts';
import { ADMIN, ADMIN_OF_1, ADMIN_OF_2, type TestApi, openApi } from './an-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

/** Keeps a case whose payment was made by a customer of this mail. */
async function bought(state: CaseState, mail: string): Promise<void> {
  const [ref] = await api.store.putTexts(state.id, [mail]);
  await api.keep({ ...state, paymentEvidence: { ...(ref && { customer_email_address: ref }) } });
}

async function related(id: string, token = ADMIN) {
  const { status, json } = await api.send('GET', `/api/v1/disputes/${id}/related`, { token });
  expect(status).toBe(200);
  return json;
}

describe('what stands beside a case', () => {
  test("is its customer's other cases, newest first, and the refunds of all their payments", async () => {
    const mail = 'jane@example.com';
    await bought(aCase('pay_1'), mail);
    await bought(aCase('pay_2', { status: 'won' }, {}, '2026-10-01T00:00:00.000Z'), 'Jane@Example.com');
    await bought(aCase('pay_3', {}, { provider: 'wepay' }, '2026-10-05T00:00:00.000Z'), mail);
    await bought(aCase('foreign', {}, { merchantId: 'biz_2' }), mail);
    await bought(aCase('other'), 'joe@example.com');
    await api.store.recordRefund(aRefund('key-1'));
    await api.store.recordRefund(anExternalRefund('rf_2', { paymentId: 'pay_2' }));
    await api.store.recordRefund(anExternalRefund('rf_3', { paymentId: 'other' }));
    const { cases, refunds } = await related('whop:pay_1', ADMIN_OF_1);
    expect(cases.map(({ id }: { id: string }) => id)).toEqual(['wepay:pay_3', 'whop:pay_2']);
    expect(cases[1]).toEqual({
      id: 'whop:pay_2',
      relation: 'customer',
      stage: 'chargeback',
      status: 'won',
      amount: { amount: '49.00', currency: 'usd' },
      reason: 'fraudulent',
      created_at: '2026-10-01T00:00:00.000Z',
      payment_id: 'pay_2',
    });
    expect(refunds.map(({ payment_id }: { payment_id: string }) => payment_id).toSorted()).toEqual([
      'pay_1',
      'pay_2',
    ]);
    const all = await related('whop:pay_1');
    expect(all.cases.map(({ id }: { id: string }) => id)).toContain('whop:foreign');
  });

  test('is nothing where nobody is known, and for whoever may not see the case', async () => {
    await api.keep(aCase('alone'));
    expect(await related('whop:alone')).toEqual({ cases: [], refunds: [] });
    const path = '/api/v1/disputes/whop:alone/related';
    expect((await api.send('GET', path, { token: ADMIN_OF_2 })).status).toBe(404);
  });
});

test('counts are of the merchants the caller may see', async () => {
  await api.keep(aCase('soon', { respondBy: new Date(Date.now() + 3_600_000).toISOString() }));
  const { json } = await api.send('GET', '/api/v1/disputes/counts', { token: ADMIN_OF_2 });
  expect(json).toMatchObject({ inbox: 1, all: 1, due_within_24h: 0 });
  const everybody = await api.send('GET', '/api/v1/disputes/counts');
  expect(everybody.json.due_within_24h).toBe(1);
  expect(everybody.json.all).toBeGreaterThan(1);
});
