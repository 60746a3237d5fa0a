import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/instant.ts';
import { REFUND_MESSAGE, refundsWorkflowId, refundWorkflowId } from '../../src/domain/refund-messages.ts';
import type { Refund } from '../../src/domain/refund.ts';
import type { Desk } from '../setup/desk.ts';
import { refuse } from '../setup/faults.ts';
import {
  accountedFor,
  aPayment,
  inDoubt,
  moveRefund,
  paidOut,
  refundCalls,
  resolve,
  usd,
} from '../workflows/refund-story.ts';
import { startDeskOfShortRuns, tookMoreRuns } from '../workflows/short-runs.ts';

let desk: Desk;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ desk, close } = await startDeskOfShortRuns());
});
afterAll(() => close());

const outgrew = (refundId: string, runs: number): Promise<void> =>
  tookMoreRuns(desk, refundWorkflowId(refundId), runs);

describe.concurrent('a refund that outgrows its run', () => {
  test('goes on trying to read its payment, and is paid once when it can be read', async () => {
    const payment = await aPayment(desk);
    const outage = { route: 'payments.retrieve', object: payment, fault: 'error_before' } as const;
    const rule = desk.faultRules.add(outage);
    const id = await desk.askRefund(payment, 'k', usd('5'));
    await inDoubt(desk, id);
    await desk.skipRefund(id, 3 * HOUR);
    await outgrew(id, 3);
    expect(await refundCalls(desk, payment)).toBe(0);
    desk.faultRules.remove(rule.id);
    expect(await accountedFor(desk, id, MINUTE)).toMatchObject({ status: 'pending', attention: null });
    expect(await refundCalls(desk, payment)).toBe(1);
  });

  test('goes on asking while the provider does not allow it, and is paid once when it does', async () => {
    const payment = await aPayment(desk);
    const allow = desk.faults.add('payments.refund', payment, refuse(403, 'The key lacks a permission.'));
    const id = await desk.askRefund(payment, 'k', usd('5'));
    await inDoubt(desk, id);
    await desk.skipRefund(id, HOUR);
    await outgrew(id, 3);
    allow();
    await accountedFor(desk, id, MINUTE);
    expect(await paidOut(desk, payment)).toHaveLength(1);
  });

  test.each<['done' | 'not_done', 'cut_after' | 'cut_before']>([
    ['done', 'cut_after'],
    ['not_done', 'cut_before'],
  ])(
    'keeps its doubt and what was read before it, for a person who says it was %s',
    async (outcome, fault) => {
      const { payment, id, outage } = await doubtful(fault);
      const { attention } = await inDoubt(desk, id);
      await desk.skipRefund(id, 2 * DAY);
      await outgrew(id, 2);
      expect((await desk.refundOf(id))?.attention).toEqual(attention);
      expect(await refundCalls(desk, payment), 'meanwhile nothing is sent').toBe(1);
      expect((await resolve(desk, id, outcome)).status).toBe(202);
      if (outcome === 'not_done') desk.faultRules.remove(outage);
      await desk.untilRefund(id, 'settled', isSettled, { step: MINUTE });
      expect(await paidOut(desk, payment)).toHaveLength(1);
    },
  );

  test('finds by reading what came of a call of an earlier run', async () => {
    const { payment, id, outage } = await doubtful('cut_after');
    await inDoubt(desk, id);
    await desk.skipRefund(id, 2 * DAY);
    desk.faultRules.remove(outage);
    await accountedFor(desk, id, HOUR);
    await outgrew(id, 2);
    expect(await refundCalls(desk, payment)).toBe(1);
  });

  test('is followed to its bank reference', async () => {
    const payment = await aPayment(desk);
    const made = await accountedFor(desk, await desk.askRefund(payment, 'k', usd('5')));
    await desk.skipRefund(made.id, 20 * DAY);
    await moveRefund(desk, made, 'succeed');
    await moveRefund(desk, made, 'add_reference');
    await desk.untilRefund(made.id, 'a reference', ({ reference }) => reference.value !== null);
    await desk.skipRefund(made.id, 2 * DAY).catch(() => undefined);
    await desk.refundHandle(made.id).result();
    await outgrew(made.id, 3);
    expect(await refundCalls(desk, payment)).toBe(1);
  });

  test('is waited for by its line in as many runs as it takes', { timeout: 180_000 }, async () => {
    const { payment, id, outage } = await doubtful('cut_after');
    await inDoubt(desk, id);
    const next = await desk.askRefund(payment, 'next', usd('5'));
    // Enough that the line has outgrown its run.
    for (let n = 0; n < 12; n += 1)
      await desk.lineHandle(payment).signal(REFUND_MESSAGE.settled, `another refund, no. ${n}`);
    // The line looks once a minute, and its clock cannot be moved on while the refund runs.
    await tookMoreRuns(desk, refundsWorkflowId('whop', payment), 1);
    expect(await refundCalls(desk, payment), 'nobody passes').toBe(1);
    desk.faultRules.remove(outage);
    await accountedFor(desk, id, HOUR);
    await accountedFor(desk, next);
    expect((await paidOut(desk, payment)).map(({ key }) => key)).toEqual([id, next]);
  });
});

function isSettled({ attention, status, providerRefundId }: Refund): boolean {
  return attention === null && (status === 'succeeded' || providerRefundId !== null);
}

/** A refund whose call is lost, and whose payment's refunds cannot be read from then on. */
async function doubtful(fault: 'cut_before' | 'cut_after') {
  const payment = await aPayment(desk);
  desk.faultRules.add({ route: 'payments.refund', object: payment, fault, times: 1 });
  const outage = { route: 'refunds.list', object: payment, fault: 'error_before', skip: 1 } as const;
  const { id: rule } = desk.faultRules.add(outage);
  return { payment, id: await desk.askRefund(payment, 'k', usd('5')), outage: rule };
}
