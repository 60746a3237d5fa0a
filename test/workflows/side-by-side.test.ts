import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { failBefore } from '../setup/faults.ts';
import { closed, noted, opened, ruled, submitted } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

/** Two disputes of one payment, both ready to be decided. */
async function openedTwice() {
  const first = await opened(desk, 'two_disputes', { respond_in: '8d' });
  const { dispute_ids } = await desk.advance(first.run);
  const second = { ...first, disputeId: dispute_ids[1] ?? '' };
  await desk.until(first.caseId, 'the second filled', (s) => disputeOf(s, second.disputeId).prefilled);
  return { first, second, caseId: first.caseId };
}

describe.concurrent('two disputes of one payment', () => {
  test('each has its own draft, decision, answer and ruling in one case', async () => {
    const { first, second, caseId } = await openedTwice();
    expect((await desk.stateOf(caseId))?.disputes).toHaveLength(2);
    await desk.edit(caseId, { notes: 'About the first.' }, { dispute_id: first.disputeId });
    await desk.edit(caseId, { notes: 'About the second.' }, { dispute_id: second.disputeId });
    await desk.challenge(caseId, { dispute_id: second.disputeId });
    await submitted(desk, second);
    const state = await desk.stateOf(caseId);
    expect(state && disputeOf(state, first.disputeId)).toMatchObject({
      decision: null,
      status: 'needs_response',
    });
    await desk.challenge(caseId, { dispute_id: first.disputeId });
    await submitted(desk, first);
    expect((await desk.held(first.disputeId))['notes']).toBe('About the first.');
    expect((await desk.held(second.disputeId))['notes']).toBe('About the second.');

    await desk.advance(first.run);
    await ruled(desk, first, 'won');
    await desk.skip(caseId, 20 * DAY);
    expect((await desk.stateOf(caseId))?.open, 'the second is not ruled yet').toBe(true);
    await desk.advance(first.run);
    await ruled(desk, second, 'lost');
    await desk.skip(caseId, 15 * DAY);
    await closed(desk, caseId);
    expect(await desk.spent(first.disputeId)).toBe(1);
    expect(await desk.spent(second.disputeId)).toBe(1);
  });

  test('an act without a dispute id is about the one with the soonest deadline that can be answered', async () => {
    const { first, second, caseId } = await openedTwice();
    await desk.transition(second.disputeId, 'move_deadline', { respond_in: '3d' });
    await noted(desk, caseId, 'deadline_moved');
    expect((await desk.challenge(caseId)).body.dispute_id).toBe(second.disputeId);
    await submitted(desk, second);
    expect((await desk.show(caseId)).body).toMatchObject({ status: 'needs_response', answerable: true });
    expect((await desk.challenge(caseId)).body.dispute_id).toBe(first.disputeId);
    await submitted(desk, first);
    expect((await desk.show(caseId)).body).toMatchObject({ status: 'under_review', answerable: false });
  });

  test('conceding one leaves the other to be answered', async () => {
    const { first, second, caseId } = await openedTwice();
    const conceded = await desk.decide(caseId, {
      decision: 'concede',
      confirm: 'concede',
      dispute_id: first.disputeId,
    });
    expect(conceded.status).toBe(202);
    await desk.skip(caseId, 9 * DAY + HOUR);
    await submitted(desk, second);
    expect(await desk.spent(first.disputeId)).toBe(0);
    expect(await desk.spent(second.disputeId)).toBe(1);
  });

  test('trouble with one does not hold up the answer of the other', async () => {
    const { first, second, caseId } = await openedTwice();
    desk.faults.add('disputes.retrieve', first.disputeId, failBefore);
    await desk.challenge(caseId, { dispute_id: first.disputeId });
    await desk.challenge(caseId, { dispute_id: second.disputeId });
    await submitted(desk, second);
    const state = await desk.stateOf(caseId);
    expect(state && disputeOf(state, first.disputeId).submission?.step).toBe('preparing');
  });

  test('an act about a dispute of another case is refused', async () => {
    const { caseId } = await openedTwice();
    expect(await desk.challenge(caseId, { dispute_id: 'dp_of_somebody_else' })).toMatchObject({
      status: 404,
      body: { detail: 'This case has no dispute dp_of_somebody_else.' },
    });
  });
});
