import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOUR } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { closed, countOf, noted, ruled, submitted, webhooksSent } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

async function alerted(scenario: string, more: object = {}) {
  const { id: run, payment_id, alert_id } = await desk.scenario(scenario, more);
  const caseId = `whop:${payment_id}`;
  const alertId = alert_id ?? '';
  await desk.until(caseId, 'alert filled', (s) =>
    s.disputes.some(({ id, draft }) => id === alertId && draft.fields['customer_name'] !== undefined),
  );
  return { run, caseId, alertId };
}

describe.concurrent('alerts', () => {
  test('an alert that nothing comes of ends after 72 hours, and not before', async () => {
    const { caseId, alertId } = await alerted('alert_lapses');
    const { body } = await desk.show(caseId);
    expect(body).toMatchObject({
      stage: 'alert',
      status: 'needs_response',
      amount: { amount: '49.00', currency: 'usd' },
      disputes: [{ id: alertId, kind: 'alert' }],
    });
    await desk.skip(caseId, 71 * HOUR);
    expect((await desk.stateOf(caseId))?.open).toBe(true);
    await desk.skip(caseId, HOUR);
    await closed(desk, caseId);
    expect(await countOf(desk, caseId, 'alert_expired')).toBe(1);
  });

  test('a duplicate alert webhook is seen once, while the case is open and after it', async () => {
    const { caseId, alertId } = await alerted('alert_lapses');
    const [sent] = (await desk.control<{ data: { id: string }[] }>('GET', `/webhooks?id=${alertId}`)).data;
    await desk.control('POST', `/webhooks/${sent?.id}/resend`);
    await webhooksSent(desk, alertId, 2);
    await desk.skip(caseId, 73 * HOUR);
    await closed(desk, caseId);
    const before = await desk.timelineOf(caseId);
    await desk.control('POST', `/webhooks/${sent?.id}/resend`);
    await webhooksSent(desk, alertId, 3);
    await closed(desk, caseId);
    expect(await desk.timelineOf(caseId)).toEqual(before);
    expect(await countOf(desk, caseId, 'event_received')).toBe(1);
  });

  test('an alert with an inquiry that is closed ends the case without a quiet period', async () => {
    const { run, caseId, alertId } = await alerted('alert_closes');
    const { dispute_ids } = await desk.advance(run);
    const warning = dispute_ids[0] ?? '';
    const state = await desk.until(caseId, 'the warning', (s) => s.disputes.some(({ id }) => id === warning));
    expect(disputeOf(state, warning)).toMatchObject({ stage: 'alert', status: 'needs_response' });
    expect(disputeOf(state, alertId).supersededBy).toBe(warning);
    await desk.advance(run);
    const over = await closed(desk, caseId);
    expect(disputeOf(over, warning).ruling?.outcome).toBe('closed');
  });

  test('a dispute of the same payment goes on with the draft and history of its alert', async () => {
    const { run, caseId, alertId } = await alerted('alert_becomes_dispute');
    const edited = await desk.edit(caseId, { notes: 'They logged in daily.', billing_address: null });
    expect(edited.status).toBe(200);
    const { dispute_ids } = await desk.advance(run);
    const disputeId = dispute_ids[0] ?? '';
    const state = await desk.until(caseId, 'the dispute read', (s) =>
      s.disputes.some(({ id, prefilled, held }) => id === disputeId && prefilled && held !== null),
    );
    const { draft } = disputeOf(state, disputeId);
    expect(draft.fields['notes']).toEqual(disputeOf(state, alertId).draft.fields['notes']);
    expect(draft.fields['billing_address'], 'what a person cleared stays cleared').toBeUndefined();
    expect(draft.revision).toBeGreaterThan(edited.body.revision);

    const shown = (await desk.show(caseId)).body.disputes;
    expect(shown.map(({ id }: { id: string }) => id)).toEqual([disputeId]);
    expect((await desk.challenge(caseId)).status).toBe(202);
    await submitted(desk, { caseId, disputeId, run });
    expect((await desk.held(disputeId))['notes']).toBe('They logged in daily.');
    await desk.advance(run);
    await ruled(desk, { caseId, disputeId, run }, 'won');
    const kinds = (await desk.timelineOf(caseId)).map(({ kind }) => kind);
    expect(kinds.indexOf('alert_opened')).toBeLessThan(kinds.indexOf('evidence_edited'));
    expect(kinds.indexOf('evidence_edited')).toBeLessThan(kinds.indexOf('dispute_opened'));
    expect(await desk.spent(disputeId)).toBe(1);
  });

  test('an alert takes no answer, can be ignored, and a dispute may still follow', async () => {
    const { run, caseId, alertId } = await alerted('alert_becomes_dispute');
    const refused = await desk.challenge(caseId);
    expect(refused).toMatchObject({
      status: 409,
      body: { detail: 'An alert takes no answer; a dispute may follow it.' },
    });
    expect((await desk.decide(caseId, { decision: 'ignore', dispute_id: alertId })).status).toBe(202);
    const over = await closed(desk, caseId);
    expect(disputeOf(over, alertId)).toMatchObject({ status: 'closed', decision: { kind: 'ignore' } });

    const { dispute_ids } = await desk.advance(run);
    const disputeId = dispute_ids[0] ?? '';
    const again = await desk.until(caseId, 'the dispute', (s) => s.disputes.length === 2 && s.open);
    expect(disputeOf(again, disputeId).decision).toBeNull();
    expect(disputeOf(again, alertId).supersededBy).toBe(disputeId);
  });

  test('an alert that comes after its dispute becomes part of it and takes nothing away', async () => {
    const { run, caseId, alertId } = await alerted('alert_becomes_dispute');
    const { dispute_ids, payment_id } = await desk.advance(run);
    const disputeId = dispute_ids[0] ?? '';
    await desk.until(caseId, 'the dispute', (s) => s.disputes.some(({ id }) => id === disputeId));
    const late = await desk.control<{ id: string }>('GET', `/alerts/${alertId}`);
    await desk.control('POST', '/webhooks', {
      type: 'dispute_alert.created',
      data: { ...late, id: `${alertId}_late`, payment: { id: payment_id }, dispute: { id: disputeId } },
    });
    const state = await desk.until(caseId, 'the late alert', (s) => s.disputes.length === 3);
    expect(disputeOf(state, `${alertId}_late`).supersededBy).toBe(disputeId);
    expect((await desk.show(caseId)).body).toMatchObject({
      stage: 'chargeback',
      disputes: [{ id: disputeId }],
    });
  });
});

describe.concurrent('what the card network has settled', () => {
  test('an RDR alert and its dispute take no answer and end by themselves', async () => {
    const { run, caseId, alertId } = await alerted('visa_rdr');
    await noted(desk, caseId, 'settled_by_network');
    expect((await desk.show(caseId)).body.disputes).toMatchObject([
      { id: alertId, settled_by_network: true },
    ]);
    const { dispute_ids } = await desk.advance(run);
    const disputeId = dispute_ids[0] ?? '';
    const lost = await ruled(desk, { caseId, disputeId, run }, 'lost');
    expect(lost).toMatchObject({ settledByNetwork: true, submission: null });
    for (const decision of [{ decision: 'challenge' }, { decision: 'concede', confirm: 'concede' }]) {
      const refused = await desk.decide(caseId, decision);
      expect(refused).toMatchObject({ status: 409, body: { detail: 'It has been ruled already: lost.' } });
    }
    await desk.skip(caseId, 15 * 24 * HOUR);
    await closed(desk, caseId);
    expect(await desk.calls('disputes.submit_evidence', disputeId)).toEqual([]);
  });

  test('a dispute with visa_rdr that still says it needs a response is not answered', async () => {
    const { id: run, payment_id, dispute_ids } = await desk.scenario('dispute_lost', { respond_in: '2h' });
    const [disputeId = ''] = dispute_ids;
    const caseId = `whop:${payment_id}`;
    await desk.until(caseId, 'open', (s) => disputeOf(s).held !== null);
    await desk.overwrite(disputeId, { visa_rdr: true }, 'dispute.updated');
    await noted(desk, caseId, 'settled_by_network');
    const refused = await desk.challenge(caseId);
    expect(refused).toMatchObject({
      status: 409,
      body: { detail: 'The card network has settled it already; no answer is possible.' },
    });
    expect((await desk.decide(caseId, { decision: 'ignore' })).status).toBe(202);
    await desk.skip(caseId, 3 * HOUR);
    await desk.advance(run);
    await ruled(desk, { caseId, disputeId, run }, 'lost');
    expect(await desk.spent(disputeId)).toBe(0);
  });
});
