import { describe, expect, test } from 'vitest';
import { reasons, startWepay, type Answer, type WepayRig } from './wepay-running.ts';

interface Paid extends WepayRig {
  readonly payment: string;
  readonly run: string;
  readonly refund: (
    more?: { readonly amount?: number; readonly currency?: string },
    key?: string | null,
  ) => Promise<Answer>;
}

/** A payment of $100.00 in this scenario, and a way to refund it. */
async function paid(scenario = 'wepay_payment', terms: object = {}): Promise<Paid> {
  const rig = await startWepay();
  const { payment_id: payment, id: run } = await rig.start(scenario, { amount: 100, ...terms });
  let nth = 0;
  const refund: Paid['refund'] = ({ amount, currency = 'USD' } = {}, key = `key-${(nth += 1)}`) =>
    rig.post(
      '/refunds',
      {
        payment_id: payment,
        refund_reason: 'Delayed shipping.',
        ...(amount !== undefined && { amounts: { total_amount: amount, currency } }),
        reference_id: 'ours',
      },
      key === null ? {} : { 'Unique-Key': key },
    );
  return { ...rig, payment, run, refund };
}

test('a partial refund shows in the payment and in the list', async () => {
  const rig = await paid();
  const { status, body } = await rig.refund({ amount: 2_500 });
  expect({ status, body }).toMatchObject({
    status: 200,
    body: {
      resource: 'refunds',
      status: 'pending',
      amounts: { total_amount: 2_500, currency: 'USD' },
      payment: { id: rig.payment },
      refund_reason: 'Delayed shipping.',
      reference_id: 'ours',
    },
  });
  expect((await rig.get(`/refunds?payment_id=${rig.payment}`)).body.results).toMatchObject([{ id: body.id }]);
  expect((await rig.get(`/refunds/${body.id}`)).body).toEqual(body);
  const { body: payment } = await rig.get(`/payments/${rig.payment}`);
  expect(payment).toMatchObject({ amount: 10_000, amount_refunded: 2_500, status: 'completed' });
  expect(rig.sandbox.ledger.entries({ name: 'refunded', id: rig.payment })).toMatchObject([
    { detail: { amount: '25.00', currency: 'usd', refund_id: body.id, idempotency_key: 'key-1' } },
  ]);
  expect(rig.sandbox.ledger.entries({ name: 'refunds.create', id: rig.payment })).toHaveLength(1);
});

test('without an amount whatever remains is refunded, and then nothing more', async () => {
  const rig = await paid();
  await rig.refund({ amount: 9_999 });
  expect((await rig.refund()).body).toMatchObject({ amounts: { total_amount: 1 } });
  expect(reasons(await rig.refund())).toEqual(['PAYMENT_REFUNDED']);
});

test('a known Unique-Key refunds once; without one nothing is refunded', async () => {
  const rig = await paid();
  const first = await rig.refund({ amount: 100 }, 'same');
  expect((await rig.refund({ amount: 100 }, 'same')).body).toEqual(first.body);
  expect(reasons(await rig.refund({ amount: 200 }, 'same'))).toEqual(['UNIQUE_KEY_REUSED']);
  expect(reasons(await rig.refund({ amount: 100 }, null))).toEqual(['UNIQUE_KEY_MISSING']);
  expect(rig.sandbox.ledger.entries({ name: 'refunded' })).toHaveLength(1);
});

test('where keys are ignored, the same key refunds again', async () => {
  const rig = await paid();
  await rig.control('PATCH', '/settings/wepay', { unique_keys: 'ignored' });
  await rig.refund({ amount: 100 }, 'same');
  await rig.refund({ amount: 100 }, 'same');
  expect(rig.sandbox.ledger.entries({ name: 'refunded' })).toHaveLength(2);
});

test('a refund that fails gives its money free again', async () => {
  const rig = await paid('wepay_refund_fails');
  await rig.refund();
  await rig.advance(rig.run);
  expect((await rig.get(`/payments/${rig.payment}`)).body).toMatchObject({ amount_refunded: 0 });
  expect(await rig.refund()).toMatchObject({ status: 200 });
});

describe('what is refused', () => {
  test.each([
    ['more than remains', { amount: 10_001 }, 'AMOUNT_TOO_LARGE'],
    ['another currency', { amount: 100, currency: 'EUR' }, 'INVALID_CURRENCY'],
    ['nothing at all', { amount: 0 }, 'INVALID_BODY'],
  ])('%s', async (_, asked, reason) => {
    const rig = await paid();
    expect(reasons(await rig.refund(asked))).toEqual([reason]);
  });

  test('a payment more than sixty days old', async () => {
    const rig = await paid('wepay_payment', { paid_ago: '61d' });
    expect(reasons(await rig.refund())).toEqual(['PAYMENT_TOO_OLD']);
  });

  test('a payment that is not complete', async () => {
    const rig = await paid();
    await rig.control('PATCH', `/payments/${rig.payment}`, { status: 'pending' });
    expect(reasons(await rig.refund())).toEqual(['PAYMENT_NOT_COMPLETE']);
  });

  test('a payment that is disputed as a whole, whatever the exchange rate; and a lost one', async () => {
    const rig = await paid('wepay_fx');
    expect((await rig.get(`/payments/${rig.payment}`)).body).toMatchObject({ amount_disputed: 10_000 });
    expect(reasons(await rig.refund({ amount: 100 }))).toEqual(['PAYMENT_DISPUTED']);
    const lost = await paid('wepay_lost');
    await lost.advance(lost.run);
    expect(reasons(await lost.refund())).toEqual(['PAYMENT_DISPUTED']);
  });

  test('a part of what a partial dispute leaves, but not all of it', async () => {
    const rig = await paid('wepay_partial');
    expect(reasons(await rig.refund({ amount: 100 }))).toEqual(['PAYMENT_DISPUTED']);
    expect(await rig.refund({ amount: 5_000 })).toMatchObject({ status: 200 });
  });
});

test('what somebody refunds in the dashboard counts like any other', async () => {
  const rig = await paid('wepay_refunded_elsewhere');
  const { refund_ids } = await rig.advance(rig.run);
  expect(refund_ids).toHaveLength(1);
  expect((await rig.get(`/payments/${rig.payment}`)).body).toMatchObject({ amount_refunded: 5_000 });
  const more = await rig.control('POST', `/payments/${rig.payment}/refunds`, { amount: 100 });
  expect(more.status).toBe(201);
  const moved = await rig.control('POST', `/refunds/${more.body.id}/transitions`, { name: 'succeed' });
  expect(moved.body).toMatchObject({ status: 'completed' });
});
