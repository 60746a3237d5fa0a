import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, millis } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { countOf, noted, opened, submitted } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

/** A complaint whose answer lacks the refund policy, so that the policy alone does not answer it. */
const INCOMPLETE = { reason: 'Product not as described' };
const NO_DEADLINE = { respond_in: undefined, respond_by: null };

async function attentionOf(caseId: string, kind: string): Promise<string> {
  const state = await desk.until(caseId, kind, (s) => s.attention.some((item) => item.kind === kind));
  return state.attention.find((item) => item.kind === kind)?.reason ?? '';
}

describe.concurrent('deadlines that move', () => {
  test('a deadline that comes nearer brings the policy forward', async () => {
    const story = await opened(desk, 'deadline_moves', { respond_in: '10d' });
    await desk.advance(story.run);
    await noted(desk, story.caseId, 'deadline_moved');
    await desk.skip(story.caseId, DAY + HOUR);
    const { decision, respondBy } = await submitted(desk, story);
    expect(millis(respondBy ?? '') - millis(decision?.at ?? '')).toBeCloseTo(DAY, -5);
  });

  test('a deadline that goes further away puts the policy off', async () => {
    const story = await opened(desk, 'deadline_moves', { respond_in: '3d' });
    await desk.transition(story.disputeId, 'move_deadline', { respond_in: '10d' });
    await noted(desk, story.caseId, 'deadline_moved');
    await desk.skip(story.caseId, 8 * DAY + 20 * HOUR);
    expect((await desk.stateOf(story.caseId))?.disputes).toMatchObject([{ decision: null }]);
    await desk.skip(story.caseId, 5 * HOUR);
    await submitted(desk, story);
  });

  test('a moved deadline whose webhook was lost is found by a read', async () => {
    const story = await opened(desk, 'deadline_moves', { respond_in: '10d' });
    const respondBy = new Date(Date.now() + 3 * DAY).toISOString();
    await desk.overwrite(story.disputeId, { needs_response_by: respondBy });
    await desk.skip(story.caseId, 13 * HOUR);
    expect((await noted(desk, story.caseId, 'deadline_moved')).data).toMatchObject({ to: respondBy });
  });

  test('people are reminded 7 days, 3 days, 24 hours and 6 hours before, and again after a move', async () => {
    const story = await opened(desk, 'deadline_moves', { respond_in: '10d', ...INCOMPLETE });
    await desk.skip(story.caseId, 9 * DAY + 20 * HOUR);
    const reminders = () =>
      desk.timelineOf(story.caseId).then((t) => t.filter(({ kind }) => kind === 'reminder'));
    expect((await reminders()).map(({ data }) => Number(data['before_ms']) / HOUR)).toEqual([168, 72, 24, 6]);
    const [first] = await reminders();
    expect(first?.summary).toBe('No decision yet, and 7 days left.');
    await desk.transition(story.disputeId, 'move_deadline', { respond_in: '14d' });
    await noted(desk, story.caseId, 'deadline_moved');
    await desk.skip(story.caseId, 2 * DAY);
    expect((await reminders()).map(({ data }) => Number(data['before_ms']) / HOUR)).toEqual([
      168, 72, 24, 6, 72,
    ]);
  });

  test('nobody is reminded of what was decided', async () => {
    const story = await opened(desk, 'dispute_lost', { respond_in: '10d' });
    await desk.decide(story.caseId, { decision: 'concede', confirm: 'concede' });
    await desk.skip(story.caseId, 11 * DAY);
    expect(await countOf(desk, story.caseId, 'reminder')).toBe(0);
    expect((await noted(desk, story.caseId, 'deadline_passed')).summary).toBe(
      'The deadline passed, as decided.',
    );
    expect((await desk.stateOf(story.caseId))?.attention).toEqual([]);
  });
});

describe.concurrent('deadlines that are none', () => {
  test.for([
    ['null', null],
    ['zero', 0],
    ['1970', '1970-01-01T00:00:00Z'],
    ['not a date', 'soon'],
  ])('a deadline of %s is shown as none, escalated, and never slept on', async ([, value]) => {
    const story = await opened(desk, 'dispute_won', NO_DEADLINE);
    await desk.overwrite(story.disputeId, { needs_response_by: value }, 'dispute.updated');
    expect(await attentionOf(story.caseId, 'deadline_unknown')).toBe(
      'The provider names no deadline: decide soon, nothing happens by itself.',
    );
    expect((await desk.show(story.caseId)).body).toMatchObject({ respond_by: null, answerable: true });
    await desk.skip(story.caseId, 4 * DAY);
    expect((await desk.stateOf(story.caseId))?.disputes).toMatchObject([{ decision: null, respondBy: null }]);
    expect((await desk.challenge(story.caseId)).status).toBe(202);
    await submitted(desk, story);
    expect((await desk.stateOf(story.caseId))?.attention, 'answered: nobody is needed').toEqual([]);
  });

  test('a deadline that appears later is kept', async () => {
    const story = await opened(desk, 'dispute_won', NO_DEADLINE);
    await attentionOf(story.caseId, 'deadline_unknown');
    await desk.transition(story.disputeId, 'move_deadline', { respond_in: '3d' });
    await noted(desk, story.caseId, 'deadline_moved');
    expect((await desk.stateOf(story.caseId))?.attention).toEqual([]);
    await desk.skip(story.caseId, 2 * DAY + HOUR);
    await submitted(desk, story);
  });

  test('a deadline past at discovery is answered at once where the provider still takes it, with all there is', async () => {
    const respond_by = new Date(Date.now() - MINUTE).toISOString();
    const { payment_id, dispute_ids } = await desk.scenario('dispute_lost', {
      respond_in: undefined,
      respond_by,
    });
    const [disputeId = ''] = dispute_ids;
    const caseId = `whop:${payment_id}`;
    await submitted(desk, { caseId, disputeId, run: '' });
    expect(await desk.spent(disputeId)).toBe(1);
    expect(await desk.held(disputeId)).toMatchObject({
      customer_name: expect.any(String),
      access_activity_log: expect.stringContaining('signed in'),
    });
  });
});

describe('a deadline past at discovery', () => {
  test('is escalated, and nothing is sent where the provider does not say that it still takes an answer', async () => {
    const respond_by = new Date(Date.now() - MINUTE).toISOString();
    await desk.control('PATCH', '/settings/whop', { webhooks_paused: true });
    const { payment_id, dispute_ids } = await desk.scenario('dispute_lost', {
      respond_in: undefined,
      respond_by,
    });
    await desk.control('PATCH', '/settings/whop', { webhooks_paused: false });
    const [disputeId = ''] = dispute_ids;
    await desk.overwrite(disputeId, { editable: null }, 'dispute.created');
    const caseId = `whop:${payment_id}`;
    await desk.until(caseId, 'read', (s) => disputeOf(s).prefilled);
    expect(await attentionOf(caseId, 'deadline_past')).toMatch(
      /^The deadline had passed when it became known/,
    );
    await desk.skip(caseId, 2 * DAY);
    expect(await desk.spent(disputeId)).toBe(0);
    expect(await desk.challenge(caseId)).toMatchObject({
      status: 409,
      body: { detail: `The deadline passed at ${respond_by}.` },
    });
  });
});
