import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { failBefore } from '../setup/faults.ts';
import { closed, countOf, noted, opened, ruled, submitted } from './story.ts';

/**
 * What went wrong in other people's dispute handling, each under the number of its public report. The behaviour behind each is tried at length in
 * the file of its theme; here it is found by its name. What concerns every provider is in `field-lessons-everywhere.test.ts`.
 */
let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

describe.concurrent('deadlines', () => {
  test('gumroad #6534: an evidence job that fails is visible, retried and escalated before the deadline', async () => {
    const story = await opened(desk, 'dispute_won', { respond_in: '20h' });
    const stop = desk.faults.add('disputes.update_evidence', story.disputeId, failBefore);
    await desk.skip(story.caseId, HOUR);
    const state = await desk.until(story.caseId, 'escalated', (s) => s.attention.length > 0);
    expect(state.attention).toMatchObject([{ kind: 'provider_unreadable', disputeId: story.disputeId }]);
    await desk.skip(story.caseId, 10 * HOUR);
    stop();
    await desk.skip(story.caseId, HOUR);
    await submitted(desk, story);
    expect((await desk.stateOf(story.caseId))?.attention).toEqual([]);
  });

  test('gumroad #6852: what no webhook told is found by reading', async () => {
    const story = await opened(desk, 'dispute_won', { respond_in: '10d' });
    await desk.overwrite(story.disputeId, { status: 'lost', editable: false });
    await desk.skip(story.caseId, 13 * HOUR);
    await ruled(desk, story, 'lost');
  });

  test('gumroad #6918, #6793: a draft is held and not submitted, and a spent submission shows as spent', async () => {
    const story = await opened(desk, 'dispute_won', { respond_in: '10d' });
    await desk.edit(story.caseId, { notes: 'Still writing.' });
    await desk.skip(story.caseId, 8 * DAY);
    expect(await desk.calls('disputes.submit_evidence', story.disputeId)).toEqual([]);
    expect((await desk.show(story.caseId)).body).toMatchObject({
      answerable: true,
      disputes: [{ submitted_at: null }],
    });
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    expect((await desk.show(story.caseId)).body).toMatchObject({
      answerable: false,
      disputes: [{ answerable: false, submitted_at: expect.any(String), evidence: { frozen: true } }],
    });
  });
});

describe.concurrent('duplicate effects', () => {
  test('polar #14481: an alert that is over does not hide the dispute that is open', async () => {
    const { id: run, payment_id } = await desk.scenario('alert_becomes_dispute');
    const caseId = `whop:${payment_id}`;
    await desk.until(caseId, 'alert', (s) => s.disputes.length === 1);
    await desk.skip(caseId, 73 * HOUR);
    await closed(desk, caseId);
    await desk.advance(run);
    await desk.until(caseId, 'the dispute', (s) => s.open && s.disputes.length === 2);
    expect((await desk.show(caseId)).body).toMatchObject({
      open: true,
      stage: 'chargeback',
      status: 'needs_response',
    });
  });
});

describe.concurrent('state', () => {
  test('hyperswitch #11653: the object’s status decides, not what an event says', async () => {
    const story = await opened(desk, 'dispute_lost');
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    const told = { ...(await desk.held(story.disputeId)), status: 'won' };
    await desk.control('POST', '/webhooks', { type: 'dispute.updated', data: told });
    await noted(desk, story.caseId, 'event_received', 3);
    await desk.skip(story.caseId, HOUR);
    expect((await desk.show(story.caseId)).body.status).toBe('lost');
    expect(await countOf(desk, story.caseId, 'ruled')).toBe(1);
  });

  test('killbill-adyen #99: events out of order end in what the provider says now', async () => {
    const story = await opened(desk, 'lost_then_won');
    const [created] = (
      await desk.control<{ data: { id: string }[] }>('GET', `/webhooks?id=${story.disputeId}`)
    ).data;
    await desk.advance(story.run);
    await desk.advance(story.run);
    const lost = { ...(await desk.held(story.disputeId)), status: 'lost' };
    await desk.control('POST', '/webhooks', { type: 'dispute.updated', data: lost });
    await desk.control('POST', `/webhooks/${created?.id}/resend`);
    await noted(desk, story.caseId, 'event_received', 4);
    await desk.skip(story.caseId, HOUR);
    expect((await desk.show(story.caseId)).body.status).toBe('won');
  });

  test('polar, pay-connector #3961: a warning keeps its phase', async () => {
    const story = await opened(desk, 'warning_becomes_dispute');
    expect((await desk.show(story.caseId)).body).toMatchObject({ stage: 'alert', status: 'needs_response' });
    await desk.advance(story.run);
    const state = await desk.until(story.caseId, 'a dispute', (s) => disputeOf(s).stage === 'chargeback');
    expect(disputeOf(state).providerStatus).toBe('needs_response');
  });
});

describe.concurrent('evidence', () => {
  test('gumroad #6880: a field the provider does not have is refused, and not buried in another', async () => {
    const story = await opened(desk, 'dispute_won');
    const answer = await desk.edit(story.caseId, { tracking_number: '1Z999AA10123456784' });
    expect(answer).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('"tracking_number"') },
    });
  });
});
