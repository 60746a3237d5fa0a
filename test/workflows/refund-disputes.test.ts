import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Desk, startDesk } from '../setup/desk.ts';
import { accountedFor, aPayment, moveRefund, paidOut, refundCalls, usd } from './refund-story.ts';
import { countOf, noted, opened, ruled } from './story.ts';

/** Whop's own sentence. Source: seed 000. */
const DISPUTED = 'This payment has been disputed. Therefore, it cannot be refunded.';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

describe.concurrent('a refund of a disputed payment', () => {
  test("is refused in the provider's sentence before any call, by the API and in its turn", async () => {
    const { caseId } = await opened(desk, 'dispute_won');
    const payment = caseId.slice('whop:'.length);
    const asked = await desk.request(
      'POST',
      '/api/v1/refunds',
      { provider: 'whop', payment_id: payment },
      { headers: { 'idempotency-key': 'k' } },
    );
    expect(asked).toMatchObject({ status: 409, body: { detail: DISPUTED } });
    const refused = await accountedFor(desk, await desk.askRefund(payment, 'k', null));
    expect(refused.failure).toEqual({ code: 'disputed', message: DISPUTED });
    expect(await refundCalls(desk, payment)).toBe(0);
    await noted(desk, caseId, 'refund_news');
  });

  test('is not attempted once the dispute is lost', async () => {
    const story = await opened(desk, 'dispute_lost');
    const payment = story.caseId.slice('whop:'.length);
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    const refused = await accountedFor(desk, await desk.askRefund(payment, 'k', usd('1')));
    expect(refused.failure?.code).toBe('disputed');
    expect(await refundCalls(desk, payment)).toBe(0);
    expect(await desk.refundsOf(payment), 'and none is thought to come from the loss').toHaveLength(1);
  });

  test('whose dispute came between the last look and the call is refused in the same words', async () => {
    const payment = await aPayment(desk);
    desk.faults.add(
      'payments.refund',
      payment,
      async (work) => {
        await desk.scenario('dispute_won', { payment_id: payment });
        return work();
      },
      1,
    );
    const refused = await accountedFor(desk, await desk.askRefund(payment, 'k', usd('5')));
    expect(refused).toMatchObject({ status: 'failed', failure: { code: 'disputed', message: DISPUTED } });
    expect(await refundCalls(desk, payment)).toBe(1);
    expect(await paidOut(desk, payment)).toEqual([]);
  });

  test('whose answer was lost, and whose dispute came right after, is still found', async () => {
    const payment = await aPayment(desk);
    desk.faults.add(
      'payments.refund',
      payment,
      async (work) => {
        work();
        await desk.scenario('dispute_won', { payment_id: payment });
        return null;
      },
      1,
    );
    const id = await desk.askRefund(payment, 'k', usd('5'));
    expect(await accountedFor(desk, id)).toMatchObject({ status: 'pending', failure: null });
    expect(await paidOut(desk, payment)).toHaveLength(1);
  });

  test('is allowed again when the dispute is withdrawn', async () => {
    const story = await opened(desk, 'dispute_withdrawn');
    const payment = story.caseId.slice('whop:'.length);
    await desk.advance(story.run);
    await ruled(desk, story, 'closed');
    const id = await desk.askRefund(payment, 'k', usd('5'));
    expect(await accountedFor(desk, id)).toMatchObject({ status: 'pending' });
  });
});

test('a refund on its way and a dispute that cross each other both show how they ended', async () => {
  const { id: run, payment_id: payment } = await desk.scenario('refund_crosses_dispute');
  const refundId = await desk.askRefund(payment, 'k', usd('20'));
  await accountedFor(desk, refundId);
  const { dispute_ids } = await desk.advance(run);
  const [disputeId = ''] = dispute_ids;
  const caseId = `whop:${payment}`;
  await desk.until(caseId, 'disputed', (s) =>
    s.disputes.some(({ id, held }) => id === disputeId && held !== null),
  );
  const refused = await accountedFor(desk, await desk.askRefund(payment, 'more', usd('1')));
  expect(refused.failure?.code).toBe('disputed');
  await desk.advance(run);
  await desk.untilRefund(refundId, 'succeeded', ({ status }) => status === 'succeeded');
  await desk.advance(run);
  await ruled(desk, { caseId, disputeId, run }, 'closed');
  const { body } = await desk.show(caseId);
  expect(body.refunds).toMatchObject([
    { id: `whop:${payment}:more`, status: 'failed', failure: { code: 'disputed' } },
    { id: refundId, status: 'succeeded' },
  ]);
  expect(await countOf(desk, caseId, 'refund_news')).toBe(1);
});

test('a refund that fails after the dispute came is not told as one that was paid', async () => {
  const { id: run, payment_id: payment } = await desk.scenario('refund_crosses_dispute');
  const refundId = await desk.askRefund(payment, 'k', usd('20'));
  const made = await accountedFor(desk, refundId);
  await desk.advance(run);
  await moveRefund(desk, made, 'fail');
  const failed = await desk.untilRefund(refundId, 'failed', ({ status }) => status === 'failed');
  expect(failed.failure?.code).toBe('failed_at_provider');
});
