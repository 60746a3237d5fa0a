import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { DAY, MINUTE, SECOND } from '../../src/domain/instant.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { ProviderName } from '../../src/domain/names.ts';
import { TIMING } from '../../src/providers/whop/client.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { failBefore, hangAfter, slowDown } from '../setup/faults.ts';
import { run } from '../start/running.ts';
import {
  accountedFor,
  aPayment,
  moveRefund,
  refundCalls,
  totalPaidOut,
  usd,
} from '../workflows/refund-story.ts';
import { eventually, noted, opened, ruled, submitted, type Story } from '../workflows/story.ts';
import { startLosableTemporal } from './losable-temporal.ts';

const SUBMIT = 'disputes.submit_evidence';
const POLICY = { response: { ...BUILT_IN_POLICY.response, onSilence: 'submit' as const } };

type Temporal = Awaited<ReturnType<typeof startLosableTemporal>>;

let temporal: Temporal;
let desk: Desk;
beforeAll(async () => {
  temporal = await startLosableTemporal(inject('temporalPrograms'));
  desk = await startDesk({ temporalAddress: temporal.address, policy: POLICY, timing: TIMING });
});
afterAll(async () => {
  await desk.close();
  await temporal.close();
});

/** What an operator types; answers with what was printed. */
async function reconcile(provider: ProviderName): Promise<string> {
  const command = run('src/main.ts', ['reconcile', '--provider', provider, '--since', '180d'], {
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: desk.namespace,
    RECOURSE_ENCRYPTION_KEYS: 'off',
  });
  await command.ended;
  return command.output();
}

/** A row of the table that `reconcile` prints. */
function row(output: string, what: string): { open: number; started: number; caughtUp: number } {
  const cells = new RegExp(`^ +${what} +(\\d+) +(\\d+) +(\\d+)$`, 'm').exec(output);
  if (cells === null) throw new Error(`no row of ${what} in: ${output}`);
  const [open = 0, started = 0, caughtUp = 0] = cells.slice(1).map(Number);
  return { open, started, caughtUp };
}

async function challenged(story: Story): Promise<Story> {
  expect(await desk.challenge(story.caseId)).toMatchObject({ status: 202 });
  return story;
}

const isPreparing = (story: Story, what: string) =>
  desk.until(story.caseId, what, (state) => {
    const { submission } = disputeOf(state, story.disputeId);
    return submission?.step === 'preparing' && (what !== 'told to wait' || submission.notBefore !== null);
  });

const post = (paymentId: string, key: string, amount: string) =>
  desk.request(
    'POST',
    '/api/v1/refunds',
    { provider: 'whop', payment_id: paymentId, amount: usd(amount) },
    { headers: { 'idempotency-key': key } },
  );

/** Cases and refunds wherever they can be when the power goes. */
async function everywhere() {
  const drafted = await opened(desk, 'dispute_won');
  await desk.edit(drafted.caseId, { notes: 'Signed in 47 times.' });
  await desk.decide(drafted.caseId, { decision: 'challenge', note: 'Clear.' }, { by: 'rea' });
  const silent = await opened(desk, 'dispute_lost');
  const underReview = await challenged(await opened(desk, 'dispute_won'));
  await submitted(desk, underReview);
  const won = await challenged(await opened(desk, 'dispute_won'));
  await submitted(desk, won);
  await desk.advance(won.run);
  await ruled(desk, won, 'won');
  const decided = await opened(desk, 'dispute_won');
  desk.faults.add(SUBMIT, decided.disputeId, slowDown(600), 1);
  await challenged(decided);
  await isPreparing(decided, 'told to wait');
  const conceded = await opened(desk, 'wepay_concede');
  await desk.decide(conceded.caseId, { decision: 'concede', confirm: 'concede' });
  await ruled(desk, conceded, 'lost');
  const wepay = await opened(desk, 'wepay_won');
  await desk.edit(wepay.caseId, { explanation: 'Delivered on 3 May.' });
  await submitted(desk, await challenged(wepay));
  const ccg = await opened(desk, 'ccg_lost');
  await desk.edit(ccg.caseId, { notes: 'They asked for it.' });
  return { drafted, silent, underReview, won, decided, conceded, wepay, ccg };
}

async function refundsEverywhere() {
  const payments = { paid: await aPayment(desk), slow: await aPayment(desk), line: await aPayment(desk) };
  const paid = (await post(payments.paid, 'paid', '5')).body.id;
  const made = await accountedFor(desk, paid);
  await moveRefund(desk, made, 'succeed');
  await desk.untilRefund(paid, 'succeeded', ({ status }) => status === 'succeeded');
  const slow = (await post(payments.slow, 'slow', '6')).body.id;
  await accountedFor(desk, slow);
  desk.faults.add('payments.refund', payments.line, hangAfter, 1);
  const sending = (await post(payments.line, 'sending', '7')).body.id;
  const waiting = (await post(payments.line, 'waiting', '8')).body.id;
  await eventually(async () => expect(await desk.effects('refunded', payments.line)).toHaveLength(1));
  return { payments, paid, slow, sending, waiting };
}

describe('Temporal and all it knew is lost', () => {
  test('everything open is made anew from the records and the providers, and nothing is done twice', async () => {
    const cases = await everywhere();
    const refunds = await refundsEverywhere();
    const sending = await opened(desk, 'dispute_won');
    desk.faults.add(SUBMIT, sending.disputeId, hangAfter, 1);
    await challenged(sending);
    await eventually(async () => expect(await desk.spent(sending.disputeId)).toBe(1));
    const before = await desk.show(cases.drafted.caseId);

    await desk.stopWorker();
    await temporal.stop();
    await isPreparing(sending, 'sent, which nobody wrote down');
    await desk.settings('whop', { webhooks_paused: true });
    const missed = await desk.scenario('dispute_won');
    await desk.settings('whop', { webhooks_paused: false });
    await temporal.startEmpty(desk.namespace);
    await desk.startWorker();

    const whop = await reconcile('whop');
    expect(row(whop, 'cases')).toEqual({ open: 6, started: 6, caughtUp: 0 });
    expect(row(whop, 'refunds')).toEqual({ open: 3, started: 3, caughtUp: 0 });
    expect(whop).toContain(`${missed.dispute_ids[0]}: not known until now`);
    expect(row(await reconcile('wepay'), 'cases')).toEqual({ open: 2, started: 2, caughtUp: 0 });
    expect(row(await reconcile('ccg'), 'cases')).toEqual({ open: 1, started: 1, caughtUp: 0 });
    expect(row(await reconcile('whop'), 'cases')).toMatchObject({ open: 7, started: 0, caughtUp: 0 });

    const [draftedBefore] = before.body.disputes;
    const after = await desk.show(cases.drafted.caseId);
    expect(after.body.disputes[0]).toMatchObject({
      evidence: draftedBefore.evidence,
      proposal: draftedBefore.proposal,
      respond_by: draftedBefore.respond_by,
    });
    await submitted(desk, await challenged(cases.drafted));
    await desk.skip(cases.silent.caseId, 9 * DAY + MINUTE);
    await submitted(desk, cases.silent);
    await desk.skip(cases.decided.caseId, 16 * MINUTE);
    await submitted(desk, cases.decided);
    await desk.skip(sending.caseId, 5 * SECOND);
    await submitted(desk, sending);
    for (const story of [cases.underReview, cases.drafted]) {
      await desk.advance(story.run);
      await ruled(desk, story, 'won');
    }
    await desk.advance(cases.wepay.run);
    await desk.advance(cases.wepay.run);
    await ruled(desk, cases.wepay, 'won');
    await desk.decide(cases.ccg.caseId, { decision: 'submitted_elsewhere' });
    await desk.advance(cases.ccg.run);
    await ruled(desk, cases.ccg, 'lost');

    for (const { disputeId } of [
      cases.drafted,
      cases.silent,
      cases.underReview,
      cases.won,
      cases.decided,
      cases.wepay,
      sending,
    ]) {
      expect(await desk.spent(disputeId), disputeId).toBe(1);
    }
    expect(await desk.calls(SUBMIT, sending.disputeId)).toHaveLength(1);
    expect(await desk.conceded(cases.conceded.disputeId)).toBe(1);

    const { payments } = refunds;
    await accountedFor(desk, refunds.sending);
    await accountedFor(desk, refunds.waiting);
    expect(await totalPaidOut(desk, payments.line)).toEqual(usd('15.00'));
    expect(await refundCalls(desk, payments.line)).toBe(2);
    const slow = await accountedFor(desk, refunds.slow);
    await moveRefund(desk, slow, 'succeed');
    await desk.untilRefund(refunds.slow, 'succeeded', ({ status }) => status === 'succeeded');
    expect(await post(payments.paid, 'paid', '5')).toMatchObject({
      status: 202,
      body: { status: 'succeeded' },
    });
    expect(await refundCalls(desk, payments.paid)).toBe(1);
    expect(await refundCalls(desk, payments.slow)).toBe(1);
    expect(await noted(desk, `whop:${missed.payment_id}`, 'event_received')).toMatchObject({
      actor: { via: 'reconcile' },
    });
  });
});

describe('Temporal comes back as it was before', () => {
  test('what was done since is seen at the provider and in the records, and not done again', async () => {
    const open = await opened(desk, 'dispute_won');
    const decided = await opened(desk, 'dispute_won');
    const told = desk.faults.add(SUBMIT, decided.disputeId, slowDown(30));
    await challenged(decided);
    await isPreparing(decided, 'told to wait');
    const concede = await opened(desk, 'wepay_concede');
    const payment = await aPayment(desk);
    const unread = desk.faults.add('payments.retrieve', payment, failBefore);
    const refund = await desk.askRefund(payment, 'late', usd('4'));
    await desk.untilRefund(refund, 'unread', ({ attention }) => attention !== null, { step: MINUTE });

    await desk.stopWorker();
    await temporal.backUp(desk.namespace);
    await desk.startWorker();
    await submitted(desk, await challenged(open));
    told();
    await desk.skip(decided.caseId, MINUTE);
    await submitted(desk, decided);
    await desk.decide(concede.caseId, { decision: 'concede', confirm: 'concede' });
    await ruled(desk, concede, 'lost');
    unread();
    await accountedFor(desk, refund, MINUTE);
    const entries = (await desk.timelineOf(open.caseId)).length;

    await desk.stopWorker();
    await temporal.stop();
    await temporal.startFromBackUp(desk.namespace);
    await desk.startWorker();
    // Before anybody could do anything about it people decide again, and time goes by.
    await Promise.all([
      desk.challenge(open.caseId),
      desk.decide(concede.caseId, { decision: 'concede', confirm: 'concede' }),
    ]);
    await desk.skip(decided.caseId, 5 * MINUTE);
    await desk.skip(open.caseId, 5 * MINUTE);
    await desk.skipRefund(refund, 30 * MINUTE);
    await accountedFor(desk, refund, MINUTE);
    await reconcile('whop');
    await reconcile('wepay');
    for (const { caseId } of [open, decided, concede]) await noted(desk, caseId, 'records_followed');
    for (const story of [open, decided]) {
      await desk.advance(story.run);
      await ruled(desk, story, 'won');
      expect(await desk.spent(story.disputeId)).toBe(1);
    }
    expect(await desk.calls(SUBMIT, open.disputeId)).toHaveLength(1);
    expect(await desk.conceded(concede.disputeId)).toBe(1);
    expect(await refundCalls(desk, payment)).toBe(1);
    expect(await totalPaidOut(desk, payment)).toEqual(usd('4.00'));
    expect((await desk.timelineOf(open.caseId)).length).toBeGreaterThan(entries);
  });
});
