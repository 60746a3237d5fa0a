import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Dispute } from '../../src/domain/case.ts';
import type { ProviderName } from '../../src/domain/names.ts';
import type { DisputeReading } from '../../src/domain/provider.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { json, type ScriptedServer, startScriptedServer } from '../providers/scripted-server.ts';
import { wepayAt, wepayDispute, wepayPayment, wepayRefund } from '../providers/wepay/samples.ts';
import { whopAt, whopPayment, whopRefund } from '../providers/whop/samples.ts';
import { aCase, NOON } from '../store/a-case.ts';
import { ADMIN, ADMIN_OF_1, type Received, type TestApi, openApi } from './an-api.ts';

const DISPUTED = 'This payment has been disputed. Therefore, it cannot be refunded.';
const ELSEWHERE = whopAt('http://127.0.0.1:9');

/** The payment of each provider's samples. */
const PAYMENTS: Readonly<Record<ProviderName, string>> = { whop: 'pay_1', wepay: 'pay-1', ccg: 'pay-1' };

let api: TestApi;
const providers = new Map<ProviderName, Provider>();
beforeAll(async () => {
  api = await openApi({ providers });
});
afterAll(() => api.close());

let payments = 0;

/** Asks `provider` to refund a payment nobody asked about before, with this dispute standing against it. */
async function ask(
  provider: Provider | null,
  { amount, dispute }: { amount?: string; dispute?: ReturnType<typeof aCase> } = {},
): Promise<Received> {
  payments += 1;
  providers.clear();
  const name = provider?.capabilities.provider ?? 'whop';
  if (provider !== null) providers.set(name, provider);
  if (dispute !== undefined) await api.keep(dispute);
  return api.send('POST', '/api/v1/refunds', {
    headers: { 'idempotency-key': `key-${payments}` },
    json: {
      provider: name,
      payment_id: dispute?.paymentId ?? PAYMENTS[name],
      ...(amount !== undefined && { amount: { amount, currency: 'usd' } }),
    },
  });
}

/** Holds an answer against what it must have left behind: a key that is as good as new. */
async function expectRefused(answer: Received, status: number, sentence: string): Promise<void> {
  expect([answer.status, answer.json.detail]).toEqual([status, expect.stringContaining(sentence)]);
  const { data } = await api.store.listRefunds({}, { limit: 100 });
  expect(data.map(({ key }) => key)).not.toContain(`key-${payments}`);
  expect(api.gateway.requested.map(({ key }) => key)).not.toContain(`key-${payments}`);
}

describe('a provider', () => {
  test('that is not set up: 409 that says what to do', async () => {
    await expectRefused(await ask(null), 409, 'give Recourse its key');
  });

  test('that takes no refunds: 409 that says where to refund', async () => {
    const mute = { ...ELSEWHERE, capabilities: { ...ELSEWHERE.capabilities, refund: false } };
    await expectRefused(await ask(mute), 409, 'refund the payment there');
  });
});

/** A case of a dispute in this shape. */
function disputed(reading: Partial<DisputeReading>, changes: Partial<Dispute> = {}) {
  const state = aCase(`pay_disputed_${payments}`, reading);
  return { ...state, disputes: state.disputes.map((dispute) => ({ ...dispute, ...changes })) };
}

describe('a payment whose case says that it is disputed', () => {
  test.each(['needs_response', 'under_review', 'lost'] as const)(
    "is refused with 409 in the provider's own sentence while that is %s",
    async (status) => {
      const answer = await ask(ELSEWHERE, { dispute: disputed({ status, providerStatus: status }) });
      await expectRefused(answer, 409, DISPUTED);
    },
  );

  test.each<[string, ReturnType<typeof disputed>]>([
    ['a warning', disputed({ stage: 'alert' })],
    ['won', disputed({ status: 'won' })],
    ['closed', disputed({ status: 'closed' })],
    ['gone at the provider', disputed({}, { goneAt: NOON })],
    ['one that goes on as another', disputed({}, { supersededBy: 'dp_2' })],
  ])('can be refunded when the dispute is %s', async (_what, state) => {
    payments += 1;
    const paymentId = `pay_open_${payments}`;
    const dispute = { ...state, id: `whop:${paymentId}`, paymentId };
    expect((await ask(ELSEWHERE, { dispute })).status).toBe(202);
  });

  test('can be refunded at a provider that refunds such payments', async () => {
    const lenient = { ...ELSEWHERE, capabilities: { ...ELSEWHERE.capabilities, disputedRefund: null } };
    expect((await ask(lenient, { dispute: disputed({}) })).status).toBe(202);
  });
});

/** A Whop that knows this payment of 49.00 usd and its refunds. */
function startWhop(payment: object, refunds: readonly object[] = []): Promise<ScriptedServer> {
  return startScriptedServer(({ path }, response) => {
    json(
      response,
      200,
      path.startsWith('/payments/')
        ? whopPayment({ refunded_amount: 0, ...payment })
        : { data: refunds, page_info: { has_next_page: false } },
    );
  });
}

describe('what the provider says right now', () => {
  test.each([
    ['more than was paid', '49.01', {}, [], 'Only 49.00 usd'],
    ['more than remains', '39.01', { refunded_amount: 10 }, [], 'Only 39.00 usd'],
    [
      'more than remains after one under way',
      '40.00',
      {},
      [whopRefund({ amount: 10, status: 'pending' })],
      'Only 39.00 usd',
    ],
    ['anything of what is refunded already', undefined, { refunded_amount: 49 }, [], 'Nothing of this'],
    [
      'another currency than was paid in',
      '1.00',
      { currency: 'eur', settlement_currency: 'eur' },
      [],
      'in eur',
    ],
  ])('422 for %s', async (_what, amount, payment, refunds, sentence) => {
    await using whop = await startWhop(payment, refunds);
    const answer = await ask(whopAt(whop.url), amount === undefined ? {} : { amount });
    await expectRefused(answer, 422, sentence);
    expect(answer.json.errors).toMatchObject([{ in: 'body', pointer: '/amount' }]);
  });

  test("409 in the provider's own sentence for a dispute we had not heard of", async () => {
    await using whop = await startWhop({ disputes: [{ id: 'dp_1', status: 'needs_response' }] });
    await expectRefused(await ask(whopAt(whop.url)), 409, DISPUTED);
  });

  test('409 for a payment it will not refund', async () => {
    await using whop = await startWhop({ refundable: false });
    await expectRefused(await ask(whopAt(whop.url)), 409, 'cannot be refunded');
  });

  test('422 for a payment it does not have', async () => {
    await using whop = await startScriptedServer((_request, response) => {
      json(response, 404, { error: { code: 'not_found', message: 'No such payment.' } });
    });
    const answer = await ask(whopAt(whop.url));
    await expectRefused(answer, 422, 'no such payment');
    expect(answer.json.errors).toMatchObject([{ in: 'body', pointer: '/payment_id' }]);
  });

  test('all that remains, to the last cent, may be asked for', async () => {
    await using whop = await startWhop({ refunded_amount: 10 });
    expect((await ask(whopAt(whop.url), { amount: '39' })).status).toBe(202);
  });

  test.each([401, 403, 429, 500])(
    'nothing, by a %d: the refund is taken, and read about later',
    async (status) => {
      await using whop = await startScriptedServer((_request, response) => json(response, status, {}));
      expect((await ask(whopAt(whop.url))).status).toBe(202);
      expect(whop.requests.every(({ method }) => method === 'GET')).toBe(true);
    },
  );

  test('nothing in time: the refund is taken, and nobody waits for long', async () => {
    await using whop = await startScriptedServer(() => {});
    const began = performance.now();
    expect((await ask(whopAt(whop.url))).status).toBe(202);
    expect(performance.now() - began).toBeLessThan(8_000);
  });
});

async function look(provider: Provider | null, paymentId = 'pay_1', token = ADMIN) {
  providers.clear();
  if (provider !== null) providers.set('whop', provider);
  return api.send('GET', `/api/v1/payments/whop/${paymentId}`, { token });
}

describe('a payment that is looked at before', () => {
  test('shows what remains, and that nothing speaks against refunding it', async () => {
    await using whop = await startWhop({ refunded_amount: 10 });
    const { status, json: payment } = await look(whopAt(whop.url));
    expect([status, payment]).toEqual([
      200,
      {
        provider: 'whop',
        payment_id: 'pay_1',
        case_id: null,
        captured: { amount: '49.00', currency: 'usd' },
        refunded: { amount: '10.00', currency: 'usd' },
        remaining: { amount: '39.00', currency: 'usd' },
        refundable: true,
        objection: null,
        partial_objection: null,
      },
    ]);
  });

  test('shows why nothing can be refunded: refunded already, disputed, or no such provider', async () => {
    await using whop = await startWhop({ refunded_amount: 49 });
    expect((await look(whopAt(whop.url))).json).toMatchObject({
      refundable: false,
      objection: 'Nothing of this payment remains to be refunded.',
    });
    const state = aCase('pay_looked_at');
    await api.keep(state);
    expect((await look(ELSEWHERE, 'pay_looked_at')).json).toMatchObject({
      case_id: state.id,
      captured: null,
      refundable: false,
      objection: DISPUTED,
    });
    expect((await look(null)).json).toMatchObject({ objection: expect.stringContaining('give Recourse') });
  });

  test('is not there where the provider says so, and for whoever may not see it without being asked', async () => {
    await using whop = await startScriptedServer((_request, response) => {
      json(response, 404, { error: { code: 'not_found', message: 'No such payment.' } });
    });
    expect((await look(whopAt(whop.url))).status).toBe(404);
    const asked = whop.requests.length;
    await api.keep(aCase('pay_of_2', {}, { merchantId: 'biz_2' }));
    const [foreign, unknown] = [
      await look(whopAt(whop.url), 'pay_of_2', ADMIN_OF_1),
      await look(whopAt(whop.url), 'pay_unknown', ADMIN_OF_1),
    ];
    expect([foreign.status, foreign.json.detail]).toEqual([404, unknown.json.detail]);
    expect(whop.requests).toHaveLength(asked);
  });
});

/** A WePay that knows this payment of 42.00 usd, its disputes and its refunds. */
function startWepay(known: {
  readonly payment?: object;
  readonly disputes?: readonly object[];
  readonly refunds?: readonly object[];
}): Promise<ScriptedServer> {
  const { payment = {}, disputes = [], refunds = [] } = known;
  return startScriptedServer(({ path }, response) => {
    const results = path.startsWith('/refunds') ? refunds : disputes;
    json(
      response,
      200,
      path.startsWith('/payments/') ? wepayPayment({ ...payment }) : { results, next: null },
    );
  });
}

const LONG_AGO = Math.floor(Date.now() / 1000) - 61 * 86_400;
const HALF = wepayDispute({ amount: 2100 });
const WHOLE = wepayDispute({ amount: 4200 });
const LOST = { status: 'resolved', resolution: { type: 'lost' } };

describe('what WePay takes no refund of', () => {
  test.each<[string, Parameters<typeof startWepay>[0], string | undefined, number, string]>([
    ['a payment of long ago', { payment: { create_time: LONG_AGO } }, '5', 409, 'for 60 days'],
    ['one that is not complete', { payment: { status: 'pending' } }, '5', 409, 'complete payments only'],
    ['one that is disputed', { disputes: [WHOLE] }, undefined, 409, 'The whole payment is disputed'],
    [
      'one whose dispute is lost',
      { disputes: [{ ...WHOLE, ...LOST }] },
      '5',
      409,
      'whole payment is disputed',
    ],
    ['a part of what is disputed in part', { disputes: [HALF] }, '5', 409, 'all of the rest or nothing'],
    ['a part of what is lost in part', { disputes: [{ ...HALF, ...LOST }] }, '5', 409, 'all of the rest or'],
    ['more than is undisputed', { disputes: [HALF] }, '21.01', 422, 'Only 21.00 usd'],
    [
      'more than is undisputed and not refunded yet',
      { disputes: [HALF], refunds: [wepayRefund()], payment: { amount_refunded: 700 } },
      '14.01',
      422,
      'Only 14.00 usd',
    ],
  ])('%s: refused with the reason', async (_what, known, amount, status, sentence) => {
    await using wepay = await startWepay(known);
    const answer = await ask(wepayAt(wepay.url), amount === undefined ? {} : { amount });
    await expectRefused(answer, status, sentence);
    expect(wepay.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  test.each([['21'], [undefined]])('all that is undisputed may be asked for: %s', async (amount) => {
    await using wepay = await startWepay({ disputes: [HALF] });
    expect((await ask(wepayAt(wepay.url), amount === undefined ? {} : { amount })).status).toBe(202);
  });

  test('a dispute that was won is in no way of a part', async () => {
    const won = { ...HALF, status: 'resolved', resolution: { type: 'won' } };
    await using wepay = await startWepay({ disputes: [won] });
    expect((await ask(wepayAt(wepay.url), { amount: '5' })).status).toBe(202);
  });
});
