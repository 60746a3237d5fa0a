import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/domain/instant.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { accountedFor, inDoubt, moveRefund, paidOut, refundCalls, resolve, usd } from './refund-story.ts';
import { noted } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  const rule = { provider: 'whop' as const, currency: 'usd', upTo: '20.00' };
  const autoRefund = [{ ...rule, alertTypes: ['dispute', 'fraud', 'dispute_rdr'] }];
  desk = await startDesk({ policy: { alerts: { ...BUILT_IN_POLICY.alerts, autoRefund } } });
});
afterAll(() => desk.close());

/** An alert, above the limit of the policy unless told otherwise. */
async function alerted(scenario = 'alert_becomes_dispute', more: object = {}) {
  const { id: run, payment_id: payment, alert_id } = await desk.scenario(scenario, more);
  const caseId = `whop:${payment}`;
  const alertId = alert_id ?? '';
  await desk.until(caseId, 'alert read', (s) =>
    s.disputes.some(({ id, draft }) => id === alertId && draft.fields['customer_name'] !== undefined),
  );
  return { run, payment, caseId, alertId, refundId: `whop:${payment}:alert-${alertId}` };
}

/** Waits until the case knows how its alert's last refund stands. */
const heard = (caseId: string, status: string) =>
  desk.until(caseId, `heard of ${status}`, (s) =>
    s.disputes.some(({ refunds }) => refunds.at(-1)?.status === status),
  );

describe.concurrent('a person refunds at the alert stage', () => {
  test('and the case hears how it went', async () => {
    const { payment, caseId, refundId } = await alerted();
    expect((await desk.decide(caseId, { decision: 'refund', note: 'Not worth it.' })).status).toBe(202);
    const made = await accountedFor(desk, refundId);
    expect(made).toMatchObject({ asked: null, amount: usd('49.00'), caseId, by: { id: 'ada' } });
    await noted(desk, caseId, 'refund_requested');
    await moveRefund(desk, made, 'succeed');
    await heard(caseId, 'succeeded');
    expect((await desk.show(caseId)).body).toMatchObject({
      needs_attention: null,
      refunds: [{ id: refundId, status: 'succeeded' }],
    });
    expect(await paidOut(desk, payment)).toHaveLength(1);
    expect((await desk.decide(caseId, { decision: 'refund' })).status, 'not a second time').toBe(409);
  });

  test('and one that fails on its way raises attention, and another can be made', async () => {
    const { payment, caseId, refundId } = await alerted();
    await desk.decide(caseId, { decision: 'refund' });
    const made = await accountedFor(desk, refundId);
    await moveRefund(desk, made, 'fail');
    await heard(caseId, 'failed');
    const { body } = await desk.show(caseId);
    expect(body.needs_attention.reason).toMatch(/was to prevent a dispute was not made.*Decide again/);
    expect((await desk.decide(caseId, { decision: 'refund' })).status).toBe(202);
    await accountedFor(desk, `${refundId}.2`);
    expect(await paidOut(desk, payment)).toHaveLength(2);
    await heard(caseId, 'pending');
    expect((await desk.show(caseId)).body.needs_attention).toBeNull();
  });

  test('and one whose dispute comes first leaves that dispute to be answered', async () => {
    const { run, payment, caseId, refundId } = await alerted();
    desk.faults.add(
      'payments.refund',
      payment,
      async (work) => {
        await desk.advance(run);
        return work();
      },
      1,
    );
    await desk.decide(caseId, { decision: 'refund' });
    const failed = await desk.untilRefund(refundId, 'failed', ({ status }) => status === 'failed');
    expect(failed.failure?.code).toBe('disputed');
    await heard(caseId, 'failed');
    const state = await desk.until(
      caseId,
      'attention',
      (s) => s.attention.length > 0 && s.disputes.length === 2,
    );
    expect(state.attention).toMatchObject([{ kind: 'refund_failed' }]);
    expect(await paidOut(desk, payment)).toEqual([]);
    expect((await desk.challenge(caseId)).status).toBe(202);
    await desk.until(caseId, 'no attention', (s) => s.attention.length === 0);
  });

  test('and a doubt about it shows in the case until it is settled', async () => {
    const { payment, caseId, refundId } = await alerted();
    desk.faultRules.add({ route: 'payments.refund', object: payment, fault: 'cut_after', times: 1 });
    desk.faultRules.add({ route: 'refunds.list', object: payment, fault: 'error_before', skip: 1 });
    await desk.decide(caseId, { decision: 'refund' });
    await inDoubt(desk, refundId);
    await heard(caseId, 'needs_attention');
    expect((await desk.show(caseId)).body.needs_attention.reason).toContain('settle it under refunds');
    await resolve(desk, refundId, 'done');
    await heard(caseId, 'succeeded');
    expect((await desk.show(caseId)).body.needs_attention).toBeNull();
    expect(await refundCalls(desk, payment)).toBe(1);
  });

  test('and reads the payment first: what somebody refunded meanwhile is not paid twice', async () => {
    const { payment, caseId, refundId } = await alerted();
    await desk.control('POST', `/payments/${payment}/refunds`, { auto: true });
    await desk.decide(caseId, { decision: 'refund' });
    const refused = await accountedFor(desk, refundId);
    expect(refused.failure?.code).toBe('more_than_remains');
    expect(await refundCalls(desk, payment)).toBe(0);
  });
});

describe.concurrent('the policy', () => {
  test('refunds an alert up to its limit at once', async () => {
    const { payment, caseId, refundId, alertId } = await alerted('alert_lapses', { amount: 20 });
    const made = await accountedFor(desk, refundId);
    expect(made).toMatchObject({ amount: usd('20.00'), by: { type: 'policy' } });
    const state = await heard(caseId, 'pending');
    expect(state.disputes).toMatchObject([{ id: alertId, decision: { kind: 'refund' } }]);
    expect(await paidOut(desk, payment)).toHaveLength(1);
  });

  test.each([
    ['above its limit', 'alert_lapses', { amount: 20.01 }],
    ['in another currency', 'alert_lapses', { amount: 5, currency: 'eur' }],
    ['that Rapid Dispute Resolution has settled', 'visa_rdr', { amount: 5 }],
  ])('leaves an alert %s alone', async (_case, scenario, more) => {
    const { payment, caseId } = await alerted(scenario, more);
    await desk.skip(caseId, 30 * MINUTE);
    expect((await desk.stateOf(caseId))?.disputes).toMatchObject([{ decision: null, refunds: [] }]);
    expect(await desk.refundsOf(payment)).toEqual([]);
  });
});
