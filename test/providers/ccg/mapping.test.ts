import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DisputeReading } from '../../../src/domain/provider.ts';
import { balanceTransaction, ccgPayload, NOW, readingOf, received } from './samples.ts';

const CREATED = '2024-05-21T09:18:31.000Z';

test("seed 003's sample, as a dispute that was opened", async () => {
  expect(await readingOf(ccgPayload())).toEqual({
    id: 'dp_1PIoq2I4dYE13Vva263rszkj',
    paymentId: '3ecd813a-12dd-4135-ac4e-9f400d5181fb',
    merchantId: '8e44f962-36bf-4eef-b80c-fd6a23029800',
    stage: 'chargeback',
    status: 'needs_response',
    providerStatus: 'NEEDS_RESPONSE',
    amount: { amount: '0.50', currency: 'usd' },
    statedAmount: '50',
    reason: 'fraudulent',
    providerReason: 'FRAUDULENT',
    respondBy: null,
    respondByEstimate: '2024-06-04T09:18:31.000Z',
    editable: null,
    settledByNetwork: false,
    createdAt: CREATED,
    asOf: CREATED,
    funds: [
      {
        id: 'txn_1PIoq3I4dYE13VvaWkU6uYvT',
        kind: 'withdrawn',
        amount: { amount: '0.50', currency: 'usd' },
        at: CREATED,
        source: 'balance transaction',
      },
      {
        id: 'txn_1PIoq3I4dYE13VvaWkU6uYvT:fee',
        kind: 'fee',
        amount: { amount: '15.00', currency: 'usd' },
        at: CREATED,
        source: 'balance transaction',
      },
    ],
    evidence: null,
  });
});

describe('how it stands', () => {
  test.each<[eventType: string, status: unknown, expected: Partial<DisputeReading>]>([
    ['DISPUTE_INITIATED', 'NEEDS_RESPONSE', { stage: 'chargeback', status: 'needs_response' }],
    ['DISPUTE_INITIATED', 'UNDER_REVIEW', { stage: 'chargeback', status: 'under_review' }],
    ['DISPUTE_INITIATED', 'WARNING_NEEDS_RESPONSE', { stage: 'alert', status: 'needs_response' }],
    ['DISPUTE_INITIATED', 'WARNING_CLOSED', { stage: 'alert', status: 'closed' }],
    ['DISPUTE_INITIATED', 'WARNING_ON_THE_MOON', { stage: 'alert', status: 'other' }],
    ['DISPUTE_INITIATED', 'ON_THE_MOON', { stage: 'other', status: 'other' }],
    ['DISPUTE_INITIATED', null, { stage: 'chargeback', status: 'needs_response' }],
    ['DISPUTE_WON', 'WON', { stage: 'chargeback', status: 'won' }],
    ['DISPUTE_LOST', 'lost', { stage: 'chargeback', status: 'lost' }],
    ['DISPUTE_NEW', null, { stage: 'other', status: 'other' }],
  ])('%s with the status %j', async (eventType, status, expected) => {
    expect(await readingOf(ccgPayload({ eventType, status }))).toMatchObject(expected);
  });

  test.each([null, 'ON_THE_MOON', 'NEEDS_RESPONSE', 'UNDER_REVIEW', 7])(
    'an event that rules does so when the status is %j',
    async (status) => {
      const won = await readingOf(ccgPayload({ eventType: 'DISPUTE_WON', status }));
      expect(won).toMatchObject({ stage: 'chargeback', status: 'won', providerStatus: 'DISPUTE_WON' });
      const lost = await readingOf(ccgPayload({ eventType: 'DISPUTE_LOST', status }));
      expect(lost).toMatchObject({ stage: 'chargeback', status: 'lost', providerStatus: 'DISPUTE_LOST' });
    },
  );

  test("funds reinstated on a lost dispute are not a win: the object's status decides, not the event's name", async () => {
    expect(await readingOf(ccgPayload({ eventType: 'DISPUTE_WON', status: 'LOST' }))).toMatchObject({
      status: 'lost',
      providerStatus: 'LOST',
    });
    expect(await readingOf(ccgPayload({ eventType: 'DISPUTE_LOST', status: 'WON' }))).toMatchObject({
      status: 'won',
    });
  });
});

describe('the reason', () => {
  test.each([
    ['PRODUCT_NOT_RECEIVED', 'not_received'],
    ['SUBSCRIPTION_CANCELED', 'cancelled'],
    ['product_unacceptable', 'not_as_described'],
    ['INSUFFICIENT_FUNDS', 'processing'],
    ['GENERAL', 'other'],
    ['ON_THE_MOON', 'other'],
    [null, null],
  ])('%j is %j, and stays beside it', async (word, reason) => {
    expect(await readingOf(ccgPayload({ reason: word }))).toMatchObject({ reason, providerReason: word });
  });
});

describe('which dispute it is', () => {
  test('is unnamed without transactions, and recognised by payment and amount', async () => {
    for (const balanceTransactions of [[], null, 'none', [null], [{ source: null }]]) {
      expect(await readingOf(ccgPayload({ balanceTransactions, amount: 1050 }))).toMatchObject({
        id: 'unnamed.3ecd813a-12dd-4135-ac4e-9f400d5181fb',
        unnamed: true,
        amount: null,
        statedAmount: '1050',
        createdAt: null,
        asOf: null,
        funds: [],
      });
    }
  });

  test('is said by the transaction of the dispute, among others', async () => {
    const balanceTransactions = [
      balanceTransaction({ source: 'ch_1', id: 'txn_1' }),
      balanceTransaction({ source: 'du_2', id: 'txn_2' }),
    ];
    const dispute = await readingOf(ccgPayload({ balanceTransactions }));
    expect(dispute).toMatchObject({ id: 'du_2' });
    expect(dispute).not.toHaveProperty('unnamed');
  });
});

async function estimate(changes: Readonly<Record<string, unknown>>) {
  return (await readingOf(ccgPayload(changes))).respondByEstimate;
}

describe('times', () => {
  test('it began with the first transaction, and stands so since the last', async () => {
    const balanceTransactions = [
      balanceTransaction({ id: 'txn_2', created: 1716883200, amount: 50 }),
      balanceTransaction({ id: 'txn_3', created: null }),
      balanceTransaction({ id: 'txn_1' }),
    ];
    expect(await readingOf(ccgPayload({ balanceTransactions }))).toMatchObject({
      createdAt: CREATED,
      asOf: '2024-05-28T08:00:00.000Z',
    });
  });

  test('a time of zero is none', async () => {
    const balanceTransactions = [balanceTransaction({ created: 0 })];
    expect(await readingOf(ccgPayload({ balanceTransactions }))).toMatchObject({
      createdAt: null,
      asOf: null,
    });
  });

  test('the usual window is counted from the beginning, else from when we heard of it, and not for what was ruled', async () => {
    expect(await estimate({})).toBe('2024-06-04T09:18:31.000Z');
    expect(await estimate({ balanceTransactions: [] })).toBe('2026-12-04T12:00:00.000Z');
    expect(NOW).toBe('2026-11-20T12:00:00.000Z');
    expect(await estimate({ eventType: 'DISPUTE_LOST', status: 'LOST' })).toBeNull();
    expect(await estimate({ status: 'WARNING_CLOSED' })).toBeNull();
  });
});

describe('a payload', () => {
  test.each(['CARD', 'BANK_ACCOUNT', undefined, 'CARRIER_PIGEON'])(
    'says the same whatever it was paid by: %s',
    async (paymentType) => {
      expect(await readingOf(ccgPayload({ paymentType }))).toEqual(await readingOf(ccgPayload()));
    },
  );

  test('of nothing but its payment is a dispute', async () => {
    const dispute = await readingOf({ eventType: 'DISPUTE_INITIATED', merchantTransactionId: 'order-1' });
    expect(dispute).toMatchObject({
      id: 'unnamed.order-1',
      paymentId: 'order-1',
      status: 'needs_response',
      amount: null,
      reason: null,
    });
  });

  test('with every field of another type than documented is one, too', async () => {
    const odd = Object.keys(ccgPayload()).filter(
      (name) => name !== 'merchantTransactionId' && name !== 'eventType',
    );
    for (const value of [7, 'x', true, [], {}, [[]], null]) {
      const changes = Object.fromEntries(odd.map((name) => [name, value]));
      expect(await readingOf(ccgPayload(changes))).toMatchObject({ unnamed: true });
    }
  });
});

test('whatever JSON stands in its fields, an event with a payment is read, and the same one always reads the same', async () => {
  const names = Object.keys(ccgPayload()).filter((name) => name !== 'merchantTransactionId');
  const transaction = fc.record(
    Object.fromEntries(Object.keys(balanceTransaction()).map((name) => [name, fc.jsonValue()])),
    { requiredKeys: [] },
  );
  const payload = fc.record(
    {
      ...Object.fromEntries(names.map((name) => [name, fc.jsonValue()])),
      balanceTransactions: fc.oneof(fc.jsonValue(), fc.array(transaction, { maxLength: 3 })),
      eventType: fc.constantFrom('DISPUTE_INITIATED', 'DISPUTE_WON', 'DISPUTE_LOST', 'DISPUTE_NEW'),
    },
    { requiredKeys: ['eventType'] },
  );
  await fc.assert(
    fc.asyncProperty(payload, async (fields) => {
      const written = { ...fields, merchantTransactionId: 'order-1' };
      const read = await readingOf(written);
      expect(read.paymentId).toBe('order-1');
      expect(await readingOf(written)).toEqual(read);
      for (const { amount } of read.funds ?? []) expect(amount.amount).toMatch(/^\d+(\.\d+)?$/);
    }),
  );
});

describe('the evidence it brings', () => {
  test('is what is filled: texts and files apart, empty ones left out', async () => {
    const { evidence } = await received(ccgPayload());
    expect(evidence).toEqual({ texts: { billing_address: 'IN', customer_name: 'Devender' }, files: {} });
  });

  test('may be in all 27 fields', async () => {
    const names = Object.keys(Object(ccgPayload()['evidence']));
    expect(names).toHaveLength(27);
    const evidence = Object.fromEntries(names.map((name) => [name, `v_${name}`]));
    const brought = (await received(ccgPayload({ evidence }))).evidence;
    expect(Object.keys(brought?.texts ?? {})).toHaveLength(18);
    expect(brought?.texts['shipping_carrier']).toBe('v_shipping_carrier');
    expect(Object.keys(brought?.files ?? {})).toHaveLength(9);
    expect(brought?.files['receipt']).toEqual({ id: 'v_receipt', name: null });
  });

  test('may be of odd types', async () => {
    const evidence = {
      shipping_tracking_number: 12345,
      service_date: ' ',
      customer_name: ['x'],
      receipt: { id: 'file_1', filename: 'r.pdf' },
      refund_policy: { name: 'no id' },
      on_the_moon: 'x',
    };
    expect((await received(ccgPayload({ evidence }))).evidence).toEqual({
      texts: { shipping_tracking_number: '12345' },
      files: { receipt: { id: 'file_1', name: 'r.pdf' } },
    });
  });

  test.each([null, 'x', undefined])('may be none: %j', async (evidence) => {
    expect(await received(ccgPayload({ evidence }))).not.toHaveProperty('evidence');
  });
});
