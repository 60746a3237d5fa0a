import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instant, MINUTE } from '../../src/domain/instant.ts';
import { REFUND_MESSAGE, refundsWorkflowId } from '../../src/domain/refund-messages.ts';
import type { RefundEvent } from '../../src/domain/refund.ts';
import type { Desk } from '../setup/desk.ts';
import {
  accountedFor,
  aPayment,
  inDoubt,
  moveRefund,
  paidOut,
  refundCalls,
  refundsSent,
  totalPaidOut,
  usd,
} from './refund-story.ts';
import { startDeskOfShortRuns, tookMoreRuns } from './short-runs.ts';

let desk: Desk;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ desk, close } = await startDeskOfShortRuns());
});
afterAll(() => close());

const lineOutgrew = (paymentId: string): Promise<void> =>
  tookMoreRuns(desk, refundsWorkflowId('whop', paymentId), 1);

/** Something happens about the payment's refunds, over and over, until its line has outgrown its run. */
async function crowd(paymentId: string): Promise<void> {
  for (let n = 0; n < 12; n += 1) {
    const event: RefundEvent = {
      id: `msg_${paymentId}_${n}`,
      type: 'refund.updated',
      via: 'webhook',
      provider: 'whop',
      merchantId: null,
      paymentId,
      object: { kind: 'refund', id: `rf_${n}` },
      receivedAt: instant(Date.now()),
    };
    await desk.lineHandle(paymentId).signal(REFUND_MESSAGE.event, event);
  }
}

describe.concurrent('a line that outgrows its run', () => {
  test('pays everybody who waits in it once, one after the other', async () => {
    const payment = await aPayment(desk);
    const ids = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((key) => desk.askRefund(payment, key, usd('9'))),
    );
    for (const id of ids) await accountedFor(desk, id);
    const paid = (await paidOut(desk, payment)).map(({ key }) => key);
    expect(paid).toHaveLength(ids.length);
    expect(new Set(paid)).toEqual(new Set(ids));
    await desk.lineHandle(payment).result();
    await lineOutgrew(payment);
    expect(await desk.refundsOf(payment), 'and none is thought to be made elsewhere').toHaveLength(5);
  });

  test.each<[string, 'cut_after' | 'cut_before', number]>([
    ['was made', 'cut_after', 1],
    ['was not made', 'cut_before', 2],
  ])(
    'goes on with the doubt about a refund that %s, and lets nobody pass meanwhile',
    async (_case, fault, calls) => {
      const payment = await aPayment(desk);
      desk.faultRules.add({ route: 'payments.refund', object: payment, fault, times: 1 });
      const first = await desk.askRefund(payment, 'a', usd('20'));
      await refundsSent(desk, payment, 1);
      const waiting = await Promise.all(['b', 'c'].map((key) => desk.askRefund(payment, key, usd('20'))));
      await crowd(payment);
      await accountedFor(desk, first, MINUTE);
      const ended = await Promise.all(waiting.map((id) => accountedFor(desk, id)));
      const refused = ended.filter(({ status }) => status === 'failed');
      expect(refused).toMatchObject([{ failure: { code: 'more_than_remains' } }]);
      expect(await totalPaidOut(desk, payment)).toEqual(usd('40.00'));
      expect(await refundCalls(desk, payment)).toBe(calls + 1);
      await desk.lineHandle(payment).result();
      await lineOutgrew(payment);
    },
  );

  test('still brings up to date what it began in an earlier run', async () => {
    const payment = await aPayment(desk);
    const made = await accountedFor(desk, await desk.askRefund(payment, 'a', usd('20')));
    await crowd(payment);
    await moveRefund(desk, made, 'succeed');
    await desk.untilRefund(made.id, 'succeeded', ({ status }) => status === 'succeeded');
    const after = await accountedFor(desk, await desk.askRefund(payment, 'b', null));
    expect(after.amount).toEqual(usd('29.00'));
    await desk.lineHandle(payment).result();
    await lineOutgrew(payment);
  });

  test('waits with the others for a person who has to settle a refund', async () => {
    const payment = await aPayment(desk);
    desk.faultRules.add({ route: 'payments.refund', object: payment, fault: 'cut_after', times: 1 });
    const outage = { route: 'refunds.list', object: payment, fault: 'error_before', skip: 1 } as const;
    const rule = desk.faultRules.add(outage);
    const first = await desk.askRefund(payment, 'a', usd('20'));
    await inDoubt(desk, first);
    const second = await desk.askRefund(payment, 'b', usd('20'));
    await crowd(payment);
    await desk.skipRefund(first, 30 * MINUTE);
    expect(await refundCalls(desk, payment), 'nobody passes a refund in doubt').toBe(1);
    desk.faultRules.remove(rule.id);
    await accountedFor(desk, first, MINUTE);
    await accountedFor(desk, second);
    expect((await paidOut(desk, payment)).map(({ key }) => key)).toEqual([first, second]);
    await desk.lineHandle(payment).result();
    await lineOutgrew(payment);
  });
});
