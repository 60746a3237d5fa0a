import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY, MINUTE, SECOND } from '../../src/domain/instant.ts';
import type { Money } from '../../src/domain/money.ts';
import type { FaultRuleInput } from '../../src/sandbox/faults/rule.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { accountedFor, inDoubt, moveRefund, paidOut, resolve, totalPaidOut, usd } from './refund-story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  await desk.settings('wepay', { rate_limit: null });
});
afterAll(() => desk.close());

const PAID = 49;

/** A payment with nothing wrong about it, unless the terms say otherwise. */
async function aPayment(terms: object = {}): Promise<string> {
  return (await desk.scenario('wepay_payment', { amount: PAID, ...terms })).payment_id;
}

/** A payment with a dispute that is known here. */
async function disputed(scenario: string): Promise<{ payment: string; disputeId: string; run: string }> {
  const { id: run, payment_id: payment, dispute_ids } = await desk.scenario(scenario, { amount: PAID });
  const disputeId = dispute_ids[0] ?? '';
  await desk.until(`wepay:${payment}`, 'known', (state) => disputeOf(state, disputeId).held !== null);
  return { payment, disputeId, run };
}

const post = (payment: string, key: string, amount?: Money) =>
  desk.request(
    'POST',
    '/api/v1/refunds',
    { provider: 'wepay', payment_id: payment, reason: 'Not as ordered.', ...(amount && { amount }) },
    { headers: { 'idempotency-key': key } },
  );

/** Asks for a refund that is taken; answers with its id. */
async function asked(payment: string, key: string, amount?: Money): Promise<string> {
  const { status, body } = await post(payment, key, amount);
  expect(status, JSON.stringify(body)).toBe(202);
  return body.id;
}

/** Asks for a refund that is refused before anything is kept or sent; answers with the reason. */
async function refused(payment: string, key: string, status: number, amount?: Money): Promise<string> {
  const answer = await post(payment, key, amount);
  expect([answer.status, answer.body.type]).toEqual([status, expect.stringContaining('refund-refused')]);
  expect((await refundsOf(payment)).map((refund) => refund.key)).not.toContain(key);
  return answer.body.detail;
}

const callsFor = async (payment: string): Promise<number> =>
  (await desk.calls('refunds.create', payment)).length;

const refundsOf = async (paymentId: string) =>
  (await desk.store.listRefunds({ provider: 'wepay', paymentId }, { limit: 100 })).data;

/** The key a call came with. */
function uniqueKeyOf({ detail }: Awaited<ReturnType<Desk['calls']>>[number]): unknown {
  const { headers } = detail;
  return typeof headers === 'object' && headers !== null && 'unique-key' in headers
    ? headers['unique-key']
    : null;
}

/** Refunds part of a payment in WePay's own dashboard. */
async function refundElsewhere(payment: string, units: number): Promise<string> {
  return (await desk.control<{ id: string }>('POST', `/payments/${payment}/refunds`, { amount: units })).id;
}

describe.concurrent('a refund at WePay', () => {
  test('of part of a payment is paid once, and WePay tells that it succeeded', async () => {
    const payment = await aPayment();
    const id = await asked(payment, 'k', usd('10.43'));
    const made = await accountedFor(desk, id);
    expect(made).toMatchObject({ status: 'pending', amount: usd('10.43') });
    await moveRefund(desk, made, 'succeed');
    await desk.untilRefund(id, 'succeeded', ({ status }) => status === 'succeeded');
    expect(await paidOut(desk, payment)).toMatchObject([
      { amount: usd('10.43'), refundId: made.providerRefundId },
    ]);
    expect(await refundsOf(payment), 'and it is no refund made elsewhere as well').toHaveLength(1);
    expect(await desk.control('GET', `/refunds/${made.providerRefundId}`)).toMatchObject({
      refund_reason: 'Not as ordered.',
      reference_id: id,
    });
  });

  test('is found to have succeeded by reading alone when no notification comes', async () => {
    const payment = await aPayment();
    desk.faultRules.add({ route: '*', object: payment, fault: 'drop' });
    const id = await asked(payment, 'k', usd('7'));
    await moveRefund(desk, await accountedFor(desk, id), 'succeed');
    await desk.untilRefund(id, 'succeeded', ({ status }) => status === 'succeeded', { step: 11 * MINUTE });
  });

  test('several up to the full amount are paid, and none over it', async () => {
    const payment = await aPayment();
    await accountedFor(desk, await asked(payment, 'a', usd('20')));
    await accountedFor(desk, await asked(payment, 'b', usd('0.01')));
    expect(await refused(payment, 'c', 422, usd('29'))).toBe(
      'Only 28.99 usd of this payment remains to be refunded.',
    );
    await accountedFor(desk, await asked(payment, 'rest'));
    expect(await refused(payment, 'd', 422, usd('0.01'))).toBe(
      'Nothing of this payment remains to be refunded.',
    );
    expect(await totalPaidOut(desk, payment)).toEqual(usd('49.00'));
    expect(await callsFor(payment)).toBe(3);
  });

  test('asked for at once with others is paid in its turn, and what is too much is not tried', async () => {
    const payment = await aPayment();
    const answers = await Promise.all(['a', 'b', 'c'].map((key) => post(payment, key, usd('30'))));
    const ids: string[] = answers.filter(({ status }) => status === 202).map(({ body }) => body.id);
    const ended = await Promise.all(ids.map((id) => accountedFor(desk, id)));
    expect(ended.filter(({ providerRefundId }) => providerRefundId !== null)).toHaveLength(1);
    expect(await totalPaidOut(desk, payment)).toEqual(usd('30.00'));
    expect(await callsFor(payment)).toBe(1);
  });

  test.each([
    ['jpy', 4900, '1200'],
    ['kwd', 49.125, '0.001'],
  ])('in %s is exact', async (currency, amount, part) => {
    const payment = await aPayment({ amount, currency });
    await accountedFor(desk, await asked(payment, 'part', { amount: part, currency }));
    await accountedFor(desk, await asked(payment, 'rest'));
    expect((await paidOut(desk, payment))[0]?.amount).toEqual({ amount: part, currency });
    expect(Number((await totalPaidOut(desk, payment, currency)).amount)).toBe(amount);
  });

  test('under a key as long as keys may be is paid like any other', async () => {
    const payment = await aPayment();
    const id = await asked(payment, 'k'.repeat(255), usd('5'));
    expect(await accountedFor(desk, id)).toMatchObject({ status: 'pending', failure: null });
  });

  test.each<[FaultRuleInput['fault'], number]>([
    ['hang', 1],
    ['hang_before', 2],
  ])('that is not answered in time (%s) is paid once, with %d calls', async (fault, calls) => {
    const payment = await aPayment();
    desk.faultRules.add({ route: 'refunds.create', object: payment, fault, times: 1 });
    await accountedFor(desk, await asked(payment, 'k', usd('5')), MINUTE, 2 * MINUTE);
    expect(await totalPaidOut(desk, payment)).toEqual(usd('5.00'));
    expect(await callsFor(payment)).toBe(calls);
  });

  test('that fails at WePay, even after it seemed to succeed, shows, and its money can be refunded again', async () => {
    const payment = await aPayment();
    const id = await asked(payment, 'first');
    const made = await accountedFor(desk, id);
    await moveRefund(desk, made, 'succeed');
    await desk.untilRefund(id, 'succeeded', ({ status }) => status === 'succeeded');
    await desk.skipRefund(id, 2 * DAY);
    await moveRefund(desk, made, 'fail');
    const failed = await desk.untilRefund(id, 'failed', ({ status }) => status === 'failed');
    expect(failed.failure?.code).toBe('failed_at_provider');
    const again = await accountedFor(desk, await asked(payment, 'again'));
    expect(again).toMatchObject({ status: 'pending', amount: usd('49.00') });
  });

  test('made in WePay’s dashboard is put down as external, and counts against what remains', async () => {
    const payment = await aPayment();
    const elsewhere = await refundElsewhere(payment, 4000);
    const externalId = `wepay:${payment}:external:${elsewhere}`;
    const external = await desk.untilRefund(externalId, 'there', () => true);
    expect(external).toMatchObject({ key: null, amount: usd('40.00'), by: { type: 'provider' } });
    await moveRefund(desk, external, 'succeed');
    await desk.untilRefund(externalId, 'succeeded', ({ status }) => status === 'succeeded');
    expect(await refused(payment, 'k', 422, usd('9.01'))).toContain('Only 9.00 usd');
    expect(await accountedFor(desk, await asked(payment, 'rest'))).toMatchObject({ amount: usd('9.00') });
  });

  test('made there while WePay asks to slow down is read after the ten seconds WePay counts', async () => {
    const payment = await aPayment();
    desk.faultRules.add({ route: 'payments.retrieve', object: payment, fault: 'rate_limit', times: 1 });
    const elsewhere = await refundElsewhere(payment, 4000);
    await desk.untilRefund(`wepay:${payment}:external:${elsewhere}`, 'there', () => true);
    const [first, second] = (await desk.calls('payments.retrieve', payment)).map(({ at }) => Date.parse(at));
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(10 * SECOND);
  });
});

describe.each(['honoured', 'ignored'] as const)('with Unique-Keys %s', (unique_keys) => {
  beforeEach(() => desk.settings('wepay', { unique_keys }));
  afterAll(() => desk.settings('wepay', { unique_keys: 'honoured' }));

  test.concurrent.each<[FaultRuleInput['fault'], number]>([
    ['cut_after', 1],
    ['error_after', 1],
    ['not_json', 1],
    ['cut_before', 2],
    ['error_before', 2],
  ])('%s at the call that moves money: paid exactly once, with %d calls', async (fault, calls) => {
    const payment = await aPayment();
    desk.faultRules.add({ route: 'refunds.create', object: payment, fault, times: 1 });
    const id = await asked(payment, 'k', usd('10.43'));
    const made = await accountedFor(desk, id, 5 * SECOND, 2 * MINUTE);
    expect(await paidOut(desk, payment)).toMatchObject([
      { amount: usd('10.43'), refundId: made.providerRefundId },
    ]);
    const keys = (await desk.calls('refunds.create', payment)).map(uniqueKeyOf);
    expect(keys).toHaveLength(calls);
    expect(new Set(keys), 'sent again it is the same refund to WePay').toEqual(
      new Set([expect.stringMatching(/^[0-9a-f]{64}$/)]),
    );
    expect(await refundsOf(payment)).toHaveLength(1);
  });
});

test('a lost answer and reads that fail leave it to a person, and nothing is sent meanwhile', async () => {
  const payment = await aPayment();
  desk.faultRules.add({ route: 'refunds.create', object: payment, fault: 'cut_after', times: 1 });
  // The API and the baseline read before the call.
  const outage = { route: 'refunds.list', object: payment, fault: 'error_before', skip: 2 } as const;
  const rule = desk.faultRules.add(outage);
  const id = await asked(payment, 'k', usd('5'));
  expect(await inDoubt(desk, id)).toMatchObject({
    attention: { settleable: true, before: { paymentId: payment, refunds: [] } },
  });
  expect(await callsFor(payment)).toBe(1);
  const [made] = await paidOut(desk, payment);
  expect((await resolve(desk, id, 'done', { provider_reference: made?.refundId })).status).toBe(202);
  await desk.untilRefund(id, 'settled', ({ status }) => status === 'succeeded');
  desk.faultRules.remove(rule.id);
  expect(await paidOut(desk, payment)).toHaveLength(1);
});

describe.concurrent('WePay is not even asked, and the reason is told, for a payment', () => {
  test('older than 60 days', async () => {
    const payment = await aPayment({ paid_ago: '61d' });
    expect(await refused(payment, 'k', 409, usd('5'))).toMatch(
      /^WePay refunds a payment for 60 days, which for this one ended on \d{4}-\d\d-\d\d\.$/,
    );
    expect(await callsFor(payment)).toBe(0);
  });

  test('that is not complete', async () => {
    const payment = await aPayment();
    await desk.control('PATCH', `/payments/${payment}`, { status: 'pending' });
    expect(await refused(payment, 'k', 409)).toBe(
      'WePay refunds complete payments only, and this one is pending.',
    );
    expect(await callsFor(payment)).toBe(0);
  });

  test('half of which is disputed, save for all of the rest', async () => {
    const { payment } = await disputed('wepay_partial');
    expect(await refused(payment, 'part', 409, usd('5'))).toBe(
      'A part of this payment is disputed, so WePay refunds all of the rest or nothing of it.',
    );
    expect(await refused(payment, 'more', 422, usd('24.51'))).toContain('Only 24.50 usd');
    expect(await callsFor(payment)).toBe(0);
    expect(await accountedFor(desk, await asked(payment, 'rest'))).toMatchObject({ amount: usd('24.50') });
  });

  test('all of which is disputed', async () => {
    const { payment } = await disputed('wepay_lost');
    const sentence = 'The whole payment is disputed, so WePay refunds nothing of it.';
    expect(await refused(payment, 'part', 409, usd('5'))).toBe(sentence);
    expect(await refused(payment, 'all', 409)).toBe(sentence);
    expect(await callsFor(payment)).toBe(0);
  });

  test('whose dispute is lost; one whose dispute was closed can be refunded again', async () => {
    const lost = await disputed('wepay_lost');
    await desk.advance(lost.run);
    expect(await refused(lost.payment, 'k', 409)).toContain('disputed');
    const closed = await disputed('wepay_inquiry_closes');
    expect(await refused(closed.payment, 'early', 409)).toContain('disputed');
    await desk.advance(closed.run);
    await accountedFor(desk, await asked(closed.payment, 'late', usd('5')));
    expect(await totalPaidOut(desk, closed.payment)).toEqual(usd('5.00'));
  });
});

test('a dispute that crosses a refund on its way is the reason the refund gives', async () => {
  const payment = await aPayment();
  desk.faults.add(
    'refunds.create',
    payment,
    async (work) => {
      await desk.scenario('wepay_lost', { payment_id: payment });
      return work();
    },
    1,
  );
  const refund = await accountedFor(desk, await asked(payment, 'k', usd('5')));
  expect(refund).toMatchObject({ status: 'failed', failure: { code: 'disputed' } });
  expect(refund.failure?.message).toContain('The payment is disputed.');
  expect(await paidOut(desk, payment)).toEqual([]);
});
