import { DAY, MINUTE, SECOND } from '../../src/domain/instant.ts';
import { caseWorkflowId } from '../../src/domain/names.ts';
import { refundsWorkflowId, refundWorkflowId } from '../../src/domain/refund-messages.ts';
import { disputeOf } from '../../test/setup/case-views.ts';
import type { Desk } from '../../test/setup/desk.ts';
import { accountedFor, aPayment, moveRefund } from '../../test/workflows/refund-story.ts';
import { closed, noted, ruled, submitted, type Story } from '../../test/workflows/story.ts';

/** What was played, and by which workflows. */
export interface Played {
  readonly workflowIds: readonly string[];
  /** The objects whose webhooks and calls stand in the sandbox's ledger. */
  readonly objects: readonly string[];
  /** How often people acted. */
  readonly acts: number;
}

/** A dispute that has come as far as the bank. */
export interface Answered extends Played {
  readonly story: Story;
}

/**
 * A whole Whop dispute: an alert, the dispute it becomes, three edits that each reach the provider, the approval, the submission, the bank's review,
 * the ruling, and the quiet period after it. All but that follows at once, so that no sleeping dilutes what the work costs.
 */
export async function playDispute(desk: Desk): Promise<Played> {
  const answered = await playToReview(desk);
  const { caseId, run } = answered.story;
  await desk.advance(run);
  await ruled(desk, answered.story, 'won');
  await desk.skip(caseId, 15 * DAY);
  await closed(desk, caseId);
  return answered;
}

/** The same until the bank looks at it. */
export async function playToReview(desk: Desk): Promise<Answered> {
  const { id: run, payment_id, alert_id } = await desk.scenario('alert_becomes_dispute');
  const caseId = `whop:${payment_id}`;
  await desk.until(caseId, 'alert', (state) => disputeOf(state, alert_id ?? '').prefilled);
  const disputeId = (await desk.advance(run)).dispute_ids[0] ?? '';
  await noted(desk, caseId, 'staged', 1);
  const notes = ['They used it.', 'They used it twice.', 'They used it three times.'];
  for (const [n, note] of notes.entries()) {
    await desk.edit(caseId, { notes: note });
    await noted(desk, caseId, 'staged', n + 2);
  }
  await desk.challenge(caseId);
  const story: Story = { caseId, disputeId, run };
  await submitted(desk, story);
  await desk.until(caseId, 'under review', (state) => disputeOf(state, disputeId).status === 'under_review');
  return {
    story,
    workflowIds: [caseWorkflowId(caseId)],
    objects: [payment_id, alert_id ?? '', disputeId],
    acts: notes.length + 1,
  };
}

/** A refund of part of a payment, asked for by a person, made at once, and paid out with the bank's reference a moment later. */
export async function playRefund(desk: Desk): Promise<Played> {
  const payment = await aPayment(desk);
  const asked = await desk.request(
    'POST',
    '/api/v1/refunds',
    { provider: 'whop', payment_id: payment, amount: { amount: '10.43', currency: 'usd' } },
    { headers: { 'idempotency-key': 'k' } },
  );
  const refundId: string = asked.body.id;
  const made = await accountedFor(desk, refundId, 5 * SECOND, MINUTE);
  await moveRefund(desk, made, 'succeed');
  await moveRefund(desk, made, 'add_reference');
  await desk.untilRefund(refundId, 'a reference', ({ reference }) => reference.value !== null);
  await desk.refundHandle(refundId).result();
  await desk.lineHandle(payment).result();
  return {
    workflowIds: [refundsWorkflowId('whop', payment), refundWorkflowId(refundId)],
    objects: [payment],
    acts: 1,
  };
}
