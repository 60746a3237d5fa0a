import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOUR, instant, MINUTE, SECOND } from '../../src/domain/instant.ts';
import { TIMING } from '../../src/providers/whop/client.ts';
import type { FaultRuleInput } from '../../src/sandbox/faults/rule.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import {
  accountedFor,
  aPayment,
  inDoubt,
  paidOut,
  refundCalls,
  refundElsewhere,
  refundsSent,
  resolve,
  usd,
} from './refund-story.ts';
import { called } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({ timing: { ...TIMING, change: 1.5 * SECOND } });
});
afterAll(() => desk.close());

test('what a refund comes to is written down though the clock of whoever asked for it is ahead', async () => {
  const payment = await aPayment(desk);
  desk.faultRules.add({ route: 'payments.retrieve', object: payment, fault: 'error_before', times: 1 });
  const ahead = { requestedAt: instant(Date.now() + 2 * HOUR) };
  const { sent, status } = await accountedFor(desk, await desk.askRefund(payment, 'k', usd('5'), ahead));
  expect({ sent, status }).toEqual({ sent: true, status: 'pending' });
  expect(await paidOut(desk, payment)).toHaveLength(1);
});

describe.concurrent('one fault at the call that moves money', () => {
  test.each<[FaultRuleInput['fault'], number]>([
    ['cut_before', 2],
    ['cut_after', 1],
    ['error_before', 2],
    ['error_after', 1],
    ['not_json', 1],
    ['nonsense', 1],
    ['hang', 1],
    ['hang_before', 2],
    ['delay', 1],
  ])('%s: paid exactly once, with %d calls', async (fault, calls) => {
    const payment = await aPayment(desk);
    desk.faultRules.add({ route: 'payments.refund', object: payment, fault, times: 1 });
    const id = await desk.askRefund(payment, 'k', usd('10.43'));
    const made = await accountedFor(desk, id, MINUTE);
    expect(await paidOut(desk, payment)).toEqual([
      { amount: usd('10.43'), key: id, refundId: made.providerRefundId },
    ]);
    expect(await refundCalls(desk, payment)).toBe(calls);
  });

  test('rate_limit: the wait the provider asks for is kept', async () => {
    const payment = await aPayment(desk);
    const fault = { fault: 'rate_limit', retry_after: 300, times: 1 } as const;
    desk.faultRules.add({ route: 'payments.refund', object: payment, ...fault });
    const id = await desk.askRefund(payment, 'k', usd('5'));
    await refundsSent(desk, payment, 1);
    await desk.skipRefund(id, 4 * MINUTE);
    expect(await refundCalls(desk, payment)).toBe(1);
    await desk.skipRefund(id, MINUTE);
    await accountedFor(desk, id);
    expect(await paidOut(desk, payment)).toHaveLength(1);
    expect(await refundCalls(desk, payment)).toBe(2);
  });

  test('a time-out is watched for a quarter of an hour before anything else is sent', async () => {
    const payment = await aPayment(desk);
    desk.faultRules.add({ route: 'payments.refund', object: payment, fault: 'hang_before', times: 1 });
    const id = await desk.askRefund(payment, 'k', usd('5'));
    await refundsSent(desk, payment, 1);
    await desk.skipRefund(id, 14 * MINUTE);
    expect(await refundCalls(desk, payment)).toBe(1);
    await accountedFor(desk, id, MINUTE);
    expect(await refundCalls(desk, payment)).toBe(2);
    expect(await paidOut(desk, payment)).toHaveLength(1);
  });

  test('a cut connection is watched for a minute', async () => {
    const payment = await aPayment(desk);
    desk.faultRules.add({ route: 'payments.refund', object: payment, fault: 'cut_before', times: 1 });
    const id = await desk.askRefund(payment, 'k', usd('5'));
    await refundsSent(desk, payment, 1);
    await desk.skipRefund(id, 45 * SECOND);
    expect(await refundCalls(desk, payment)).toBe(1);
    await accountedFor(desk, id, 30 * SECOND);
    expect(await refundCalls(desk, payment)).toBe(2);
  });

  test('the others wait until it is known what came of the one before', async () => {
    const payment = await aPayment(desk);
    desk.faultRules.add({ route: 'payments.refund', object: payment, fault: 'cut_after', times: 1 });
    const first = await desk.askRefund(payment, 'a', usd('40'));
    await refundsSent(desk, payment, 1);
    const second = await desk.askRefund(payment, 'b', usd('40'));
    expect(await accountedFor(desk, first, MINUTE)).toMatchObject({ status: 'pending' });
    expect((await accountedFor(desk, second)).failure?.code).toBe('more_than_remains');
    expect(await paidOut(desk, payment)).toHaveLength(1);
  });

  test('a full refund that took effect unseen is not called failed because another is refused', async () => {
    const payment = await aPayment(desk);
    await sleep(9 * SECOND);
    desk.faultRules.add({ route: 'payments.refund', object: payment, fault: 'cut_after', times: 1 });
    const asked = Date.now();
    const id = await desk.askRefund(payment, 'k', null);
    await refundsSent(desk, payment, 1);
    // All reads of the watch and the next baseline are as of before the call; only then do they catch up.
    const after_ms = Date.now() - asked + 8 * SECOND;
    const lag = desk.faultRules.add({ route: '*', object: payment, fault: 'lag', after_ms });
    await desk.skipRefund(id, 90 * SECOND);
    await refundsSent(desk, payment, 2);
    desk.faultRules.remove(lag.id);
    expect(await accountedFor(desk, id, MINUTE)).toMatchObject({ status: 'pending', failure: null });
    expect(await paidOut(desk, payment)).toHaveLength(1);
  });
});

describe.concurrent('reads that show less than there is', () => {
  test('a lost answer and reads some seconds behind lead to no second call', async () => {
    const payment = await aPayment(desk);
    const after_ms = 6 * SECOND;
    await sleep(after_ms);
    desk.faultRules.add({ route: 'payments.refund', object: payment, fault: 'cut_after', times: 1 });
    const lag = desk.faultRules.add({ route: '*', object: payment, fault: 'lag', after_ms });
    const id = await desk.askRefund(payment, 'k', usd('5'));
    await called(desk, 'refunds.list', payment, 2);
    expect((await desk.refundOf(id))?.providerRefundId, 'the first look saw nothing').toBeNull();
    // The clock of the lag cannot be moved on.
    await sleep(after_ms);
    await accountedFor(desk, id);
    desk.faultRules.remove(lag.id);
    expect(await refundCalls(desk, payment)).toBe(1);
  });

  test('a baseline that lacks a refund of ours is read again before anything is sent', async () => {
    const payment = await aPayment(desk);
    await sleep(2 * SECOND);
    const before = Date.now();
    const first = await accountedFor(desk, await desk.askRefund(payment, 'a', usd('5')));
    const after_ms = Date.now() - before + SECOND;
    for (const route of ['payments.retrieve', 'refunds.list'])
      desk.faultRules.add({ route, object: payment, fault: 'lag', after_ms, times: 1 });
    const second = await accountedFor(desk, await desk.askRefund(payment, 'b', usd('5')));
    expect(second.providerRefundId).not.toBe(first.providerRefundId);
    expect(await paidOut(desk, payment)).toHaveLength(2);
    expect((await desk.refundsOf(payment)).every(({ key }) => key !== null)).toBe(true);
  });
});

describe.concurrent('reads that fail', () => {
  test('before any call let nothing happen, say so, and it goes on by itself once they are back', async () => {
    const payment = await aPayment(desk);
    const outage = desk.faultRules.add({
      route: 'payments.retrieve',
      object: payment,
      fault: 'error_before',
    });
    const id = await desk.askRefund(payment, 'k', usd('5'));
    const waiting = await inDoubt(desk, id);
    expect(waiting).toMatchObject({
      status: 'needs_attention',
      attention: { settleable: false, reason: expect.stringContaining('nothing was sent') },
    });
    expect((await resolve(desk, id, 'done')).status, 'there is nothing to settle').toBe(409);
    expect(await refundCalls(desk, payment)).toBe(0);
    desk.faultRules.remove(outage.id);
    expect(await accountedFor(desk, id, MINUTE)).toMatchObject({ status: 'pending', attention: null });
  });

  test('during a doubt leave it to a person with what was read before, until they are back', async () => {
    const { payment, id, outage } = await doubtful('cut_after');
    const doubt = await inDoubt(desk, id);
    expect(doubt).toMatchObject({
      status: 'needs_attention',
      attention: { settleable: true, before: { paymentId: payment, refunds: [] }, after: null },
    });
    const shown = await desk.request('GET', `/api/v1/refunds/${encodeURIComponent(id)}`);
    expect(shown.body).toMatchObject({
      status: 'needs_attention',
      needs_attention: { settleable: true, before: { captured: usd('49.00') }, after: null },
    });
    await desk.skipRefund(id, 10 * MINUTE);
    expect(await refundCalls(desk, payment), 'meanwhile nothing is sent').toBe(1);
    desk.faultRules.remove(outage);
    await accountedFor(desk, id, 5 * MINUTE);
    expect(await paidOut(desk, payment)).toHaveLength(1);
  });

  test('a person who saw the refund there settles it', async () => {
    const { payment, id, outage } = await doubtful('cut_after');
    await inDoubt(desk, id);
    const [made] = await paidOut(desk, payment);
    const settled = await resolve(desk, id, 'done', { provider_reference: made?.refundId });
    expect(settled.status).toBe(202);
    await desk.untilRefund(id, 'settled', ({ status }) => status === 'succeeded');
    const shown = await desk.request('GET', `/api/v1/refunds/${encodeURIComponent(id)}`);
    expect(shown.body).toMatchObject({
      sent_at: expect.any(String),
      settled_at: expect.any(String),
      resolution: { outcome: 'done', provider_reference: made?.refundId, by: { type: 'person' } },
    });
    expect((await resolve(desk, id, 'not_done')).status).toBe(409);
    desk.faultRules.remove(outage);
    const next = await desk.askRefund(payment, 'next', usd('5'));
    await accountedFor(desk, next);
    expect(await paidOut(desk, payment)).toHaveLength(2);
  });

  test('a person who saw none there lets it be sent again, once it can be read', async () => {
    const { payment, id, outage } = await doubtful('cut_before');
    await inDoubt(desk, id);
    expect((await resolve(desk, id, 'not_done')).status).toBe(202);
    await desk.untilRefund(id, 'not in doubt', ({ attention }) => attention?.settleable !== true);
    expect(await paidOut(desk, payment)).toEqual([]);
    desk.faultRules.remove(outage);
    await accountedFor(desk, id, MINUTE);
    expect(await paidOut(desk, payment)).toHaveLength(1);
    expect(await refundCalls(desk, payment)).toBe(2);
  });

  test('a person who says there is none is not believed when the records show it by then', async () => {
    const { payment, id, outage } = await doubtful('cut_after');
    await inDoubt(desk, id);
    desk.faultRules.remove(outage);
    await resolve(desk, id, 'not_done');
    await accountedFor(desk, id, MINUTE);
    expect(await paidOut(desk, payment)).toHaveLength(1);
    expect(await refundCalls(desk, payment)).toBe(1);
  });
});

test('records that do not tell are left to a person, with what was read before and after', async () => {
  const payment = await aPayment(desk);
  desk.faults.add(
    'payments.refund',
    payment,
    async () => {
      await refundElsewhere(desk, payment, '3');
      return null;
    },
    1,
  );
  const id = await desk.askRefund(payment, 'k', usd('5'));
  const doubt = await inDoubt(desk, id);
  expect(doubt.attention).toMatchObject({
    settleable: true,
    reason: expect.stringContaining('another amount'),
    before: { refunds: [] },
    after: { refunds: [{ amount: usd('3.00') }] },
  });
  await resolve(desk, id, 'not_done');
  await accountedFor(desk, id);
  expect(await paidOut(desk, payment)).toMatchObject([{ amount: usd('5.00') }]);
  expect(await desk.refundsOf(payment), 'and the one made elsewhere is put down as such').toHaveLength(2);
});

/** A refund whose call is lost, and whose payment cannot be read from then on. */
async function doubtful(fault: 'cut_before' | 'cut_after') {
  const payment = await aPayment(desk);
  desk.faultRules.add({ route: 'payments.refund', object: payment, fault, times: 1 });
  const outage = { route: 'refunds.list', object: payment, fault: 'error_before', skip: 1 } as const;
  const { id: rule } = desk.faultRules.add(outage);
  return { payment, id: await desk.askRefund(payment, 'k', usd('5')), outage: rule };
}
