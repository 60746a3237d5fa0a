import { describe, expect, test } from 'vitest';
import { WebhookFormatError } from '../../../src/providers/errors.ts';
import { bearer, ccgPayload, keyPair, NOW, PLACEHOLDER_SAMPLE, received } from './samples.ts';

const PAYMENT = '3ecd813a-12dd-4135-ac4e-9f400d5181fb';
const DISPUTE = 'dp_1PIoq2I4dYE13Vva263rszkj';

test('an event names its payment, its dispute and its merchant', async () => {
  const { event, type } = await received(ccgPayload());
  expect(type).toBe('DISPUTE_INITIATED');
  expect(event).toMatchObject({
    provider: 'ccg',
    type: 'DISPUTE_INITIATED',
    via: 'webhook',
    paymentId: PAYMENT,
    object: { kind: 'dispute', id: DISPUTE },
    merchantId: '8e44f962-36bf-4eef-b80c-fd6a23029800',
    receivedAt: NOW,
    reading: { kind: 'dispute', dispute: { id: DISPUTE, paymentId: PAYMENT, evidence: null } },
  });
});

test('the payload may come in an envelope', async () => {
  const { eventType: _gone, ...payload } = ccgPayload();
  const bare = await received(ccgPayload());
  for (const envelope of [
    { name: 'DISPUTE_INITIATED', payload },
    { name: 'DISPUTE_INITIATED', source: 'CCG', payload: ccgPayload() },
    { payload: ccgPayload() },
  ]) {
    const { event } = await received(envelope);
    expect({ ...event, id: bare.eventId }).toEqual(bare.event);
  }
});

test('a dispute of no merchant is of the one that was set up', async () => {
  const { event } = await received(ccgPayload({ merchantId: null }));
  expect(event).toMatchObject({ merchantId: 'm_set', reading: { dispute: { merchantId: 'm_set' } } });
});

test('what is delivered again is the same event, whatever token it comes with; anything else is another', async () => {
  const first = await received(ccgPayload());
  const keys = keyPair();
  const again = await received(ccgPayload(), {
    keys: [keys.pem],
    headers: await bearer({ key: keys.privateKey }),
  });
  expect(again.eventId).toBe(first.eventId);
  expect(first.event?.id).toBe(first.eventId);
  expect((await received(ccgPayload({ eventType: 'DISPUTE_LOST' }))).eventId).not.toBe(first.eventId);
});

test.each([
  'PAYMENT_SUCCESS',
  'PAYMENT_METHOD_CREATED',
  'REFUND_SUCCESS',
  'REFUND_FAILED',
  'REFUND_PENDING',
  'SOMETHING_NEW',
])('%s is of no use here, bare or not, even when it names a transaction', async (name) => {
  const payload = { merchantTransactionId: PAYMENT, amount: 50 };
  for (const body of [
    { ...payload, eventType: name },
    { name, payload },
    { name, payload: {} },
  ])
    expect(await received(body)).toMatchObject({ type: name, event: null });
});

test('an event about a dispute that is new to us tells how the dispute stands', async () => {
  const { event } = await received(ccgPayload({ eventType: 'DISPUTE_UPDATED', status: 'UNDER_REVIEW' }));
  expect(event).toMatchObject({ reading: { dispute: { status: 'under_review' } } });
});

describe('a genuine webhook that says nothing is refused with the reason', () => {
  test("seed 003's sample, whose event type stands for three", async () => {
    await expect(received(PLACEHOLDER_SAMPLE)).rejects.toThrow(
      new WebhookFormatError(
        'The eventType names several events at once, like the sample in the documentation: send one of DISPUTE_INITIATED, DISPUTE_WON, DISPUTE_LOST.',
      ),
    );
  });

  test.each([
    ['not JSON', 'hello', /not JSON/],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), /not JSON in UTF-8/],
    ['a list', '[]', /no name and no eventType/],
    ['nothing', 'null', /no name and no eventType/],
    ['without a type', JSON.stringify(ccgPayload({ eventType: null })), /no name and no eventType/],
    [
      'without a payment',
      JSON.stringify(ccgPayload({ merchantTransactionId: null })),
      /no merchantTransactionId/,
    ],
    [
      'with a payment that cannot be named',
      JSON.stringify(ccgPayload({ merchantTransactionId: 'a b' })),
      /no merchantTransactionId/,
    ],
    ['an envelope of nothing', '{"name":"DISPUTE_LOST","payload":{}}', /no merchantTransactionId/],
  ])('%s', async (_what, body, why) => {
    await expect(received(body)).rejects.toThrow(WebhookFormatError);
    await expect(received(body)).rejects.toThrow(why);
  });
});
