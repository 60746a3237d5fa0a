import { expect } from 'vitest';
import { HOUR, SECOND } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import type { Desk } from '../setup/desk.ts';
import { accountedFor, moveRefund, refundCalls } from '../workflows/refund-story.ts';
import { closed, opened, type Story } from '../workflows/story.ts';
import { answer, type Running, send, untouched } from './in-course.ts';

/** An early warning nobody has decided about; a dispute comes of it. */
export async function alert(desk: Desk): Promise<Running> {
  const { id, payment_id } = await desk.scenario('alert_becomes_dispute');
  const caseId = `whop:${payment_id}`;
  await desk.until(caseId, 'an alert', ({ disputes }) => disputes.length === 1);
  return {
    what: `alert ${caseId}`,
    caseId,
    touch: untouched,
    async finish() {
      const { dispute_ids } = await desk.advance(id);
      const story: Story = { caseId, disputeId: dispute_ids.at(-1) ?? '', run: id };
      await desk.until(caseId, 'read', (state) => disputeOf(state, story.disputeId).held !== null);
      await answer(desk, story, 1);
      expect(await desk.spent(story.disputeId)).toBe(1);
    },
  };
}

/** An early warning whose refund is at the provider and not through yet. */
export async function refundedAlert(desk: Desk): Promise<Running> {
  const { payment_id, alert_id } = await desk.scenario('alert_lapses');
  const caseId = `whop:${payment_id}`;
  await desk.until(caseId, 'an alert', ({ disputes }) => disputes.length === 1);
  expect((await desk.decide(caseId, { decision: 'refund' })).status).toBe(202);
  const refundId = `whop:${payment_id}:alert-${alert_id}`;
  const made = await accountedFor(desk, refundId);
  return {
    what: `refunded alert ${caseId}`,
    caseId,
    touch: untouched,
    async finish() {
      await moveRefund(desk, made, 'succeed');
      const step = 5 * SECOND;
      await desk.untilRefund(refundId, 'succeeded', ({ status }) => status === 'succeeded', { step });
      await desk.until(
        caseId,
        'heard of it',
        (state) => disputeOf(state, alert_id ?? '').refunds.at(-1)?.status === 'succeeded',
      );
      expect(await refundCalls(desk, payment_id)).toBe(1);
    },
  };
}

/** A warning that is answered and becomes a dispute, to be answered once more: once in each phase. */
export async function warning(desk: Desk): Promise<Running> {
  const story = await opened(desk, 'warning_becomes_dispute');
  await desk.edit(story.caseId, { notes: 'Signed in 47 times.' });
  return {
    what: `warning ${story.caseId}`,
    caseId: story.caseId,
    touch: untouched,
    async finish() {
      await send(desk, story);
      await desk.advance(story.run);
      await desk.until(story.caseId, 'a dispute', (s) => disputeOf(s).stage === 'chargeback');
      await answer(desk, story, 1);
      const spent = await desk.effects('submission_spent', story.disputeId);
      expect(spent.map(({ detail }) => detail['from'])).toEqual(['warning_needs_response', 'needs_response']);
    },
  };
}

/** An answered inquiry; it closes and comes back as a chargeback with an id of its own. */
export async function inquiry(desk: Desk): Promise<Running> {
  const story = await opened(desk, 'wepay_inquiry_to_chargeback');
  await desk.edit(story.caseId, { explanation: 'Delivered on 3 May.' });
  await send(desk, story);
  return {
    what: `inquiry ${story.caseId}`,
    caseId: story.caseId,
    touch: untouched,
    async finish() {
      await desk.advance(story.run);
      const { dispute_ids } = await desk.advance(story.run);
      const chargeback = { ...story, disputeId: dispute_ids.at(-1) ?? '' };
      const { caseId, disputeId } = chargeback;
      await desk.until(caseId, 'a chargeback', (state) => disputeOf(state, disputeId).held !== null);
      await answer(desk, chargeback, 2);
      expect(await desk.spent(story.disputeId)).toBe(1);
      expect(await desk.spent(disputeId)).toBe(1);
    },
  };
}

/** A dispute whose payment only a read tells: it goes on as the case of that payment. */
export async function ofUnknownPayment(desk: Desk): Promise<Running> {
  const { id: run, payment_id, dispute_ids } = await desk.scenario('dispute_payment_late');
  const [disputeId = ''] = dispute_ids;
  const caseId = `whop:dispute.${disputeId}`;
  await desk.until(caseId, 'read', (state) => state.read.lastOkAt !== null);
  await desk.edit(caseId, { notes: 'Written early.' });
  return {
    what: `of unknown payment ${caseId}`,
    caseId,
    touch: untouched,
    async finish() {
      await desk.advance(run);
      await desk.skip(caseId, 13 * HOUR);
      const { movedTo } = await closed(desk, caseId);
      expect(movedTo).toBe(`whop:${payment_id}`);
      const story: Story = { caseId: `whop:${payment_id}`, disputeId, run };
      await desk.until(story.caseId, 'read', (state) => disputeOf(state, disputeId).held !== null);
      await answer(desk, story, 1);
      expect((await desk.held(disputeId))['notes']).toBe('Written early.');
      expect(await desk.spent(disputeId)).toBe(1);
    },
  };
}
