import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { cutAfter, cutBefore, refuse } from '../setup/faults.ts';
import { noted, opened, ruled, type Story, submitted } from './story.ts';
import { newsFor } from '../setup/subscriptions.ts';

const PDF = Buffer.from('%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n');

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  await desk.settings('wepay', { rate_limit: null });
});
afterAll(() => desk.close());

async function attach({ caseId }: Story, slot = 'tracking') {
  const form = new FormData();
  form.set('slot', slot);
  form.set('file', new Blob([PDF]), 'label.pdf');
  return await desk.request('POST', `/api/v1/disputes/${caseId}/files`, form);
}

/** A case with an explanation and a document, decided on. */
async function challenged(scenario: string, more: object = {}): Promise<Story> {
  const story = await opened(desk, scenario, more);
  expect((await desk.edit(story.caseId, { explanation: 'It was delivered and signed for.' })).status).toBe(
    200,
  );
  expect((await attach(story)).status).toBe(201);
  expect((await desk.challenge(story.caseId)).status).toBe(202);
  return story;
}

describe.concurrent('a chargeback at WePay', () => {
  test('is to be answered within five days of its creation, and goes from the answer over the review to won', async () => {
    const story = await challenged('wepay_won');
    expect(await submitted(desk, story)).toMatchObject({ submission: { by: 'us' }, status: 'under_review' });
    const { body } = await desk.show(story.caseId);
    expect(Date.parse(body.respond_by) - Date.parse(body.disputes[0].created_at)).toBe(5 * DAY);
    expect(body).toMatchObject({ deadline: 'derived', disputes: [{ provider_stage: 'chargeback' }] });
    expect(await desk.spent(story.disputeId)).toBe(1);
    await desk.advance(story.run);
    await desk.advance(story.run);
    await ruled(desk, story, 'won');
    // A read may show the ruling before the notification of the money is in.
    await desk.until(story.caseId, 'money back', (s) =>
      disputeOf(s).funds.some(({ kind }) => kind === 'reinstated'),
    );
    const { money } = (await desk.show(story.caseId)).body;
    expect(money.entries.map(({ kind }: { kind: string }) => kind).toSorted()).toEqual(
      expect.arrayContaining(['fee', 'reinstated', 'withdrawn']),
    );
  });

  test('whose review WePay declines is lost', async () => {
    const story = await challenged('wepay_review_declined');
    await submitted(desk, story);
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
  });

  test('nobody decided about is answered by the policy at the margin', async () => {
    const story = await opened(desk, 'wepay_won');
    await desk.edit(story.caseId, { explanation: 'All of it is here.' });
    for (const slot of ['tracking', 'itemized_receipt', 'ip_logins', 'refund_policy', 'contract'])
      await attach(story, slot);
    await desk.skip(story.caseId, 4 * DAY + HOUR);
    expect(await submitted(desk, story)).toMatchObject({ decision: { by: { type: 'policy' } } });
    expect(await desk.spent(story.disputeId)).toBe(1);
  });

  test('is conceded by one call, asked for twice', async () => {
    const story = await opened(desk, 'wepay_concede');
    expect((await desk.decide(story.caseId, { decision: 'concede' })).status).toBe(422);
    await desk.decide(story.caseId, { decision: 'concede', confirm: 'concede' });
    await ruled(desk, story, 'lost');
    expect(await desk.conceded(story.disputeId)).toBe(1);
    expect((await desk.challenge(story.caseId)).status).toBe(409);
  });

  test('whose concession lost its answer was conceded once', async () => {
    const story = await opened(desk, 'wepay_concede');
    desk.faults.add('disputes.concede', story.disputeId, cutAfter, 1);
    await desk.decide(story.caseId, { decision: 'concede', confirm: 'concede' });
    await noted(desk, story.caseId, 'submission_in_doubt');
    await desk.skip(story.caseId, 2 * MINUTE);
    expect(await ruled(desk, story, 'lost')).toMatchObject({ submission: { by: 'us' } });
    expect(await desk.conceded(story.disputeId)).toBe(1);
  });

  test('whose concession never arrived is conceded again', async () => {
    const story = await opened(desk, 'wepay_concede');
    desk.faults.add('disputes.concede', story.disputeId, cutBefore, 1);
    await desk.decide(story.caseId, { decision: 'concede', confirm: 'concede' });
    await noted(desk, story.caseId, 'submission_in_doubt');
    await desk.skip(story.caseId, 2 * MINUTE);
    await ruled(desk, story, 'lost');
    expect(await desk.conceded(story.disputeId)).toBe(1);
  });

  test('cannot be conceded after a challenge', async () => {
    const story = await challenged('wepay_won');
    await submitted(desk, story);
    const refusal = await desk.decide(story.caseId, { decision: 'concede', confirm: 'concede' });
    expect(refusal.status).toBe(409);
    expect(await desk.conceded(story.disputeId)).toBe(0);
  });

  test('whose documents died before the answer is answered with new ones', async () => {
    const story = await challenged('wepay_documents_die');
    await submitted(desk, story);
    const kinds = (await desk.timelineOf(story.caseId)).map(({ kind }) => kind);
    expect(kinds).toContain('documents_renewed');
    expect(kinds.filter((kind) => kind === 'file_uploaded')).toHaveLength(2);
    expect(await desk.spent(story.disputeId)).toBe(1);
  });

  test('refused twice is a person’s business, and can be answered again', async () => {
    const story = await opened(desk, 'wepay_won');
    desk.faults.add('disputes.challenge', story.disputeId, refuse(400, 'Not so.'), 2);
    await desk.edit(story.caseId, { explanation: 'Once.' });
    await attach(story);
    await desk.challenge(story.caseId);
    await noted(desk, story.caseId, 'decision_withdrawn');
    const { body } = await desk.show(story.caseId);
    expect(body.needs_attention.reason).toContain('refused');
    expect(await desk.spent(story.disputeId)).toBe(0);
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    expect(await desk.spent(story.disputeId)).toBe(1);
  });

  test('whose answer was lost on its way back is not sent again', async () => {
    const story = await opened(desk, 'wepay_won');
    desk.faults.add('disputes.challenge', story.disputeId, cutAfter, 1);
    await desk.edit(story.caseId, { explanation: 'Once.' });
    await desk.challenge(story.caseId);
    await noted(desk, story.caseId, 'submission_in_doubt');
    await desk.skip(story.caseId, 2 * MINUTE);
    await submitted(desk, story);
    expect(await desk.spent(story.disputeId)).toBe(1);
    expect(await desk.calls('disputes.challenge', story.disputeId)).toHaveLength(1);
  });

  test('the card network has settled can be neither challenged nor conceded', async () => {
    const story = await opened(desk, 'wepay_pre_dispute');
    for (const decision of ['challenge', 'concede']) {
      const refusal = await desk.decide(story.caseId, { decision, confirm: 'concede' });
      expect(refusal).toMatchObject({ status: 409, body: { detail: expect.stringContaining('settled') } });
    }
    expect((await desk.decide(story.caseId, { decision: 'ignore' })).status).toBe(202);
  });

  test('of more than was paid shows both amounts and the difference', async () => {
    const story = await opened(desk, 'wepay_fx');
    const { money } = (await desk.show(story.caseId)).body;
    expect(money).toMatchObject({
      payment_amount: { currency: 'usd' },
      disputed_amount: { currency: 'usd' },
      difference: { currency: 'usd' },
    });
    expect(Number(money.difference.amount)).toBeGreaterThan(0);
  });

  test('whose funds events came first counts the money once', async () => {
    const story = await opened(desk, 'wepay_funds_first');
    await desk.advance(story.run);
    await desk.until(story.caseId, 'announced', (s) => s.seenEvents.length === 2);
    const { body } = await desk.show(story.caseId);
    const withdrawn = body.money.entries.filter(({ kind }: { kind: string }) => kind === 'withdrawn');
    expect(withdrawn).toHaveLength(1);
  });

  test('is told of to the merchant: opened, answered, ruled', async () => {
    const story = await challenged('wepay_review_declined');
    await submitted(desk, story);
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    const about = await newsFor(desk.store, ({ caseId }) => caseId === story.caseId);
    expect([...new Set(about.map(({ event }) => event))]).toEqual([
      'dispute.opened',
      'dispute.decided',
      'dispute.submitted',
      'dispute.ruled',
    ]);
  });
});

test('an inquiry that returns as a chargeback is answered anew in the same case, from the evidence there was', async () => {
  const story = await challenged('wepay_inquiry_to_chargeback');
  expect(await submitted(desk, story)).toMatchObject({ stage: 'inquiry' });
  await desk.advance(story.run);
  const { dispute_ids } = await desk.advance(story.run);
  const chargeback = { ...story, disputeId: dispute_ids[1] ?? '' };
  const state = await desk.until(
    story.caseId,
    'a chargeback',
    (s) => disputeOf(s, chargeback.disputeId).held !== null,
  );
  expect(disputeOf(state, chargeback.disputeId)).toMatchObject({
    stage: 'chargeback',
    decision: null,
    draft: { fields: { explanation: { chars: 'It was delivered and signed for.'.length } } },
  });
  expect((await desk.challenge(story.caseId)).status).toBe(202);
  await submitted(desk, chargeback);
  await desk.advance(story.run);
  await desk.advance(story.run);
  await ruled(desk, chargeback, 'won');
  expect(await desk.spent(story.disputeId)).toBe(1);
  expect(await desk.spent(chargeback.disputeId)).toBe(1);
});

test('a ruling after 120 days still finds the case waiting', async () => {
  const story = await challenged('wepay_long_ruling');
  await submitted(desk, story);
  await desk.advance(story.run);
  await desk.skip(story.caseId, 120 * DAY);
  await desk.advance(story.run);
  await ruled(desk, story, 'won');
});

test('what no notification told is found by comparing', async () => {
  await desk.settings('wepay', { webhooks_paused: true });
  const { payment_id } = await desk.scenario('wepay_won');
  const caseId = `wepay:${payment_id}`;
  const run = { args: [{ provider: 'wepay', since: { ago: DAY } }], taskQueue: 'recourse' };
  const workflowId = `reconcile:wepay:test-${Date.now()}`;
  const found = await desk.client.workflow.execute('reconcileWorkflow', { ...run, workflowId });
  expect(found).toMatchObject({ failures: [] });
  await desk.until(caseId, 'found', (state) =>
    disputeOf(state).funds.some(({ kind }) => kind === 'withdrawn'),
  );
  await desk.settings('wepay', { webhooks_paused: false });
  const again = await desk.client.workflow.execute('reconcileWorkflow', {
    ...run,
    workflowId: `${workflowId}-2`,
  });
  expect(again).toMatchObject({ delivered: 0 });
});
