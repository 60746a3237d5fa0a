import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY, instant, MINUTE, plus } from '../../src/domain/instant.ts';
import { REFUND_MESSAGE, refundsWorkflowId } from '../../src/domain/refund-messages.ts';
import { startReconciliation } from '../../src/temporal/reconciliation.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { moveRefund } from '../workflows/refund-story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  await desk.settings('wepay', { rate_limit: null, webhooks_paused: true });
});
afterAll(() => desk.close());

async function reconcile(): Promise<void> {
  const running = await startReconciliation(desk.client, 'wepay', instant(Date.now() - DAY));
  expect(await running.result()).toMatchObject({ failures: [] });
}

/** What the line of a payment's refunds has been told so far: in which of its runs, and how often. */
async function told(payment: string): Promise<{ readonly run: unknown; readonly times: number }> {
  const { events } = await desk.client.workflow.getHandle(refundsWorkflowId('wepay', payment)).fetchHistory();
  const signals = events?.filter(
    (event) => event.workflowExecutionSignaledEventAttributes?.signalName === REFUND_MESSAGE.event,
  );
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  return { run: started?.originalExecutionRunId, times: signals?.length ?? 0 };
}

test('notifications about a refund are handed on until a later read has shown that it is over', async () => {
  const { payment_id: payment } = await desk.scenario('wepay_payment');
  const { id } = await desk.control<{ id: string }>('POST', `/payments/${payment}/refunds`, { amount: 500 });
  const refundId = `wepay:${payment}:external:${id}`;
  await reconcile();
  const pending = await desk.untilRefund(refundId, 'found', () => true);
  const atFirst = await told(payment);
  await moveRefund(desk, pending, 'succeed');
  await reconcile();
  const over = await desk.untilRefund(refundId, 'over', ({ status }) => status === 'succeeded');
  const atLast = await told(payment);
  expect(atLast, 'it was not over').not.toEqual(atFirst);
  await reconcile();
  const afterwards = await told(payment);
  expect(afterwards, 'the read may have lagged behind').not.toEqual(atLast);

  await desk.store.recordRefund({ ...over, updatedAt: plus(instant(Date.now()), 5 * MINUTE) });
  await reconcile();
  expect(await told(payment)).toEqual(afterwards);
  const lists = (await desk.store.signs.listReads()).filter(
    ({ readAt, error }) => readAt !== null && error === null,
  );
  expect(lists.map(({ list }) => list)).toEqual(['dispute', 'notification']);
});
