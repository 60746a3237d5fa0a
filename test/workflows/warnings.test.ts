import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { closed, countOf, opened, ruled, submitted } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

describe.concurrent('warnings', () => {
  test('a warning is the alert stage, and closing it ends the case at once', async () => {
    const story = await opened(desk, 'warning_closes');
    const { body } = await desk.show(story.caseId);
    expect(body).toMatchObject({
      stage: 'alert',
      status: 'needs_response',
      answerable: true,
      disputes: [{ provider_status: 'warning_needs_response' }],
    });
    await desk.advance(story.run);
    const state = await closed(desk, story.caseId);
    expect(disputeOf(state).ruling?.outcome).toBe('closed');
    expect(state.attention).toEqual([]);
    expect(await desk.spent(story.disputeId)).toBe(0);
  });

  test('a warning that was answered and becomes a dispute is answered once more: once in each phase', async () => {
    const story = await opened(desk, 'warning_becomes_dispute');
    const { caseId, disputeId } = story;
    await desk.edit(caseId, { notes: 'For the warning.' });
    expect((await desk.challenge(caseId)).status).toBe(202);
    const warning = await submitted(desk, story);
    expect(warning).toMatchObject({ stage: 'alert', status: 'under_review', submission: { by: 'us' } });

    await desk.transition(disputeId, 'become_dispute', { respond_in: '6d' });
    const state = await desk.until(caseId, 'a dispute', (s) => disputeOf(s).stage === 'chargeback');
    expect(disputeOf(state)).toMatchObject({ status: 'needs_response', decision: null, submission: null });
    expect(disputeOf(state).earlierSubmissions).toMatchObject([{ stage: 'alert' }]);
    const again = await desk.edit(caseId, { notes: 'For the dispute.' });
    expect(again, 'the draft is open again').toMatchObject({ status: 200 });
    expect((await desk.challenge(caseId)).status).toBe(202);
    expect(await submitted(desk, story)).toMatchObject({ stage: 'chargeback', status: 'under_review' });
    expect((await desk.held(disputeId))['notes']).toBe('For the dispute.');
    expect((await desk.challenge(caseId)).body.detail).toMatch(/decided already: challenge, by ada/);

    await desk.transition(disputeId, 'rule_won');
    await ruled(desk, story, 'won');
    expect((await desk.effects('submission_spent', disputeId)).map(({ detail }) => detail['from'])).toEqual([
      'warning_needs_response',
      'needs_response',
    ]);
  });

  test('a warning nobody answered in its own phase is answered as the dispute it becomes', async () => {
    const story = await opened(desk, 'warning_becomes_dispute');
    await desk.decide(story.caseId, { decision: 'concede', confirm: 'concede' });
    await desk.transition(story.disputeId, 'become_dispute', { respond_in: '6d' });
    const state = await desk.until(story.caseId, 'anew', (s) => disputeOf(s).stage === 'chargeback');
    expect(disputeOf(state).decision).toBeNull();
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    expect(await desk.spent(story.disputeId)).toBe(1);
  });

  test('a warning that was closed and becomes a dispute after all goes on in the same case', async () => {
    const story = await opened(desk, 'warning_closes');
    await desk.edit(story.caseId, { notes: 'Kept from the warning.' });
    await desk.advance(story.run);
    await closed(desk, story.caseId);
    await desk.transition(story.disputeId, 'become_dispute', { respond_in: '6d' });
    const state = await desk.until(story.caseId, 'open again', (s) => s.open && disputeOf(s).ruling === null);
    expect(disputeOf(state)).toMatchObject({ stage: 'chargeback', status: 'needs_response' });
    expect(state.disputes).toHaveLength(1);
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    expect((await desk.held(story.disputeId))['notes']).toBe('Kept from the warning.');
  });

  test('a closed warning that comes back under a new id hands its draft on', async () => {
    const story = await opened(desk, 'warning_closes');
    await desk.edit(story.caseId, { notes: 'Kept from the warning.' });
    await desk.advance(story.run);
    await closed(desk, story.caseId);
    const next = await desk.scenario('dispute_won', { payment_id: story.caseId.slice('whop:'.length) });
    const [second = ''] = next.dispute_ids;
    const state = await desk.until(story.caseId, 'the second', (s) => disputeOf(s, second).held !== null);
    expect(disputeOf(state, story.disputeId)).toMatchObject({
      supersededBy: null,
      ruling: { outcome: 'closed' },
    });
    expect(disputeOf(state, second).draft.fields['notes']).toEqual(
      disputeOf(state, story.disputeId).draft.fields['notes'],
    );
  });

  test('a late webhook of the warning does not turn the dispute back into one', async () => {
    const story = await opened(desk, 'warning_becomes_dispute');
    const warning = await desk.held(story.disputeId);
    await desk.transition(story.disputeId, 'become_dispute', { respond_in: '6d' });
    await desk.until(story.caseId, 'a dispute', (s) => disputeOf(s).stage === 'chargeback');
    const late = desk.faults.add('disputes.retrieve', story.disputeId, () => ({
      status: 200,
      body: warning,
    }));
    await desk.control('POST', '/webhooks', { type: 'dispute.updated', data: warning });
    await desk.until(story.caseId, 'the late event', (s) => s.seenEvents.length === 3);
    await desk.skip(story.caseId, 2 * HOUR);
    const state = await desk.stateOf(story.caseId);
    expect(state?.disputes).toMatchObject([{ stage: 'chargeback', status: 'needs_response' }]);
    late();
    expect(await countOf(desk, story.caseId, 'stage_changed')).toBe(1);
  });

  test('silence in the warning phase is answered by the policy like any other', async () => {
    const story = await opened(desk, 'warning_becomes_dispute', { respond_in: '5d' });
    await desk.skip(story.caseId, 4 * DAY + HOUR);
    expect(await submitted(desk, story)).toMatchObject({
      stage: 'alert',
      decision: { by: { type: 'policy', id: 'built-in' } },
    });
  });
});
