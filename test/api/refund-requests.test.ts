import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiToken } from '../../src/api/auth.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { StoreUnavailableError } from '../../src/store/errors.ts';
import { TemporalUnavailableError } from '../../src/temporal/gateway.ts';
import { aCase } from '../store/a-case.ts';
import { ADMIN, ADMIN_OF_1, ADMIN_OF_2, APPROVER, type Received, type TestApi, openApi } from './an-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());
afterEach(() => {
  api.gateway.failure = null;
});

let payments = 0;
let payment: string;
beforeEach(() => {
  payments += 1;
  payment = `pay_${payments}`;
});

/** Asks for a refund of this test's payment. */
function ask(json: object, key: string | null = 'key-1', token: ApiToken = APPROVER): Promise<Received> {
  const headers: Record<string, string> = key === null ? {} : { 'idempotency-key': key };
  const body = { provider: 'whop', payment_id: payment, ...json };
  return api.send('POST', '/api/v1/refunds', { token, headers, json: body });
}

const usd = (amount: string) => ({ amount: { amount, currency: 'usd' } });

/** What reached the payment's line of refunds. */
function requested() {
  return api.gateway.requested.filter(({ paymentId }) => paymentId === payment);
}

async function neverStarted(): Promise<string[]> {
  const { data } = await api.store.listRefunds({ paymentId: payment, neverStarted: true }, { limit: 9 });
  return data.map(({ id }) => id);
}

describe('asking for a refund', () => {
  test('is answered 202 with the refund and where to follow it, once it is in its line', async () => {
    const answer = await ask({ ...usd('10.43'), reason: 'The course was cancelled.' });
    expect(answer).toMatchObject({
      status: 202,
      json: {
        id: `whop:${payment}:key-1`,
        provider: 'whop',
        merchant_id: null,
        payment_id: payment,
        idempotency_key: 'key-1',
        external: false,
        asked: { amount: '10.43', currency: 'usd' },
        amount: { amount: '10.43', currency: 'usd' },
        reason: 'The course was cancelled.',
        requested_by: { type: 'person', id: APPROVER.name, via: 'api', name: null, address: '127.0.0.1' },
        status: 'pending',
        failure: null,
        provider_refund_id: null,
        processor: null,
        reference: { status: null, type: null, value: null },
        needs_attention: null,
      },
    });
    expect(requested()).toMatchObject([{ id: answer.json.id, key: 'key-1', caseId: null }]);
    const location = answer.headers.get('location') ?? '';
    expect(location).toBe(`/api/v1/refunds/whop:${payment}:key-1`);
    expect((await api.send('GET', location)).json).toEqual(answer.json);
  });

  test('without an amount means whatever remains when its turn comes', async () => {
    expect((await ask({})).json).toMatchObject({ asked: null, amount: null, reason: null });
    expect(requested()).toMatchObject([{ asked: null }]);
  });

  test('tells the open case of its payment, and not one that is closed', async () => {
    await api.keep(aCase(payment, { stage: 'alert' }));
    expect((await ask({})).json.merchant_id).toBe('biz_1');
    await api.keep(aCase(payment, { stage: 'alert' }, { open: false, nextSeq: 9 }));
    await ask({}, 'key-2');
    expect(requested().map(({ caseId }) => caseId)).toEqual([`whop:${payment}`, null]);
  });
});

describe('the same key', () => {
  test('with the same body gives the same refund, however its amount is written', async () => {
    const first = await ask({ provider: 'whop', ...usd('10.4') });
    for (const currency of ['usd', 'USD', 'Usd']) {
      const again = await ask({ amount: { currency, amount: '10.40' } }, 'key-1', ADMIN);
      expect([again.status, again.json]).toEqual([202, first.json]);
      expect(again.headers.get('location')).toBe(first.headers.get('location'));
    }
  });

  test.each([
    ['another amount', usd('10.44')],
    ['another currency', { amount: { amount: '10.43', currency: 'eur' } }],
    ['no amount', {}],
    ['a reason', { ...usd('10.43'), reason: 'x' }],
  ])('with %s is refused with 422, and asks for nothing', async (_what, json) => {
    await ask(usd('10.43'));
    const other = await ask(json);
    expect(other).toMatchObject({
      status: 422,
      json: {
        type: 'urn:recourse:problem:idempotency-key-reused',
        errors: [{ in: 'headers', pointer: '/idempotency-key' }],
      },
    });
    expect(requested()).toHaveLength(1);
  });

  test('of another payment is another refund', async () => {
    const first = await ask(usd('10.43'));
    payments += 1;
    payment = `pay_${payments}`;
    expect((await ask(usd('1'))).json.id).not.toBe(first.json.id);
  });

  test('used by many at once gives all of them one refund, and of two bodies only one', async () => {
    const same = await Promise.all(Array.from({ length: 8 }, () => ask(usd('10.43'))));
    expect(new Set(same.map(({ status, json }) => `${status} ${json.id} ${json.created_at}`)).size).toBe(1);
    const two = await Promise.all(['1', '2'].map((amount) => ask(usd(amount), 'key-2')));
    expect(two.map(({ status }) => String(status)).toSorted()).toEqual(['202', '422']);
  });

  test('answers with how the refund stands by now, and leaves one that has begun alone', async () => {
    await ask(usd('10.43'));
    const refund = await api.store.loadRefund(`whop:${payment}:key-1`);
    if (refund === null) throw new Error('it was reserved');
    await api.store.recordRefund({
      ...refund,
      sent: true,
      status: 'succeeded',
      providerRefundId: 'rf_1',
      updatedAt: new Date(Date.now() + 1_000).toISOString(),
    });
    api.gateway.failure = new TemporalUnavailableError('down');
    expect(await ask(usd('10.43'))).toMatchObject({
      status: 202,
      json: { status: 'succeeded', provider_refund_id: 'rf_1' },
    });
    expect(requested()).toHaveLength(1);
  });

  test('gives the same refund also when a dispute has come up since', async () => {
    const first = await ask(usd('10.43'));
    await api.keep(aCase(payment));
    expect(await ask(usd('10.43'))).toMatchObject({ status: 202, json: first.json });
    expect((await ask(usd('10.43'), 'key-2')).status).toBe(409);
  });
});

describe('when Temporal is out of reach', () => {
  test('503, the key stays reserved, and a repeat completes what was asked first', async () => {
    api.gateway.failure = new TemporalUnavailableError('down');
    const refused = await ask(usd('10.43'));
    expect(refused).toMatchObject({
      status: 503,
      json: { detail: expect.stringContaining('same Idempotency-Key') },
    });
    expect(refused.headers.has('retry-after')).toBe(true);
    expect(await neverStarted()).toEqual([`whop:${payment}:key-1`]);
    expect((await ask(usd('9'))).status).toBe(422);

    api.gateway.failure = null;
    const { status, json } = await ask(usd('10.43'), 'key-1', ADMIN);
    expect([status, json.requested_by.id]).toEqual([202, APPROVER.name]);
    expect(requested()).toMatchObject([{ by: { id: APPROVER.name }, requestedAt: json.created_at }]);
    expect(await neverStarted()).toEqual([]);
  });

  test('nothing is asked for while the store is out of reach either', async () => {
    const other = await openApi();
    other.store.reserveRefund = () => Promise.reject(new StoreUnavailableError('down'));
    try {
      const headers = { 'idempotency-key': 'key-1' };
      const json = { provider: 'whop', payment_id: payment };
      expect((await other.send('POST', '/api/v1/refunds', { headers, json })).status).toBe(503);
      expect(other.gateway.requested).toEqual([]);
    } finally {
      await other.close();
    }
  });
});

describe('an amount', () => {
  test.each([
    ['10', 'usd', '10.00'],
    ['0.1', 'USD', '0.10'],
    ['0.30', 'eur', '0.30'],
    ['500', 'jpy', '500'],
    ['1.5', 'kwd', '1.500'],
    ['1.2345', 'kwd', null],
    ['1.234', 'kwd', '1.234'],
    ['0.00000001', 'btc', '0.00000001'],
    ['2.50', 'whop_usd', '2.5'],
    ['123456789012345678.123456789012345678', 'eth', '123456789012345678.123456789012345678'],
    ['10.430', 'usd', null],
    ['500.0', 'jpy', null],
    ['0', 'usd', null],
    ['0.00', 'usd', null],
    ['0.000', 'btc', null],
    ['-1.00', 'usd', null],
    ['+1.00', 'usd', null],
    ['1e2', 'usd', null],
    ['1,000.00', 'usd', null],
    ['01.00', 'usd', null],
    ['.50', 'usd', null],
    ['1.', 'usd', null],
    ['', 'usd', null],
    ['١', 'usd', null],
    ['1000000000000000000', 'usd', null],
    ['0.1234567890123456789', 'eth', null],
  ])('of %s %s becomes %s', async (amount, currency, expected) => {
    const { status, json } = await ask({ amount: { amount, currency } });
    if (expected === null) {
      expect([status, json.errors]).toEqual([
        422,
        [{ in: 'body', pointer: '/amount/amount', detail: expect.stringMatching(/\w/) }],
      ]);
    } else {
      expect([status, json.asked]).toEqual([202, { amount: expected, currency: currency.toLowerCase() }]);
    }
  });

  test('with more decimals than its currency has is told how many it has', async () => {
    const { json } = await ask(usd('10.430'));
    expect(json.errors[0].detail).toBe('An amount in usd has at most 2 decimals.');
  });
});

test.each([
  [{ provider: 'nobody' }, '/provider'],
  [{ payment_id: '' }, '/payment_id'],
  [{ payment_id: 'two words' }, '/payment_id'],
  [{ payment_id: 'é' }, '/payment_id'],
  [{ payment_id: 'x'.repeat(256) }, '/payment_id'],
  [{ payment_id: '..' }, '/payment_id'],
  [{ payment_id: 'refund.rf_1' }, '/payment_id'],
  [{ payment_id: 'pay_1:external' }, '/payment_id'],
  [{ payment_id: 7 }, '/payment_id'],
  [{ amount: null }, '/amount'],
  [{ amount: '10.43' }, '/amount'],
  [{ amount: { amount: 10.43, currency: 'usd' } }, '/amount/amount'],
  [{ amount: { amount: '10.43' } }, '/amount/currency'],
  [{ amount: { amount: '10.43', currency: 'us dollars' } }, '/amount/currency'],
  [{ amount: { amount: '10.43', currency: 'usd', unit: 'minor' } }, '/amount/unit'],
  [{ reason: 'x'.repeat(2001) }, '/reason'],
  [{ reason: 'a\0b' }, '/reason'],
  [{ force: true }, '/force'],
])('422 for %j, and nothing is asked for', async (json, pointer) => {
  expect(await ask(json)).toMatchObject({ status: 422, json: { errors: [{ in: 'body', pointer }] } });
  expect(requested()).toEqual([]);
});

test.each([
  ['missing', null, 'needs an Idempotency-Key'],
  ['empty', '', '1 to 255'],
  ['two words', 'two words', '1 to 255'],
  ['too long', 'x'.repeat(256), '1 to 255'],
  ['of a character that would part a workflow id', 'a:b', '1 to 255'],
])('400 for a key that is %s, in a sentence', async (_what, key, sentence) => {
  const { status, json } = await ask(usd('1'), key);
  expect([status, json.errors]).toEqual([
    400,
    [{ in: 'headers', pointer: '/idempotency-key', detail: expect.stringContaining(sentence) }],
  ]);
  expect(requested()).toEqual([]);
});

test('a key may be of any length up to 255, and of every character it may have', async () => {
  for (const key of ['a', 'Z0._-', '.', '-', 'x'.repeat(255)]) {
    const { status, headers } = await ask(usd('1'), key);
    expect(status).toBe(202);
    expect((await api.send('GET', String(headers.get('location')))).json.idempotency_key).toBe(key);
  }
});

describe('a token of one merchant', () => {
  test('refunds payments of its own cases', async () => {
    await api.keep(aCase(payment, { stage: 'alert' }, { merchantId: 'biz_1' }));
    const answer = await ask({}, 'key-1', ADMIN_OF_1);
    expect([answer.status, answer.json.merchant_id]).toEqual([202, 'biz_1']);
    const location = String(answer.headers.get('location'));
    expect((await api.send('GET', location, { token: ADMIN_OF_1 })).status).toBe(200);
  });

  test('cannot tell a foreign payment from one nobody knows, whatever stands against it, and reserves nothing', async () => {
    const unknown = await ask({}, 'key-1', ADMIN_OF_2);
    expect(unknown.status).toBe(404);
    for (const state of [aCase(payment), aCase(payment, {}, { merchantId: null, nextSeq: 9 })]) {
      await api.keep(state);
      const { status, text } = await ask({}, 'key-1', ADMIN_OF_2);
      expect([status, text]).toEqual([404, unknown.text]);
    }
    expect(await api.store.loadRefund(`whop:${payment}:key-1`)).toBeNull();
  });

  test('learns nothing of a refund of another merchant by guessing its key', async () => {
    await ask(usd('1'));
    expect((await ask(usd('1'), 'key-1', ADMIN_OF_2)).status).toBe(404);
  });
});

describe('where the policy wants two people above 40 dollars', () => {
  let strict: TestApi;
  beforeAll(async () => {
    const approvals = [{ currency: 'usd', responderUpTo: null, fourEyesAbove: '40.00' }];
    strict = await openApi({ policy: { ...BUILT_IN_POLICY, approvals } });
  });
  afterAll(() => strict.close());

  const refund = (json: object) =>
    strict.send('POST', '/api/v1/refunds', {
      headers: { 'idempotency-key': 'key-1' },
      json: { provider: 'whop', payment_id: payment, ...json },
    });

  test('a payment with an open alert is not refunded above it by one alone, nor in parts', async () => {
    await strict.keep(aCase(payment, { stage: 'alert' }));
    for (const json of [{}, usd('40.01'), usd('9.00')]) {
      const { status, json: problem } = await refund(json);
      expect([status, problem.detail]).toEqual([409, expect.stringContaining(`whop:${payment}`)]);
    }
    expect(await strict.store.loadRefund(`whop:${payment}:key-1`)).toBeNull();
  });

  test('one of no more than that is', async () => {
    await strict.keep(aCase(payment, { stage: 'alert', amount: { amount: '40.00', currency: 'usd' } }));
    expect((await refund(usd('9.00'))).status).toBe(202);
  });

  test('one without an alert is nobody’s proposal, and is refunded', async () => {
    expect((await refund(usd('90.00'))).status).toBe(202);
  });
});
