import { describe, expect, test } from 'vitest';
import { COMPANY, onlyRefund, paidRig, refusal } from './running.ts';

describe('making refunds', () => {
  test('the whole payment: the answer is the payment, the refund is pending and can be read and listed', async () => {
    const rig = await paidRig();
    const { client, payment } = rig;
    const answer = await client.payments.refund(payment);
    const id = await onlyRefund(rig, payment);
    expect(answer).toMatchObject({
      id: payment,
      refunded_amount: 49,
      refunded_at: expect.any(String),
      refundable: false,
      status: 'paid',
      substatus: 'refunded',
      refunds: [{ id, amount: 49, currency: 'usd', status: 'pending' }],
    });
    expect(await client.payments.retrieve(payment)).toEqual(answer);
    expect(await client.refunds.retrieve(id)).toMatchObject({
      id,
      amount: 49,
      currency: 'usd',
      status: 'pending',
      provider: 'stripe',
      provider_created_at: expect.any(String),
      reference_status: 'pending',
      reference_type: null,
      reference_value: null,
      payment: { id: payment, total: 49, user: { email: expect.stringContaining('@example.com') } },
    });
    expect(id).toMatch(/^rf_/);
  });

  test('parts up to the full amount, then no more', async () => {
    const { client, payment } = await paidRig();
    await client.payments.refund(payment, { partial_amount: 10.01 });
    expect(await client.payments.refund(payment, { partial_amount: 20 })).toMatchObject({
      refunded_amount: 30.01,
      refundable: true,
      substatus: 'partially_refunded',
    });
    await expect(client.payments.refund(payment, { partial_amount: 19 })).rejects.toMatchObject(
      refusal(400, 'bad_request', expect.stringContaining('cannot be greater than')),
    );
    expect(await client.payments.refund(payment)).toMatchObject({ refunded_amount: 49, refundable: false });
    await expect(client.payments.refund(payment)).rejects.toMatchObject(
      refusal(400, 'bad_request', 'This payment has already been fully refunded.'),
    );
    const { refunds } = await client.payments.retrieve(payment);
    expect(refunds.map(({ amount }) => amount)).toEqual([18.99, 20, 10.01]);
  });

  test.each([
    ['usd', 0.3, 0.1 + 0.2, 0],
    ['usd', 0.3, 0.1, 0.2],
    ['jpy', 12_800, 12_799, 1],
    ['kwd', 24.755, 0.005, 24.75],
    ['btc', 0.1, 0.00000001, 0.09999999],
    ['whop_usd', 1.1, 0.0001, 1.0999],
  ])('%s %d less %d leaves %d, to the last decimal', async (currency, amount, part, left) => {
    const { client, payment } = await paidRig(amount, currency);
    await client.payments.refund(payment, { partial_amount: part });
    if (left > 0) await client.payments.refund(payment, { partial_amount: left });
    expect(await client.payments.retrieve(payment)).toMatchObject({
      refunded_amount: amount,
      refundable: false,
    });
  });

  test.each([
    ['usd', 1.005, 'more decimal places than usd allows'],
    ['jpy', 0.5, 'more decimal places than jpy allows'],
    ['kwd', 0.0001, 'more decimal places than kwd allows'],
    ['usd', 0, 'greater than 0'],
    ['usd', -1, 'greater than 0'],
    ['usd', 49.01, 'cannot be greater than'],
    ['btc', 49.000_000_01, 'cannot be greater than'],
  ])('%s %d is refused', async (currency, part, sentence) => {
    const { client, payment, sandbox } = await paidRig(49, currency);
    await expect(client.payments.refund(payment, { partial_amount: part })).rejects.toMatchObject(
      refusal(400, 'bad_request', expect.stringContaining(sentence)),
    );
    expect(sandbox.ledger.entries({ name: 'refunded' })).toEqual([]);
  });

  test('a body that is no refund is refused', async () => {
    const { client, payment } = await paidRig();
    const post = (body: object) => client.post(`/payments/${payment}/refund`, { body });
    await expect(post({ partial_amount: '5' })).rejects.toMatchObject(refusal(400, 'bad_request'));
    await expect(post({ amount: 5 })).rejects.toMatchObject(refusal(400, 'bad_request'));
    await expect(client.payments.refund('pay_none')).rejects.toMatchObject(refusal(404, 'not_found'));
    await expect(client.refunds.retrieve('rf_none')).rejects.toMatchObject(refusal(404, 'not_found'));
  });

  test('permissions: payment:manage to refund, payment:basic:read to look', async () => {
    const { client, control, payment } = await paidRig();
    await control('PATCH', '/settings/whop', { denied_permissions: ['payment:manage'] });
    await expect(client.payments.refund(payment)).rejects.toMatchObject(
      refusal(403, 'forbidden', expect.stringContaining('payment:manage')),
    );
    await control('PATCH', '/settings/whop', { denied_permissions: ['payment:basic:read'] });
    await expect(client.refunds.list({ payment_id: payment })).rejects.toMatchObject(
      refusal(403, 'forbidden'),
    );
    await control('PATCH', '/settings/whop', { denied_permissions: ['member:email:read'] });
    await client.payments.refund(payment);
    const { data } = await client.refunds.list({ payment_id: payment });
    expect((await client.refunds.retrieve(data[0]?.id ?? '')).payment?.user?.email).toBeNull();
  });

  test('a payment in two currencies is refunded in the one the customer paid in', async () => {
    const { client, control, payment } = await paidRig(50, 'usd');
    await control('PATCH', `/payments/${payment}`, { settlement_amount: 7400, settlement_currency: 'jpy' });
    expect(await client.payments.refund(payment, { partial_amount: 3700 })).toMatchObject({
      currency: 'usd',
      refunded_amount: 25,
      refunds: [{ amount: 3700, currency: 'jpy' }],
    });
    expect((await client.payments.refund(payment)).refunded_amount).toBe(50);
  });

  test('a switch makes totals carry the noise of binary fractions', async () => {
    const { client, control, payment } = await paidRig(1);
    await control('PATCH', '/settings/whop', { binary_noise: true });
    await client.payments.refund(payment, { partial_amount: 0.1 });
    const { refunded_amount } = await client.payments.refund(payment, { partial_amount: 0.2 });
    expect(refunded_amount).toBe(0.1 + 0.2);
    expect((await client.payments.refund(payment)).refundable).toBe(false);
  });
});

describe('listing refunds', () => {
  test('by payment, by company, by time, page by page', async () => {
    const rig = await paidRig(5);
    const { client, payment, start } = rig;
    const other = await start('payment');
    await client.payments.refund(other.payment_id);
    for (const _ of [1, 2, 3]) await client.payments.refund(payment, { partial_amount: 1 });
    const ofPayment = await client.refunds.list({ payment_id: payment, first: 2 });
    expect(ofPayment.data).toHaveLength(2);
    expect(ofPayment.data[0]?.payment).toEqual({ id: payment });
    const all: string[] = [];
    for await (const refund of client.refunds.list({ payment_id: payment, first: 2 })) all.push(refund.id);
    expect(new Set(all).size).toBe(3);
    expect((await client.refunds.list({ company_id: COMPANY })).data).toHaveLength(4);
    const later = { company_id: COMPANY, created_after: new Date(Date.now() + 60_000).toISOString() };
    expect((await client.refunds.list(later)).data).toEqual([]);
    await expect(client.refunds.list({ company_id: 'biz_none' })).rejects.toMatchObject(
      refusal(404, 'not_found'),
    );
  });
});

function keyed(key: string): { readonly headers: Record<string, string> } {
  return { headers: { 'Idempotency-Key': key } };
}

describe('the Idempotency-Key header', () => {
  test('is ignored unless told otherwise: the same key pays twice, and the ledger shows it', async () => {
    const { client, payment, sandbox } = await paidRig();
    await client.payments.refund(payment, { partial_amount: 5 }, keyed('k-1'));
    await client.payments.refund(payment, { partial_amount: 5 }, keyed('k-1'));
    expect((await client.payments.retrieve(payment)).refunded_amount).toBe(10);
    const { refunds } = await client.payments.retrieve(payment);
    const effects = sandbox.ledger.entries({ name: 'refunded', id: payment });
    expect(effects.map(({ detail }) => detail['refund_id'])).toEqual(
      refunds.map(({ id }) => id).toReversed(),
    );
    expect(effects[0]).toMatchObject({
      ids: [expect.stringMatching(/^rf_/), payment],
      detail: { amount: '5.00', currency: 'usd', payment_id: payment, idempotency_key: 'k-1' },
    });
    const [call] = sandbox.ledger.entries({ kind: 'call', name: 'payments.refund' });
    expect(call?.detail).toMatchObject({ headers: { 'idempotency-key': 'k-1' }, status: 200 });
  });

  test('honoured: a replay says the same and pays nothing, a changed body is refused', async () => {
    const { client, control, payment, sandbox } = await paidRig();
    await control('PATCH', '/settings/whop', { idempotency_keys: 'honoured' });
    const refund = (partial_amount: number, key: string) =>
      client.payments.refund(payment, { partial_amount }, keyed(key)).withResponse();
    const first = await refund(5, 'k-1');
    expect(first.response.headers.get('idempotent-replayed')).toBeNull();
    const again = await refund(5, 'k-1');
    expect(again.response.headers.get('idempotent-replayed')).toBe('true');
    expect(again.data).toEqual(first.data);
    await expect(refund(6, 'k-1')).rejects.toMatchObject(
      refusal(400, 'bad_request', expect.stringContaining('different request')),
    );
    await refund(5, 'k-2');
    expect((await client.payments.retrieve(payment)).refunded_amount).toBe(10);
    expect(sandbox.ledger.entries({ name: 'refunded' })).toHaveLength(2);
    expect(sandbox.ledger.entries({ name: 'replayed' })).toHaveLength(1);
    await expect(refund(5, 'k'.repeat(256))).rejects.toMatchObject(refusal(400, 'bad_request'));
  });

  test('honoured: a request that was refused may be repeated', async () => {
    const { client, control, payment } = await paidRig();
    await control('PATCH', '/settings/whop', { idempotency_keys: 'honoured' });
    await expect(client.payments.refund(payment, { partial_amount: 50 }, keyed('k-1'))).rejects.toThrow();
    expect(
      (await client.payments.refund(payment, { partial_amount: 49 }, keyed('k-1'))).refunded_amount,
    ).toBe(49);
  });
});
