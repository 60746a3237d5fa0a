import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, millis } from '../../src/domain/instant.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { noted, opened, submitted } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

const INCOMPLETE = { reason: 'Product not as described' };
const COMPLETING = { refund_policy_disclosure: 'Refunds within 14 days.' };

async function undecided(caseId: string): Promise<void> {
  expect((await desk.stateOf(caseId))?.disputes).toMatchObject([{ decision: null, submission: null }]);
}

describe.concurrent('silence, submit_if_complete', () => {
  test('what is complete is answered by the policy at the margin, and not before', async () => {
    const story = await opened(desk, 'dispute_won', { respond_in: '10d' });
    await desk.skip(story.caseId, 8 * DAY + 23 * HOUR);
    await undecided(story.caseId);
    await desk.skip(story.caseId, 2 * HOUR);
    const { decision, respondBy } = await submitted(desk, story);
    expect(decision).toMatchObject({
      kind: 'challenge',
      by: { type: 'policy', id: 'built-in', via: 'timer' },
    });
    expect(millis(respondBy ?? '') - millis(decision?.at ?? '')).toBeCloseTo(DAY, -5);
    expect(await desk.spent(story.disputeId)).toBe(1);
  });

  test('what is incomplete is escalated at the margin, and answered as soon as it is completed', async () => {
    const story = await opened(desk, 'dispute_won', { respond_in: '10d', ...INCOMPLETE });
    await desk.skip(story.caseId, 9 * DAY + HOUR);
    const { body } = await desk.show(story.caseId);
    expect(body.needs_attention.reason).toMatch(
      /^Nobody decided, and the evidence lacks refund_policy_disclosure or refund_policy_attachment: complete it or decide before /,
    );
    await undecided(story.caseId);
    await desk.edit(story.caseId, { notes: 'Not what was missing.' });
    await undecided(story.caseId);
    await desk.edit(story.caseId, COMPLETING);
    expect((await submitted(desk, story)).decision?.by.type).toBe('policy');
    expect((await desk.held(story.disputeId))['refund_policy_disclosure']).toBe('Refunds within 14 days.');
    expect((await desk.show(story.caseId)).body.needs_attention).toBeNull();
  });

  test('with less time than the margin it acts at half of what was left at discovery', async () => {
    const story = await opened(desk, 'dispute_won', { respond_in: '10h' });
    await desk.skip(story.caseId, 4 * HOUR + 50 * MINUTE);
    await undecided(story.caseId);
    await desk.skip(story.caseId, 20 * MINUTE);
    const { decision, respondBy } = await submitted(desk, story);
    expect(millis(respondBy ?? '') - millis(decision?.at ?? '')).toBeCloseTo(5 * HOUR, -5);
  });

  test('a person who decided first is not overruled at the margin', async () => {
    const story = await opened(desk, 'dispute_lost', { respond_in: '3d' });
    await desk.decide(story.caseId, { decision: 'concede', confirm: 'concede' });
    await desk.skip(story.caseId, 4 * DAY);
    expect((await desk.stateOf(story.caseId))?.disputes).toMatchObject([{ decision: { kind: 'concede' } }]);
    expect(await desk.calls('disputes.submit_evidence', story.disputeId)).toEqual([]);
  });

  test('after the deadline it is still answered while the provider says it is editable', async () => {
    const story = await opened(desk, 'dispute_won', { respond_in: '2d', ...INCOMPLETE });
    await desk.skip(story.caseId, 2 * DAY + HOUR);
    const passed = await noted(desk, story.caseId, 'deadline_passed');
    expect(passed.summary).toBe('The deadline passed without an answer.');
    const { body } = await desk.show(story.caseId);
    expect(body.attention.map(({ kind }: { kind: string }) => kind)).toContain('deadline_missed');
    await desk.edit(story.caseId, COMPLETING);
    await submitted(desk, story);
    expect(await desk.spent(story.disputeId)).toBe(1);
    expect((await desk.show(story.caseId)).body.needs_attention, 'answered after all').toBeNull();
  });

  test('after the deadline nothing is tried any more once the provider says it is not editable', async () => {
    const story = await opened(desk, 'dispute_lost', { respond_in: '2d', ...INCOMPLETE });
    await desk.overwrite(story.disputeId, { editable: false });
    await desk.skip(story.caseId, 2 * DAY + HOUR);
    await noted(desk, story.caseId, 'answered_elsewhere');
    expect((await desk.show(story.caseId)).body).toMatchObject({ answerable: false });
    await desk.skip(story.caseId, 2 * DAY);
    expect(await desk.calls('disputes.submit_evidence', story.disputeId)).toEqual([]);
  });

  test('a deadline nobody answered, which the provider closes as it passes, is recorded as missed', async () => {
    const story = await opened(desk, 'dispute_lost', { respond_in: '2d', ...INCOMPLETE });
    await desk.skip(story.caseId, 2 * DAY - HOUR);
    await desk.overwrite(story.disputeId, { editable: false });
    await desk.skip(story.caseId, 2 * HOUR);
    await noted(desk, story.caseId, 'deadline_passed');
    await noted(desk, story.caseId, 'closed_for_answers');
    const { body } = await desk.show(story.caseId);
    expect(body.attention.map(({ kind }: { kind: string }) => kind)).toContain('deadline_missed');
    await desk.advance(story.run);
    await desk.until(story.caseId, 'lost', (s) => s.attention.length === 0);
  });
});
