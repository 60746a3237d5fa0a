import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refuseRefund } from '../../../src/domain/refund-ledger.ts';
import type { RefundOrder } from '../../../src/providers/provider.ts';
import { paymentPayload, refundPayload, disputePayload } from '../../../src/providers/wepay/payloads.ts';
import { refundLedger, refundReading } from '../../../src/providers/wepay/refund-mapping.ts';
import { mutated } from '../mutated.ts';
import { json, startScriptedServer, type ScriptedServer } from '../scripted-server.ts';
import { unstopped, wepayAt, wepayDispute, wepayPayment, wepayRefund, type Fields } from './samples.ts';

const ORDER: RefundOrder = {
  paymentId: 'pay-1',
  amount: { amount: '5.00', currency: 'usd' },
  idempotencyKey: 'key-1',
  reason: 'delayed shipping',
};
const USD = (amount: string) => ({ amount, currency: 'usd' });

describe('a refund', () => {
  test('is one request with its reason, its amount in minor units and our key as reference', async () => {
    await using server = await startScriptedServer((_, response) => json(response, 200, wepayRefund()));
    await wepayAt(server.url).refund(ORDER, unstopped());
    const [request, ...others] = server.requests;
    expect(others).toEqual([]);
    expect(request).toMatchObject({ method: 'POST', path: '/refunds' });
    expect(JSON.parse(String(request?.body))).toEqual({
      payment_id: 'pay-1',
      refund_reason: 'delayed shipping',
      amounts: { total_amount: 500, currency: 'USD' },
      reference_id: 'key-1',
    });
  });

  test.each([
    ['10.43', 'usd', 1043],
    ['1000', 'jpy', 1000],
    ['1.005', 'kwd', 1005],
  ])('of %s %s is of %i minor units', async (amount, currency, units) => {
    await using server = await startScriptedServer((_, response) => json(response, 200, wepayRefund()));
    await wepayAt(server.url).refund({ ...ORDER, amount: { amount, currency } }, unstopped());
    const { amounts } = JSON.parse(String(server.requests[0]?.body));
    expect(amounts).toEqual({ total_amount: units, currency: currency.toUpperCase() });
  });

  test.each(['0', '0.00', '-5', '', 'NaN', '0x10', '0.001', '1e999', '90071992547409.93'])(
    'of %s, which WePay might take for another amount or for all of it, is not sent',
    async (amount) => {
      await using server = await startScriptedServer((_, response) => json(response, 200, wepayRefund()));
      const call = wepayAt(server.url).refund({ ...ORDER, amount: USD(amount) }, unstopped());
      await expect(call).rejects.toMatchObject({ name: 'ProviderError', kind: 'refused' });
      expect(server.requests).toHaveLength(0);
    },
  );

  test.each([null, '', ' '])(
    'without a reason (%j) has a neutral one, since WePay wants one',
    async (reason) => {
      await using server = await startScriptedServer((_, response) => json(response, 200, wepayRefund()));
      await wepayAt(server.url).refund({ ...ORDER, reason }, unstopped());
      expect(JSON.parse(String(server.requests[0]?.body)).refund_reason).toBe('Refunded by the merchant.');
    },
  );

  test('has one Unique-Key, whenever it is sent; the same key on another payment is another', async () => {
    await using server = await startScriptedServer(({ body }, response) => {
      const { payment_id: id } = JSON.parse(String(body));
      json(response, 200, wepayRefund({ payment: { id } }));
    });
    const wepay = wepayAt(server.url);
    for (const order of [
      ORDER,
      ORDER,
      { ...ORDER, paymentId: 'pay-2' },
      { ...ORDER, idempotencyKey: 'key-2' },
    ])
      await wepay.refund(order, unstopped());
    const [first, again, ...others] = server.requests.map(({ headers }) => headers['unique-key']);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(again).toBe(first);
    expect(new Set([first, ...others])).toHaveProperty('size', 3);
  });

  test('under a key longer than references may be has the same shorter one each time', async () => {
    await using server = await startScriptedServer((_, response) => json(response, 200, wepayRefund()));
    const order = { ...ORDER, idempotencyKey: 'k'.repeat(256) };
    for (let times = 0; times < 2; times += 1) await wepayAt(server.url).refund(order, unstopped());
    const [one, again] = server.requests.map(({ body }) => JSON.parse(String(body)).reference_id);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(again).toBe(one);
  });

  test.each([wepayRefund({ payment: { id: 'pay-2' } }), wepayRefund({ id: null }), []])(
    'answered with another one is in doubt (%#)',
    async (answer) => {
      await using server = await startScriptedServer((_, response) => json(response, 200, answer));
      const call = wepayAt(server.url).refund(ORDER, unstopped());
      await expect(call).rejects.toMatchObject({ kind: 'unreadable', inDoubt: true });
    },
  );
});

interface Account {
  readonly payment?: Fields;
  readonly refunds?: readonly unknown[];
  readonly disputes?: readonly unknown[];
}

function startAccount({ payment, refunds = [], disputes = [] }: Account): Promise<ScriptedServer> {
  return startScriptedServer(({ path }, response) => {
    if (path.startsWith('/payments/')) return json(response, 200, wepayPayment(payment));
    const results = path.startsWith('/refunds') ? refunds : disputes;
    json(response, 200, { results, next: null, previous: null });
  });
}

async function ledgerOf(account: Account) {
  await using server = await startAccount(account);
  return await wepayAt(server.url).readRefunds('pay-1', unstopped());
}

describe('the refunds of a payment', () => {
  test("are read with the payment's own account and its disputes", async () => {
    await using server = await startAccount({
      payment: { amount_refunded: 700 },
      refunds: [wepayRefund(), wepayRefund({ id: 'refund-2', status: 'failed' })],
    });
    const ledger = await wepayAt(server.url).readRefunds('pay-1', unstopped());
    expect(ledger).toMatchObject({
      paymentId: 'pay-1',
      merchantId: 'acc-1',
      captured: USD('42.00'),
      refunded: USD('7.00'),
      refundable: null,
      barred: null,
      partialBarred: null,
      disputed: null,
      refunds: [
        { id: 'refund-1', paymentId: 'pay-1', amount: USD('7.00'), status: 'succeeded' },
        { id: 'refund-2', status: 'failed', providerStatus: 'failed' },
      ],
    });
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /payments/pay-1',
      'GET /refunds?payment_id=pay-1&page_size=50',
      'GET /disputes?payment_id=pay-1&page_size=50',
    ]);
  });

  test('are read to the last page, each once', async () => {
    await using server = await startScriptedServer(({ path }, response) => {
      if (path.startsWith('/payments/')) return json(response, 200, wepayPayment());
      if (path.startsWith('/disputes')) return json(response, 200, { results: [], next: null });
      const isFirst = !path.includes('page=b');
      const ids = isFirst ? ['refund-3', 'refund-2'] : ['refund-2', 'refund-1'];
      const results = ids.map((id) => wepayRefund({ id }));
      json(response, 200, { results, next: isFirst ? '/refunds?page=b' : null });
    });
    const { refunds } = await wepayAt(server.url).readRefunds('pay-1', unstopped());
    expect(refunds.map(({ id }) => id)).toEqual(['refund-3', 'refund-2', 'refund-1']);
  });

  test('of other payments are left out, should the list not be filtered', async () => {
    const { refunds } = await ledgerOf({
      refunds: [wepayRefund(), wepayRefund({ id: 'refund-2', payment: { id: 'pay-2' } })],
      disputes: [wepayDispute({ payment: { id: 'pay-2' } })],
    });
    expect(refunds.map(({ id }) => id)).toEqual(['refund-1']);
  });

  test('are not those of a list that goes round in circles', async () => {
    let pages = 0;
    await using server = await startScriptedServer(({ path }, response) => {
      if (path.startsWith('/payments/')) return json(response, 200, wepayPayment());
      pages += 1;
      json(response, 200, { results: [wepayRefund()], next: `/refunds?page=${pages % 2}` });
    });
    const call = wepayAt(server.url).readRefunds('pay-1', unstopped());
    await expect(call).rejects.toMatchObject({ kind: 'unreadable' });
  });

  test.each([
    [{ id: 'pay-7' }, 'pay-7'],
    [null, null],
    [undefined, null],
  ])('name their payment: %j', async (payment, paymentId) => {
    await using server = await startScriptedServer((_, response) =>
      json(response, 200, wepayRefund({ payment })),
    );
    expect(await wepayAt(server.url).readRefundPayment('refund-1', unstopped())).toBe(paymentId);
    expect(server.requests).toMatchObject([{ method: 'GET', path: '/refunds/refund-1' }]);
  });
});

function reading(fields: Fields) {
  return refundReading(refundPayload.parse(wepayRefund(fields)), 'pay-1');
}

describe('a refund as WePay keeps it', () => {
  test.each([
    ['pending', 'pending'],
    ['completed', 'succeeded'],
    ['complete', 'succeeded'],
    ['COMPLETED', 'succeeded'],
    ['failed', 'failed'],
    ['canceled', 'canceled'],
    ['cancelled', 'canceled'],
    ['paused', 'other'],
    ['constructor', 'other'],
  ])('of the status %s is %s', (providerStatus, status) => {
    expect(reading({ status: providerStatus })).toMatchObject({ status, providerStatus });
  });

  test.each<[Fields, string | null]>([
    [{}, '7.00'],
    [{ amounts: undefined, amount: { total_amount: 700, currency: 'USD' } }, '7.00'],
    [{ amounts: null }, null],
    [{ amounts: { total_amount: 700 } }, null],
    [{ amounts: { total_amount: '7.00', currency: 'USD' } }, null],
  ])('with %j is of %s', (fields, amount) => {
    expect(reading(fields).amount?.amount ?? null).toBe(amount);
  });

  test('of any shape, as long as it has its id, is one in our words', () => {
    fc.assert(
      fc.property(mutated(wepayRefund()), (fields) => {
        const refund = refundReading(refundPayload.parse({ ...fields, id: 'refund-1' }), 'pay-1');
        expect(refund.status === 'other' || refund.providerStatus !== 'unknown').toBe(true);
      }),
    );
  });
});

const DAY_SECONDS = 86_400;
const NOW = Math.floor(Date.now() / 1000);

describe('no refund can be made', () => {
  test.each(['pending', 'failed', 'canceled', 'PENDING'])('while a payment is %s', async (status) => {
    const { barred } = await ledgerOf({ payment: { status } });
    expect(barred).toBe(`WePay refunds complete payments only, and this one is ${status.toLowerCase()}.`);
  });

  test('after 60 days, and the day it ended is told', async () => {
    const create_time = NOW - 61 * DAY_SECONDS;
    const { barred } = await ledgerOf({ payment: { create_time } });
    const ended = new Date((create_time + 60 * DAY_SECONDS) * 1000).toISOString().slice(0, 10);
    expect(barred).toBe(`WePay refunds a payment for 60 days, which for this one ended on ${ended}.`);
  });

  test.each<[Fields]>([
    [{ create_time: NOW - 59 * DAY_SECONDS }],
    [{ create_time: 0 }],
    [{ create_time: null }],
    [{ status: 'complete' }],
    [{ status: 'settled' }],
    [{ status: null }],
  ])('is not said of %j', async (payment) => {
    expect(await ledgerOf({ payment })).toMatchObject({ barred: null });
  });
});

/** What is said to someone who asks for this much, null being whatever remains. */
async function refusal(account: Account, asked: string | null): Promise<string | null> {
  const failure = refuseRefund(asked === null ? null : USD(asked), await ledgerOf(account));
  return failure?.code ?? null;
}

describe('a payment that is disputed', () => {
  const lost = { status: 'resolved', resolution: { type: 'lost' } };
  const won = { status: 'resolved', resolution: { type: 'won' } };

  test.each<[string, Fields]>([
    ['open', {}],
    ['under review', { status: 'pending_wepay_review' }],
    ['lost', lost],
    ['resolved nobody says how', { status: 'resolved', resolution: null }],
    ['in a status that is new to us', { status: 'paused' }],
    ['settled by Visa', { ...lost, type: 'pre_dispute' }],
    ['settled by Visa nobody says how', { type: 'pre_dispute', status: 'resolved', resolution: null }],
    [
      'settled by Visa, and closed',
      { type: 'pre_dispute', status: 'resolved', resolution: { type: 'closed' } },
    ],
    ['in another currency', { amount: 3999, currency: 'GBP' }],
  ])('as a whole is not refunded (%s)', async (_, fields) => {
    const account = { payment: { amount_disputed: 4200 }, disputes: [wepayDispute(fields)] };
    expect(await refusal(account, '5.00')).toBe('disputed');
    expect(await refusal(account, null)).toBe('disputed');
  });

  test.each<[string, Account]>([
    [
      'as the payment says',
      { payment: { amount_disputed: 1000 }, disputes: [wepayDispute({ amount: 999 })] },
    ],
    [
      'as its dispute says',
      { payment: { amount_disputed: null }, disputes: [wepayDispute({ amount: 1000 })] },
    ],
    ['as a dispute that was lost says', { disputes: [wepayDispute({ amount: 1000, ...lost })] }],
  ])('in part is refunded all of the rest or nothing, %s', async (_, account) => {
    expect(await refusal(account, '5.00')).toBe('not_refundable');
    expect(await refusal(account, '32.00')).toBeNull();
    expect(await refusal(account, null)).toBeNull();
    expect(await refusal(account, '32.01')).toBe('more_than_remains');
    const refunded = { ...account, payment: { ...account.payment, amount_refunded: 200 } };
    expect(await refusal(refunded, '30.00')).toBeNull();
    expect(await refusal(refunded, '30.01')).toBe('more_than_remains');
  });

  test.each<[string, Account]>([
    ['was won', { payment: { amount_disputed: 4200 }, disputes: [wepayDispute(won)] }],
    ['was closed', { disputes: [wepayDispute({ status: 'resolved', resolution: { type: 'withdrawn' } })] }],
    ['has no amount that compares', { disputes: [wepayDispute({ amount: null })] }],
    ['is in a currency of its own', { disputes: [wepayDispute({ currency: 'GBP' })] }],
  ])('by a dispute that %s is refunded like any other', async (_, account) => {
    expect(await refusal(account, '5.00')).toBeNull();
    expect(await refusal(account, '42.00')).toBeNull();
  });

  test('several times is so by all of it', async () => {
    const halves = [wepayDispute({ id: 'd-1', amount: 2100 }), wepayDispute({ id: 'd-2', amount: 2100 })];
    expect(await refusal({ disputes: halves }, '5.00')).toBe('disputed');
  });
});

test('an account of any shape is one in our words', () => {
  fc.assert(
    fc.property(
      mutated(wepayPayment({ amount_disputed: 5 })),
      mutated(wepayDispute()),
      (payment, dispute) => {
        const ledger = refundLedger(
          paymentPayload.parse({ ...payment, id: 'pay-1' }),
          [],
          [disputePayload.parse({ ...dispute, id: 'd-1' })],
          '2026-11-22T00:00:00.000Z',
        );
        expect(ledger.paymentId).toBe('pay-1');
        expect(refuseRefund(USD('5.00'), ledger)).not.toBeUndefined();
      },
    ),
  );
});
