import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { plus, SECOND } from '../../src/domain/instant.ts';
import type { Refund } from '../../src/domain/refund.ts';
import { NoWorkerError } from '../../src/temporal/gateway.ts';
import { aCase, NOON } from '../store/a-case.ts';
import { anExternalRefund, aRefund } from '../store/a-refund.ts';
import { ADMIN, ADMIN_OF_1, ADMIN_OF_2, type Received, type TestApi, openApi } from './an-api.ts';
import { inDoubt } from './in-doubt.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());
afterEach(() => {
  api.gateway.failure = null;
});

const read = (id: string) => api.send('GET', `/api/v1/refunds/${id}`);

describe('one refund', () => {
  test('is shown as the contract writes it, every field there and unknown ones null', async () => {
    await api.store.recordRefund(
      aRefund('k1', {
        merchantId: 'biz_1',
        status: 'succeeded',
        sent: true,
        providerRefundId: 'rf_1',
        processor: 'stripe',
        reference: { status: 'available', type: 'acquirer_reference_number', value: '74850120752' },
        updatedAt: plus(NOON, SECOND),
      }),
    );
    const { status, json } = await read('whop:pay_1:k1');
    expect([status, json]).toEqual([
      200,
      {
        id: 'whop:pay_1:k1',
        provider: 'whop',
        merchant_id: 'biz_1',
        payment_id: 'pay_1',
        idempotency_key: 'k1',
        external: false,
        asked: { amount: '10.43', currency: 'usd' },
        amount: { amount: '10.43', currency: 'usd' },
        reason: 'The course was cancelled.',
        requested_by: { type: 'person', id: 'ann', via: 'api', name: null, address: null },
        status: 'succeeded',
        failure: null,
        provider_refund_id: 'rf_1',
        processor: 'stripe',
        reference: { status: 'available', type: 'acquirer_reference_number', value: '74850120752' },
        needs_attention: null,
        created_at: NOON,
        sent_at: null,
        settled_at: null,
        resolution: null,
        updated_at: plus(NOON, SECOND),
      },
    ]);
  });

  test('says why it was not made', async () => {
    const failure = { code: 'disputed', message: 'This payment has been disputed.' } as const;
    await api.store.recordRefund(aRefund('k2', { status: 'failed', failure }));
    expect((await read('whop:pay_1:k2')).json).toMatchObject({ status: 'failed', failure });
  });

  test('shows what was read before and after, for the person who has to settle it', async () => {
    await api.store.recordRefund(aRefund('k3', inDoubt()));
    const account = {
      captured: { amount: '49.00', currency: 'usd' },
      refundable: true,
      disputed: null,
      withheld: null,
    };
    const listed = { amount: { amount: '10.43', currency: 'usd' }, status: 'pending' };
    const { json } = await read('whop:pay_1:k3');
    expect(json.needs_attention).toEqual({
      reason: expect.stringContaining('2 new refunds'),
      since: NOON,
      settleable: true,
      before: { ...account, refunded: { amount: '0.00', currency: 'usd' }, refunds: [] },
      after: {
        ...account,
        refunded: { amount: '0.00', currency: 'usd' },
        refunds: ['rf_2', 'rf_1'].map((id) => ({
          ...listed,
          id,
          provider_status: 'pending',
          created_at: NOON,
        })),
      },
    });
  });

  test('that was made elsewhere says so, and has no key', async () => {
    await api.store.recordRefund(anExternalRefund('rf_9'));
    expect((await read('whop:pay_1:external:rf_9')).json).toMatchObject({
      external: true,
      idempotency_key: null,
      provider_refund_id: 'rf_9',
      requested_by: { type: 'provider', id: 'whop', via: 'read' },
    });
  });

  test('404 for one nobody asked for, and for words that are no id at all', async () => {
    for (const id of [
      'whop:pay_1:none',
      'nothing',
      'whop:pay_1',
      'whop:pay_1:',
      'whop:a:%00',
      'x'.repeat(700),
    ]) {
      const { status, type } = await read(id);
      expect([status, type.split(';')[0]], id).toEqual([404, 'application/problem+json']);
    }
  });
});

describe('the list', () => {
  let listing: TestApi;
  beforeAll(async () => {
    listing = await openApi();
    const refunds: Refund[] = [
      aRefund('a', { createdAt: plus(NOON, 1 * SECOND), merchantId: 'biz_1' }),
      aRefund('b', { createdAt: plus(NOON, 2 * SECOND), ...inDoubt() }),
      aRefund('c', { createdAt: plus(NOON, 3 * SECOND), merchantId: 'biz_2' }, 'pay_2'),
    ];
    for (const refund of refunds) await listing.store.recordRefund(refund);
  });
  afterAll(() => listing.close());

  async function keys(query: string, token = ADMIN): Promise<string[]> {
    const { status, json } = await listing.send('GET', `/api/v1/refunds${query}`, { token });
    expect(status).toBe(200);
    return json.data.map(({ idempotency_key }: { idempotency_key: string }) => idempotency_key);
  }

  test.each([
    ['', ['c', 'b', 'a']],
    ['?provider=whop', ['c', 'b', 'a']],
    ['?payment_id=pay_1', ['b', 'a']],
    ['?payment_id=pay_none', []],
    ['?needs_attention=true', ['b']],
    ['?needs_attention=false&payment_id=pay_1', ['a']],
  ])('%s comes newest first', async (query, expected) => {
    expect(await keys(query)).toEqual(expected);
  });

  test('goes on by its cursor until that is null, each refund as when read alone', async () => {
    const first = await listing.send('GET', '/api/v1/refunds?limit=2');
    const second = await listing.send('GET', `/api/v1/refunds?limit=2&cursor=${first.json.next_cursor}`);
    expect(second.json.next_cursor).toBeNull();
    expect(second.json.data).toEqual([(await listing.send('GET', '/api/v1/refunds/whop:pay_1:a')).json]);
    expect(first.json.data).toHaveLength(2);
  });

  test.each([
    ['limit=0', '/limit'],
    ['provider=nobody', '/provider'],
    ['needs_attention=1', '/needs_attention'],
    ['payment_id=', '/payment_id'],
    ['cursor=nonsense', '/cursor'],
    ['status=lost', '/status'],
  ])('refuses %s with 400 and names it', async (query, pointer) => {
    const { status, json } = await listing.send('GET', `/api/v1/refunds?${query}`);
    expect(status).toBe(400);
    expect(json.errors).toMatchObject([{ in: 'query', pointer }]);
  });

  test('holds refunds of its own merchant only for a token of one merchant', async () => {
    expect(await keys('', ADMIN_OF_1)).toEqual(['a']);
    expect(await keys('?payment_id=pay_1', ADMIN_OF_2)).toEqual([]);
  });
});

describe('the case of a payment', () => {
  test('shows its refunds in short, newest first, alone and in the list', async () => {
    const kept = await openApi();
    try {
      await kept.keep(aCase('pay_1'));
      await kept.store.recordRefund(aRefund('k1'));
      await kept.store.recordRefund(aRefund('k2', { createdAt: plus(NOON, SECOND), ...inDoubt() }));
      await kept.store.recordRefund(aRefund('k3', {}, 'pay_2'));
      const { json } = await kept.send('GET', '/api/v1/disputes/whop:pay_1');
      const amount = { amount: '10.43', currency: 'usd' };
      expect(json.refunds).toEqual([
        {
          id: 'whop:pay_1:k2',
          external: false,
          asked: amount,
          amount,
          status: 'needs_attention',
          failure: null,
          provider_refund_id: null,
          needs_attention: { reason: expect.stringContaining('2 new refunds'), since: NOON },
          created_at: plus(NOON, SECOND),
          updated_at: NOON,
        },
        expect.objectContaining({ id: 'whop:pay_1:k1', status: 'pending', needs_attention: null }),
      ]);
      const list = await kept.send('GET', '/api/v1/disputes');
      expect(list.json.data[0].refunds).toEqual(json.refunds);
    } finally {
      await kept.close();
    }
  });
});

let doubts = 0;
/** Settles a refund in doubt. */
async function settle(
  json: unknown,
  { token = ADMIN, changes = inDoubt() }: { token?: typeof ADMIN; changes?: Partial<Refund> } = {},
): Promise<Received> {
  doubts += 1;
  await api.store.recordRefund(aRefund(`d${doubts}`, { ...changes, merchantId: 'biz_1' }, 'pay_9'));
  return api.send('POST', `/api/v1/refunds/whop:pay_9:d${doubts}/resolution`, { token, json });
}

describe('settling by hand', () => {
  test('is recorded with who did it, and takes the need for attention away', async () => {
    const answer = await settle({
      outcome: 'done',
      provider_reference: 'rf_2',
      note: 'seen in the dashboard',
    });
    expect(answer).toMatchObject({
      status: 202,
      json: { status: 'succeeded', provider_refund_id: 'rf_2', needs_attention: null },
    });
    expect(answer.headers.get('location')).toBe(`/api/v1/refunds/${answer.json.id}`);
    expect(api.gateway.resolved.at(-1)).toEqual({
      outcome: 'done',
      providerReference: 'rf_2',
      note: 'seen in the dashboard',
      by: { type: 'person', id: ADMIN.name, via: 'api', address: '127.0.0.1' },
    });
  });

  test('a refund that was not made goes on', async () => {
    const { status, json } = await settle(
      { outcome: 'not_done', note: 'nothing there' },
      { token: ADMIN_OF_1 },
    );
    expect([status, json.status]).toEqual([202, 'pending']);
  });

  test('is refused with 409 where nothing waits for it', async () => {
    expect((await settle({ outcome: 'done', note: 'x' }, { changes: {} })).status).toBe(409);
  });

  test('404 for a refund nobody asked for, and alike for one of another merchant', async () => {
    const json = { outcome: 'done', note: 'x' };
    const none = await api.send('POST', '/api/v1/refunds/whop:pay_1:none/resolution', { json });
    const foreign = await settle(json, { token: ADMIN_OF_2 });
    expect([foreign.status, foreign.text]).toEqual([404, none.text]);
    const shown = await api.send('GET', `/api/v1/refunds/whop:pay_9:d${doubts}`, { token: ADMIN_OF_2 });
    expect(shown.status).toBe(404);
  });

  test('503 when no worker answered', async () => {
    api.gateway.failure = new NoWorkerError('none');
    const refused = await settle({ outcome: 'done', note: 'x' });
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
  });

  test.each([
    [{ outcome: 'perhaps', note: 'x' }, '/outcome'],
    [{ outcome: 'done' }, '/note'],
    [{ outcome: 'done', note: '' }, '/note'],
    [{ outcome: 'done', note: 'x', provider_reference: '' }, '/provider_reference'],
    [{ outcome: 'done', note: 'x', dispute_id: 'dp_1' }, '/dispute_id'],
  ])('422 for %j', async (json, pointer) => {
    expect(await settle(json)).toMatchObject({ status: 422, json: { errors: [{ in: 'body', pointer }] } });
  });
});
