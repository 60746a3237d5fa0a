import { afterEach, beforeEach, expect, test } from 'vitest';
import { instant, MINUTE } from '../../src/domain/instant.ts';
import { TASK_QUEUE } from '../../src/domain/messages.ts';
import { refundIdOf, REFUNDS_WORKFLOW, refundsWorkflowId } from '../../src/domain/refund-messages.ts';
import { newRefund, type RefundRequest } from '../../src/domain/refund.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
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
} from '../workflows/refund-story.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.close());

async function restart(): Promise<void> {
  await desk.stopWorker();
  await desk.startWorker();
}

test.each([
  ['was made', 'cut_after' as const, 1],
  ['was not made', 'cut_before' as const, 2],
])(
  'a worker that is replaced in the middle of a doubt about a refund that %s goes on with it',
  async (_case, fault, calls) => {
    const payment = await aPayment(desk);
    desk.faultRules.add({ route: 'payments.refund', object: payment, fault, times: 1 });
    const id = await desk.askRefund(payment, 'k', usd('5'));
    await refundsSent(desk, payment, 1);
    await restart();
    await accountedFor(desk, id, MINUTE);
    expect(await paidOut(desk, payment)).toHaveLength(1);
    expect(await refundCalls(desk, payment)).toBe(calls);
  },
);

test('a refund a person has to settle waits through a restart', async () => {
  const payment = await aPayment(desk);
  desk.faultRules.add({ route: 'payments.refund', object: payment, fault: 'cut_after', times: 1 });
  const outage = desk.faultRules.add({
    route: 'refunds.list',
    object: payment,
    fault: 'error_before',
    skip: 1,
  });
  const id = await desk.askRefund(payment, 'k', usd('5'));
  const doubt = await inDoubt(desk, id);
  await restart();
  expect(await desk.refundOf(id)).toEqual(doubt);
  desk.faultRules.remove(outage.id);
  await accountedFor(desk, id, MINUTE);
  expect(await paidOut(desk, payment)).toHaveLength(1);
});

test('what is asked for while no worker is there is paid when one comes, one at a time', async () => {
  const payment = await aPayment(desk);
  await desk.stopWorker();
  const ids = await Promise.all(['a', 'b', 'c'].map((key) => desk.askRefund(payment, key, usd('20'))));
  expect(await refundCalls(desk, payment)).toBe(0);
  await desk.startWorker();
  const ended = await Promise.all(ids.map((id) => accountedFor(desk, id)));
  expect(ended.filter(({ status }) => status === 'failed')).toHaveLength(1);
  expect(await totalPaidOut(desk, payment)).toEqual(usd('40.00'));
});

test('a line that begins anew takes along who waits in it, and pays nobody twice', async () => {
  const payment = await aPayment(desk);
  const first = await accountedFor(desk, await desk.askRefund(payment, 'a', usd('20')));
  await desk.lineHandle(payment).result();
  const waiting = ['a', 'b', 'c'].map((key) => requestOf(payment, key));
  for (const request of waiting) await desk.store.reserveRefund(newRefund(request), 'hash');
  const events = [
    {
      id: 'msg_1',
      type: 'refund.updated',
      via: 'webhook' as const,
      provider: 'whop' as const,
      merchantId: null,
      paymentId: payment,
      object: { kind: 'refund' as const, id: first.providerRefundId ?? '' },
      receivedAt: instant(Date.now()),
    },
  ];
  await moveRefund(desk, first, 'succeed');
  await desk.client.workflow.start(REFUNDS_WORKFLOW, {
    workflowId: refundsWorkflowId('whop', payment),
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
    taskQueue: TASK_QUEUE,
    args: [{ provider: 'whop', paymentId: payment, carried: { waiting, events } }],
  });
  await desk.untilRefund(first.id, 'succeeded', ({ status }) => status === 'succeeded');
  for (const { id } of waiting) await accountedFor(desk, id);
  expect((await paidOut(desk, payment)).map(({ key }) => key)).toEqual(
    waiting.slice(0, 2).map(({ id }) => id),
  );
});

function requestOf(paymentId: string, key: string): RefundRequest {
  return {
    id: refundIdOf('whop', paymentId, key),
    provider: 'whop',
    paymentId,
    key,
    asked: usd('20'),
    reason: null,
    by: { type: 'person', id: 'ada', via: 'api' },
    caseId: null,
    requestedAt: instant(Date.now()),
  };
}
