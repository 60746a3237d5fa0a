import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { failBefore } from '../setup/faults.ts';
import { closed, countOf, noted, opened, ruled, submitted } from './story.ts';

/**
 * What went wrong in other people's dispute handling, each under the number of its public report. The behaviour behind each is tried at length in
 * the file of its theme; here it is found by its name.
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

  test('polar #12391: a deadline of 0 or null is neither slept on nor read as 1970', async () => {
    const story = await opened(desk, 'dispute_won');
    const named = disputeOf(await desk.until(story.caseId, 'opened', () => true)).respondBy;
    for (const value of [0, null]) {
      await desk.overwrite(story.disputeId, { needs_response_by: value }, 'dispute.updated');
      const state = await desk.until(story.caseId, 'asked', (s) => s.attention.length > 0);
      expect(state.attention).toMatchObject([{ kind: 'deadline_unknown' }]);
      expect(disputeOf(state).respondBy, 'the last one named still counts').toBe(named);
    }
  });
});

describe.concurrent('duplicate effects', () => {
  test('WooPayments #9082, #11993: a second dispute of one charge is not dropped', async () => {
    const story = await opened(desk, 'two_disputes');
    const { dispute_ids } = await desk.advance(story.run);
    const state = await desk.until(story.caseId, 'both', (s) => s.disputes.length === 2);
    expect(state.disputes.map(({ id }) => id)).toEqual(dispute_ids);
  });

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

  test('hyperswitch #11607, prism #2340: an unknown status is neither an error nor a ruling', async () => {
    const story = await opened(desk, 'dispute_won');
    const strange = { status: 'awaiting_arbitration', reason: null, brand_new: { field: [1] } };
    await desk.overwrite(story.disputeId, strange, 'dispute.updated');
    const state = await desk.until(
      story.caseId,
      'raw',
      (s) => disputeOf(s).providerStatus === strange.status,
    );
    expect(disputeOf(state)).toMatchObject({ stage: 'chargeback', status: 'needs_response', ruling: null });
    const sent = await desk.effects('webhook_sent', story.disputeId);
    expect(sent.map(({ detail }) => detail['answer'])).toEqual([200, 200]);
  });

  test('WooPayments #4931: lost, then won the next day', async () => {
    const story = await opened(desk, 'lost_then_won');
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    await desk.skip(story.caseId, DAY);
    await desk.advance(story.run);
    await ruled(desk, story, 'won');
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

describe.concurrent('evidence and money', () => {
  test('gumroad #6723: a file the provider would refuse is refused before the submission is spent', async () => {
    const story = await opened(desk, 'dispute_won');
    const upload = (bytes: Buffer<ArrayBuffer>, name: string) => {
      const form = new FormData();
      form.set('slot', 'uncategorized_attachment');
      form.set('file', new Blob([bytes]), name);
      return desk.request('POST', `/api/v1/disputes/${story.caseId}/files`, form);
    };
    const large = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(10_000_001)]);
    expect((await upload(large, 'large.pdf')).status).toBe(422);
    expect((await upload(Buffer.alloc(0), 'empty.pdf')).status).toBe(422);
    expect((await upload(Buffer.from('MZ not what it says'), 'really-a.pdf')).status).toBe(422);
    expect((await desk.show(story.caseId)).body.disputes[0].evidence).toMatchObject({
      revision: 2,
      files: [],
    });
  });

  test('gumroad #6880: a field the provider does not have is refused, and not buried in another', async () => {
    const story = await opened(desk, 'dispute_won');
    const answer = await desk.edit(story.caseId, { tracking_number: '1Z999AA10123456784' });
    expect(answer).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('"tracking_number"') },
    });
  });

  test('WooPayments #11327: an amount has its own currency’s decimals', async () => {
    for (const [currency, amount, shown] of [
      ['jpy', 4900, '4900'],
      ['kwd', 12.5, '12.500'],
      ['usd', 10.43, '10.43'],
    ] as const) {
      const story = await opened(desk, 'dispute_won', { currency, amount });
      expect((await desk.show(story.caseId)).body.amount).toEqual({ amount: shown, currency });
    }
  });

  test('polar #8344: a dispute may be about more than its payment, through exchange rates', async () => {
    const story = await opened(desk, 'dispute_won', { amount: 49 });
    await desk.overwrite(story.disputeId, { amount: 51.2 }, 'dispute.updated');
    await desk.until(story.caseId, 'more', (s) => disputeOf(s).amount?.amount === '51.20');
    expect((await desk.show(story.caseId)).body.payment_amount.amount).toBe('49.00');
    await desk.challenge(story.caseId);
    await desk.skip(story.caseId, MINUTE);
    await submitted(desk, story);
  });
});
