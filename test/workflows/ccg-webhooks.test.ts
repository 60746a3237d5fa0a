import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, SECOND } from '../../src/domain/instant.ts';
import { SCENARIOS } from '../../src/sandbox/ccg/scenarios.ts';
import type { Webhook } from '../../src/sandbox/webhooks/outbox.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { countOf, noted, opened, ruled, type Story, webhooksSent } from './story.ts';

/** CCG cannot be asked: how a dispute stands follows from its webhooks alone, whatever their order. */
let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

/** A case whose events do not name their dispute, which is why it goes by the payment's name. */
async function openedUnnamed(scenario: string, more: object = {}): Promise<Story & { realId: string }> {
  const { id, payment_id, dispute_ids } = await desk.scenario(scenario, more);
  const caseId = `ccg:${payment_id}`;
  await desk.until(caseId, 'opened', (state) => state.disputes.length === 1);
  return { caseId, disputeId: `unnamed.${payment_id}`, realId: dispute_ids[0] ?? '', run: id };
}

describe.concurrent('events of CCG that do not name their dispute', () => {
  test('are of the one dispute of their payment, from the opening to the ruling', async () => {
    const story = await openedUnnamed('ccg_without_transactions');
    const { body } = await desk.show(story.caseId);
    expect(body).toMatchObject({ status: 'needs_response', amount: null, deadline: 'estimated' });
    expect(body.respond_by_estimate).not.toBeNull();
    expect((await desk.show(story.caseId)).body.money.unknown).toEqual(
      expect.arrayContaining(['withdrawn', 'fee']),
    );
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    expect((await desk.show(story.caseId)).body.disputes).toHaveLength(1);
  });

  test('join the dispute once it is named, with all that people did meanwhile', async () => {
    const story = await openedUnnamed('ccg_without_transactions');
    expect(
      (await desk.edit(story.caseId, { uncategorized_text: 'Written before it had a name.' })).status,
    ).toBe(200);
    const created = Math.floor(Date.now() / SECOND);
    const withdrawal = {
      id: 'txn_named',
      source: story.realId,
      amount: -5000,
      fee: 1500,
      currency: 'usd',
      created,
    };
    await desk.overwrite(story.realId, { balanceTransactions: [withdrawal] }, 'DISPUTE_INITIATED');
    await desk.until(story.caseId, 'named', (state) => state.disputes.some(({ id }) => id === story.realId));
    const { body } = await desk.show(story.caseId);
    expect(body.disputes).toMatchObject([
      { id: story.realId, evidence: { fields: { uncategorized_text: 'Written before it had a name.' } } },
    ]);
    await desk.advance(story.run);
    await ruled(desk, { ...story, disputeId: story.realId }, 'lost');
  });

  test('whose rulings contradict each other without times is a person’s business, and neither is believed', async () => {
    const story = await openedUnnamed('ccg_contradiction');
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    await desk.advance(story.run);
    const state = await desk.until(story.caseId, 'contradiction', ({ attention }) => attention.length > 0);
    expect(state.attention).toMatchObject([{ kind: 'rulings_contradict' }]);
    expect(disputeOf(state)).toMatchObject({ status: 'under_review', ruling: null });
    expect((await desk.show(story.caseId)).body.needs_attention.reason).toContain('both won and lost');
    await desk.skip(story.caseId, 30 * DAY);
    expect((await desk.show(story.caseId)).body.open).toBe(true);
  });
});

/** What is the same in the end, however it was told. */
async function endOf(caseId: string): Promise<object | null> {
  const answer = await desk.show(caseId);
  if (answer.status === 404) return null;
  const { body } = answer;
  return {
    stage: body.stage,
    status: body.status,
    amount: body.amount,
    reason: body.reason,
    answerable: body.answerable,
    attention: body.attention.map(({ kind }: { kind: string }) => kind),
    disputes: body.disputes.map(({ ruling, provider_status, provider_reason, evidence }: Shown) => ({
      ruling,
      provider_status,
      provider_reason,
      fields: evidence.fields,
    })),
    money: body.money.entries.map(({ kind, amount }: Entry) => ({ kind, amount })),
    net: body.money.net,
  };
}

interface Entry {
  readonly kind: string;
  readonly amount: { readonly amount: string; readonly currency: string };
}

interface Shown {
  readonly ruling: string | null;
  readonly provider_status: string;
  readonly provider_reason: string | null;
  readonly evidence: { readonly fields: object };
}

/** Plays a scenario to its end. Answers with its payment and what was sent of it. */
async function played(scenario: string): Promise<{ paymentId: string; sent: readonly Webhook[] }> {
  let run = await desk.scenario(scenario);
  while (run.next !== null) run = await desk.advance(run.id);
  const paymentId = run.payment_id;
  const { data } = await desk.control<{ data: Webhook[] }>('GET', `/webhooks?id=${paymentId}`);
  await webhooksSent(desk, paymentId, data.length);
  return { paymentId, sent: data };
}

async function sentSoFar(id: string): Promise<number> {
  return (await desk.effects('webhook_sent', id)).length;
}

describe.concurrent('every scenario of CCG', () => {
  test.each(Object.keys(SCENARIOS))('%s ends the same in any order, and told twice', async (scenario) => {
    const { paymentId, sent } = await played(scenario);
    const caseId = `ccg:${paymentId}`;
    const tellsOfDisputes = sent.some(({ type }) => type.startsWith('DISPUTE_'));
    const kept = new Set(sent.map(({ body }) => body)).size;
    if (tellsOfDisputes) await noted(desk, caseId, 'event_received', kept);
    const straight = await endOf(caseId);
    expect(straight === null).toBe(!tellsOfDisputes);

    for (const order of [sent, sent.toReversed()]) {
      const other = crypto.randomUUID();
      for (const { body, type } of order.flatMap((webhook) => [webhook, webhook])) {
        const { payload } = JSON.parse(body.replaceAll(paymentId, other));
        const before = await sentSoFar(other);
        await desk.control('POST', '/webhooks', { provider: 'ccg', type, data: { ...payload, id: other } });
        await webhooksSent(desk, other, before + 1);
      }
      if (tellsOfDisputes) await noted(desk, `ccg:${other}`, 'event_received', kept);
      expect(await endOf(`ccg:${other}`)).toEqual(straight);
    }
  });
});

test('a dispute whose ruling came first ends like one that was told in its order', async () => {
  const { payment_id, id, dispute_ids } = await desk.scenario('ccg_ruling_first');
  expect(await desk.stateOf(`ccg:${payment_id}`)).toBeNull();
  const story = { caseId: `ccg:${payment_id}`, disputeId: dispute_ids[0] ?? '', run: id };
  await desk.advance(id);
  await ruled(desk, story, 'lost');
  await desk.advance(id);
  await noted(desk, story.caseId, 'event_received', 2);
  const straight = await opened(desk, 'ccg_lost');
  await desk.advance(straight.run);
  await ruled(desk, straight, 'lost');
  expect(await endOf(story.caseId)).toEqual(await endOf(straight.caseId));
  expect((await desk.show(story.caseId)).body).toMatchObject({ status: 'lost', needs_attention: null });
  expect(await countOf(desk, story.caseId, 'ruled')).toBe(1);
});

test('a webhook that is delivered again, under another token, is the same event', async () => {
  const story = await opened(desk, 'ccg_lost');
  const [opening] = (await desk.control<{ data: Webhook[] }>('GET', `/webhooks?id=${story.disputeId}`)).data;
  await desk.settings('ccg', { signed_by: 1 });
  await desk.control('POST', `/webhooks/${opening?.id}/resend`);
  await webhooksSent(desk, story.disputeId, 2);
  await desk.settings('ccg', { signed_by: 0 });
  await desk.advance(story.run);
  await ruled(desk, story, 'lost');
  expect(await countOf(desk, story.caseId, 'event_received')).toBe(2);
});

test('events of payments and refunds are acknowledged, and open no case', async () => {
  const { payment_id, id } = await desk.scenario('ccg_refunded_elsewhere');
  await desk.advance(id);
  const { refund_ids } = await desk.advance(id);
  await webhooksSent(desk, payment_id, 3);
  const sent = await desk.effects('webhook_sent', payment_id);
  expect(sent.map(({ detail }) => detail['answer'])).toEqual([200, 200, 200]);
  for (const name of [payment_id, ...refund_ids]) expect((await desk.show(`ccg:${name}`)).status).toBe(404);
});
