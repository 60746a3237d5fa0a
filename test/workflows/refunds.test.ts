import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/instant.ts';
import type { Money } from '../../src/domain/money.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import {
  accountedFor,
  aPayment,
  moveRefund,
  paidOut,
  PAID,
  refundCalls,
  refundElsewhere,
  totalPaidOut,
  usd,
} from './refund-story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

const post = (paymentId: string, key: string, amount?: Money) =>
  desk.request(
    'POST',
    '/api/v1/refunds',
    { provider: 'whop', payment_id: paymentId, ...(amount && { amount }) },
    { headers: { 'idempotency-key': key } },
  );

describe.concurrent('a refund', () => {
  test('of part of a payment is paid once and followed to the bank reference that comes days later', async () => {
    const payment = await aPayment(desk);
    const asked = await post(payment, 'k1', usd('10.43'));
    expect(asked).toMatchObject({ status: 202, body: { status: 'pending', idempotency_key: 'k1' } });
    const id: string = asked.body.id;
    const made = await accountedFor(desk, id);
    expect(made).toMatchObject({ status: 'pending', amount: usd('10.43'), processor: 'stripe' });

    await moveRefund(desk, made, 'succeed');
    await desk.untilRefund(id, 'succeeded', ({ status }) => status === 'succeeded');
    await desk.skipRefund(id, 3 * DAY);
    await moveRefund(desk, made, 'add_reference', { reference_value: 'ARN-1' });
    const followed = await desk.untilRefund(id, 'a reference', ({ reference }) => reference.value !== null);
    expect(followed).toMatchObject({
      status: 'succeeded',
      reference: { status: 'available', type: 'acquirer_reference_number', value: 'ARN-1' },
    });
    await desk.skipRefund(id, 2 * DAY).catch(() => undefined);
    await desk.refundHandle(id).result();
    expect(await paidOut(desk, payment)).toEqual([
      { amount: usd('10.43'), key: id, refundId: made.providerRefundId },
    ]);
    expect(await desk.refundsOf(payment), 'and it is no refund made elsewhere as well').toHaveLength(1);
  });

  test('without an amount is of whatever remains when its turn comes', async () => {
    const payment = await aPayment(desk);
    await refundElsewhere(desk, payment, '9');
    const first = await desk.askRefund(payment, 'a', usd('15.5'));
    const rest = await desk.askRefund(payment, 'b', null);
    await accountedFor(desk, first);
    expect(await accountedFor(desk, rest)).toMatchObject({ asked: null, amount: usd('24.50') });
    expect(await totalPaidOut(desk, payment)).toEqual(usd('40.00'));
  });

  test('several up to the full amount are paid one at a time, and one more is refused', async () => {
    const payment = await aPayment(desk);
    const amounts = ['20', '0.01', '28.99', '0.01'];
    // One after the other, so that it is known which is the one too many.
    const ids: string[] = [];
    for (const [n, amount] of amounts.entries())
      ids.push(await desk.askRefund(payment, `k${n}`, usd(amount)));
    const ended = await Promise.all(ids.map((id) => accountedFor(desk, id)));
    expect(await totalPaidOut(desk, payment)).toEqual(usd('49.00'));
    const refused = ended.filter(({ status }) => status === 'failed');
    expect(refused).toMatchObject([{ failure: { code: 'more_than_remains' }, asked: usd('0.01') }]);
    expect(await refundCalls(desk, payment), 'the one too many is not even tried').toBe(3);

    const calls = await desk.control<{ data: { kind: string; name: string }[] }>(
      'GET',
      `/ledger?id=${payment}&limit=1000`,
    );
    const order = calls.data.flatMap(({ kind, name }) =>
      kind === 'call' && name === 'payments.refund' ? ['call'] : name === 'refunds.list' ? ['read'] : [],
    );
    expect(order.join(' '), 'each is read before the next is sent').toMatch(/^(read )+(call (read )+)+read$/);
  });

  test('of more than remains is refused although each alone would have been allowed', async () => {
    const payment = await aPayment(desk);
    const ids = await Promise.all(['a', 'b', 'c'].map((key) => desk.askRefund(payment, key, usd('30'))));
    const ended = await Promise.all(ids.map((id) => accountedFor(desk, id)));
    expect(ended.filter(({ providerRefundId }) => providerRefundId !== null)).toHaveLength(1);
    const failed = ended.filter(({ status }) => status === 'failed');
    expect(failed.map(({ failure }) => failure?.message)).toEqual([
      'Only 19.00 usd of this payment remains to be refunded.',
      'Only 19.00 usd of this payment remains to be refunded.',
    ]);
    expect(await totalPaidOut(desk, payment)).toEqual(usd('30.00'));
  });

  test.each([
    ['jpy', 4900, '1200'],
    ['kwd', 49.125, '0.001'],
    ['btc', 0.12345678, '0.00000001'],
    ['whop_usd', 12.5, '0.3'],
  ])('in %s is exact', async (currency, amount, part) => {
    const payment = await aPayment(desk, { amount, currency });
    const first = await post(payment, 'part', { amount: part, currency });
    expect(first.status).toBe(202);
    await accountedFor(desk, first.body.id);
    const rest = await post(payment, 'rest');
    await accountedFor(desk, rest.body.id);
    expect(Number((await totalPaidOut(desk, payment, currency)).amount)).toBe(amount);
    expect((await paidOut(desk, payment))[0]?.amount).toEqual({ amount: part, currency });
    expect((await post(payment, 'more', { amount: part, currency })).status).toBe(422);
  });

  test('under the same key has one effect, however often it is asked for and also after it is long over', async () => {
    const payment = await aPayment(desk);
    const answers = await Promise.all([1, 2, 3].map(() => post(payment, 'twice', usd('5'))));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    const id = `whop:${payment}:twice`;
    const made = await accountedFor(desk, id);
    await moveRefund(desk, made, 'succeed');
    await moveRefund(desk, made, 'add_reference');
    await desk.untilRefund(id, 'all there is to know', ({ reference }) => reference.value !== null);
    await desk.skipRefund(id, HOUR).catch(() => undefined);
    await desk.refundHandle(id).result();

    expect((await post(payment, 'twice', usd('5'))).body).toMatchObject({ id, status: 'succeeded' });
    expect((await post(payment, 'twice', usd('6'))).status).toBe(422);
    await desk.askRefund(payment, 'twice', usd('5'));
    await desk.lineHandle(payment).result();
    expect(await paidOut(desk, payment)).toHaveLength(1);
  });

  test('under a key as long as keys may be is paid like any other', async () => {
    const payment = await aPayment(desk);
    await desk.control('PATCH', '/settings/whop', { idempotency_keys: 'honoured' });
    const key = 'k'.repeat(255);
    const { body } = await post(payment, key, usd('5'));
    expect(await accountedFor(desk, body.id)).toMatchObject({ status: 'pending', failure: null });
    await desk.control('PATCH', '/settings/whop', { idempotency_keys: 'ignored' });
  });
});

describe.concurrent('what becomes of a refund', () => {
  test('that fails days after it seemed to succeed shows, and its money can be refunded again', async () => {
    const payment = await aPayment(desk);
    const id = await desk.askRefund(payment, 'first', null);
    const made = await accountedFor(desk, id);
    await moveRefund(desk, made, 'succeed');
    await desk.untilRefund(id, 'succeeded', ({ status }) => status === 'succeeded');
    await desk.skipRefund(id, 2 * DAY);
    await moveRefund(desk, made, 'fail');
    const failed = await desk.untilRefund(id, 'failed', ({ status }) => status === 'failed');
    expect(failed.failure?.code).toBe('failed_at_provider');

    const again = await desk.askRefund(payment, 'again', null);
    expect(await accountedFor(desk, again)).toMatchObject({ status: 'pending', amount: usd('49.00') });
  });

  test('that waits for the customer shows as such, then succeeds', async () => {
    const payment = await aPayment(desk);
    const id = await desk.askRefund(payment, 'k', usd('7'));
    const made = await accountedFor(desk, id);
    await moveRefund(desk, made, 'require_action');
    await desk.untilRefund(id, 'needs action', ({ status }) => status === 'requires_action');
    await moveRefund(desk, made, 'succeed');
    await desk.untilRefund(id, 'succeeded', ({ status }) => status === 'succeeded');
  });

  test('that is called off shows as canceled', async () => {
    const payment = await aPayment(desk);
    const id = await desk.askRefund(payment, 'k', usd('7'));
    await moveRefund(desk, await accountedFor(desk, id), 'cancel');
    await desk.untilRefund(id, 'canceled', ({ status }) => status === 'canceled');
  });

  test('is found by reading alone when no webhook comes', async () => {
    const payment = await aPayment(desk);
    desk.faultRules.add({ route: '*', object: payment, fault: 'drop' });
    const id = await desk.askRefund(payment, 'k', usd('7'));
    const made = await accountedFor(desk, id);
    await moveRefund(desk, made, 'succeed');
    await desk.untilRefund(id, 'succeeded', ({ status }) => status === 'succeeded', { step: 11 * MINUTE });
    await desk.skipRefund(id, 3 * DAY);
    await moveRefund(desk, made, 'add_reference');
    await desk.untilRefund(id, 'a reference', ({ reference }) => reference.value !== null, { step: DAY });
  });
});

describe.concurrent('a refund made elsewhere', () => {
  test('is put down as external, kept up to date, and counts against what remains', async () => {
    const payment = await aPayment(desk);
    const elsewhere = await refundElsewhere(desk, payment, '40');
    const externalId = `whop:${payment}:external:${elsewhere}`;
    const external = await desk.untilRefund(externalId, 'there', () => true);
    expect(external).toMatchObject({ key: null, amount: usd('40.00'), by: { type: 'provider' } });
    await moveRefund(desk, external, 'succeed');
    await desk.untilRefund(externalId, 'succeeded', ({ status }) => status === 'succeeded');
    const refused = await accountedFor(desk, await desk.askRefund(payment, 'k', usd('9.01')));
    expect(refused.failure).toMatchObject({ code: 'more_than_remains' });
    expect(await accountedFor(desk, await desk.askRefund(payment, 'rest', null))).toMatchObject({
      amount: usd('9.00'),
    });
    expect(await desk.refundsOf(payment)).toHaveLength(3);
  });

  test('by the provider itself leaves nothing to refund', async () => {
    const { id: run, payment_id: payment } = await desk.scenario('auto_refunded', { amount: PAID });
    await desk.advance(run);
    await vi.waitFor(async () => expect(await desk.refundsOf(payment)).toHaveLength(1), 30_000);
    const refused = await accountedFor(desk, await desk.askRefund(payment, 'k', null));
    expect(refused.failure).toMatchObject({
      code: 'more_than_remains',
      message: 'Nothing of this payment remains to be refunded.',
    });
    expect(await refundCalls(desk, payment)).toBe(0);
  });

  test('is found when its event names no payment', async () => {
    const payment = await aPayment(desk);
    desk.faultRules.add({ route: 'refund.*', object: payment, fault: 'drop', times: 1 });
    const refundId = await refundElsewhere(desk, payment, '3');
    const refund = await desk.control<object>('GET', `/refunds/${refundId}`);
    await desk.control('POST', '/webhooks', { type: 'refund.updated', data: { ...refund, payment: null } });
    await desk.untilRefund(`whop:${payment}:external:${refundId}`, 'there', () => true);
  });
});
