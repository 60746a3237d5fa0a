import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { interposed } from '../setup/interposed.ts';
import { called, closed, countOf, noted, ruled, submitted } from './story.ts';

/** Copies of evidence wait here while set. */
let heldUp: Promise<void> | null = null;

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({
    workerStore: (store) =>
      interposed(store, async (method) => {
        if (method === 'copyEvidence') await heldUp;
      }),
  });
});
afterAll(() => desk.close());

async function openedWithoutPayment(scenario: string, more: object = {}) {
  const { id: run, payment_id, alert_id, dispute_ids } = await desk.scenario(scenario, more);
  const object = dispute_ids[0] === undefined ? `alert.${alert_id}` : `dispute.${dispute_ids[0]}`;
  const caseId = `whop:${object}`;
  await desk.until(caseId, 'read', (s) => s.read.lastOkAt !== null);
  return {
    run,
    caseId,
    paymentCase: `whop:${payment_id}`,
    disputeId: dispute_ids[0] ?? '',
    alertId: alert_id ?? '',
  };
}

describe('a case whose payment becomes known late', () => {
  test('a dispute goes on as the case of its payment, draft and history with it; the old id answers 308', async () => {
    const { run, caseId, paymentCase, disputeId } = await openedWithoutPayment('dispute_payment_late');
    expect((await desk.show(caseId)).body).toMatchObject({
      id: caseId,
      payment_id: null,
      workflow_id: `dispute:${caseId}`,
    });
    expect((await desk.edit(caseId, { notes: 'Written early.' })).status).toBe(200);
    await desk.advance(run);
    await desk.skip(caseId, 13 * HOUR);
    const moved = await closed(desk, caseId);
    expect(moved.movedTo).toBe(paymentCase);
    const state = await desk.until(
      paymentCase,
      'filled',
      (s) => disputeOf(s).draft.fields['customer_name'] !== undefined,
    );
    expect(state.disputes).toHaveLength(1);

    for (const path of ['', '/timeline?limit=5']) {
      const answer = await desk.request('GET', `/api/v1/disputes/${caseId}${path}`);
      expect(answer.status).toBe(308);
      expect(answer.headers.get('location')).toBe(`/api/v1/disputes/${paymentCase}${path}`);
    }
    expect((await desk.challenge(caseId)).status).toBe(308);
    const listed = (await desk.request('GET', `/api/v1/disputes?q=${disputeId}`)).body.data;
    expect(listed.map(({ id }: { id: string }) => id)).toEqual([paymentCase]);
    await noted(desk, paymentCase, 'case_joined');
    const kinds = (await desk.timelineOf(paymentCase)).map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['dispute_opened', 'evidence_edited', 'handed_over', 'case_joined']),
    );

    expect((await desk.challenge(paymentCase)).status).toBe(202);
    await submitted(desk, { caseId: paymentCase, disputeId, run });
    expect((await desk.held(disputeId))['notes']).toBe('Written early.');
    await desk.advance(run);
    await ruled(desk, { caseId: paymentCase, disputeId, run }, 'won');
    expect(await desk.spent(disputeId)).toBe(1);
  });

  test('a decided and answered dispute is not answered again where it goes on, and the key keeps its answer', async () => {
    const { run, caseId, paymentCase, disputeId } = await openedWithoutPayment('dispute_payment_late');
    const as = { headers: { 'idempotency-key': 'key-before-the-move' } };
    expect((await desk.decide(caseId, { decision: 'challenge' }, as)).status).toBe(202);
    await submitted(desk, { caseId, disputeId, run });
    await desk.advance(run);
    await desk.skip(caseId, DAY + HOUR);
    await closed(desk, caseId);
    const state = await desk.until(paymentCase, 'adopted', (s) => disputeOf(s).decision !== null);
    expect(disputeOf(state)).toMatchObject({ decision: { by: { id: 'ada' } }, submission: { by: 'us' } });
    const again = await desk.decide(paymentCase, { decision: 'challenge' }, as);
    expect(again).toMatchObject({ status: 202, body: { decision: 'challenge', dispute_id: disputeId } });
    await desk.skip(paymentCase, 12 * DAY);
    expect(await desk.spent(disputeId)).toBe(1);
  });

  test('an alert learns its payment by a read and hands over; a dispute then continues it', async () => {
    const { run, caseId, paymentCase, alertId } = await openedWithoutPayment('alert_payment_late');
    await desk.edit(caseId, { notes: 'Written for the alert.' });
    await desk.advance(run);
    await desk.skip(caseId, DAY + HOUR);
    expect((await closed(desk, caseId)).movedTo).toBe(paymentCase);
    await desk.until(
      paymentCase,
      'filled',
      (s) => disputeOf(s, alertId).draft.fields['customer_name'] !== undefined,
    );
    const { dispute_ids } = await desk.advance(run);
    const [disputeId = ''] = dispute_ids;
    const state = await desk.until(paymentCase, 'continued', (s) => disputeOf(s, disputeId).held !== null);
    expect(disputeOf(state, alertId).supersededBy).toBe(disputeId);
    expect(disputeOf(state, disputeId).draft.fields['notes']).toEqual(
      disputeOf(state, alertId).draft.fields['notes'],
    );
  });

  test('an alert that learns its payment after the dispute came brings its draft into that dispute', async () => {
    const { run, caseId, paymentCase, alertId } = await openedWithoutPayment('alert_payment_late');
    await desk.edit(caseId, { notes: 'Written for the alert.' });
    await desk.advance(run);
    const { dispute_ids } = await desk.advance(run);
    const [disputeId = ''] = dispute_ids;
    const before = await desk.until(paymentCase, 'filled', (s) => disputeOf(s, disputeId).prefilled);
    await desk.skip(caseId, DAY + HOUR);
    await closed(desk, caseId);
    const state = await desk.until(
      paymentCase,
      'joined',
      (s) => disputeOf(s, alertId).supersededBy === disputeId,
    );
    const { draft } = disputeOf(state, disputeId);
    expect(draft.fields['notes']).toEqual(disputeOf(state, alertId).draft.fields['notes']);
    expect(draft.fields['customer_name'], 'nothing is lost for it').toBeDefined();
    expect(draft.revision).toBeGreaterThan(disputeOf(before, disputeId).draft.revision);
    await desk.skip(paymentCase, HOUR);
    expect((await desk.held(disputeId))['notes'], 'and the provider has it').toBe('Written for the alert.');
  });

  test('a late event of a case that was handed over reaches the case it became', async () => {
    const { run, caseId, paymentCase, disputeId } = await openedWithoutPayment('dispute_payment_late');
    await desk.advance(run);
    await desk.skip(caseId, DAY + HOUR);
    await closed(desk, caseId);
    await desk.until(paymentCase, 'there', (s) => disputeOf(s).held !== null);
    await desk.control('POST', '/webhooks', {
      type: 'dispute.updated',
      data: { id: disputeId, status: 'needs_response' },
    });
    await desk.until(
      caseId,
      'the late event',
      (s) => s.seenEvents.length === 2 && !s.open && s.movedTo === paymentCase,
    );
    await desk.until(paymentCase, 'heard of', (s) => s.seenEvents.length === 3);
    expect((await desk.stateOf(paymentCase))?.disputes).toHaveLength(1);
    expect(await desk.spent(disputeId)).toBe(0);
  });

  test('what people do while it moves is refused rather than lost', async () => {
    const { run, caseId, paymentCase, disputeId } = await openedWithoutPayment('dispute_payment_late');
    const gate = Promise.withResolvers<void>();
    heldUp = gate.promise;
    const reads = (await desk.calls('disputes.retrieve', disputeId)).length;
    await desk.advance(run);
    const later = desk.skip(caseId, 13 * HOUR);
    await called(desk, 'disputes.retrieve', disputeId, reads + 1);
    await desk.until(caseId, 'about to move', (s) => s.paymentId !== null);
    const sentence = `The payment became known and this case goes on as ${paymentCase}: repeat it there.`;
    for (const answer of [await desk.challenge(caseId), await desk.edit(caseId, { notes: 'Now?' })]) {
      expect(answer).toMatchObject({ status: 409, body: { detail: sentence } });
    }
    gate.resolve();
    await later;
    await closed(desk, caseId);
    await desk.until(paymentCase, 'there', (s) => disputeOf(s).held !== null);
    expect(await countOf(desk, paymentCase, 'decided')).toBe(0);
    expect((await desk.challenge(paymentCase)).status).toBe(202);
    await submitted(desk, { caseId: paymentCase, disputeId, run });
  });
});
