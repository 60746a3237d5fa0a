import type { Desk } from '../setup/desk.ts';
import { accountedFor, inDoubt, moveRefund, resolve } from '../workflows/refund-story.ts';
import { noted } from '../workflows/story.ts';
import { aCase, aRefund, type Kept, type Play } from './play.ts';
import { paidToTheEnd } from './refund-course.ts';

/** Alerts that are refunded, so that no dispute comes of them. */
export const ALERT_STORIES: Readonly<Record<string, Play>> = {
  'alert-refunded-by-the-policy': async (desk) => {
    const alert = await alerted(desk, { amount: 20 });
    await paidToTheEnd(desk, await accountedFor(desk, alert.refundId));
    return await heardOf(desk, alert, 'succeeded');
  },

  'alert-refunded-by-a-person': async (desk) => {
    const alert = await alerted(desk);
    await desk.decide(alert.caseId, { decision: 'refund', note: 'Not worth it.' });
    await paidToTheEnd(desk, await accountedFor(desk, alert.refundId));
    return await heardOf(desk, alert, 'succeeded');
  },

  'alert-whose-refund-fails-and-is-decided-again': async (desk) => {
    const alert = await alerted(desk);
    await desk.decide(alert.caseId, { decision: 'refund' });
    await moveRefund(desk, await accountedFor(desk, alert.refundId), 'fail');
    await heardOf(desk, alert, 'failed');
    await desk.decide(alert.caseId, { decision: 'refund' });
    await accountedFor(desk, `${alert.refundId}.2`);
    return await heardOf(desk, alert, 'pending');
  },

  'alert-whose-dispute-comes-before-its-refund': async (desk) => {
    const alert = await alerted(desk, {}, 'alert_becomes_dispute');
    const disputedFirst = async <T>(work: () => T) => {
      await desk.advance(alert.run);
      return work();
    };
    desk.faults.add('payments.refund', alert.payment, disputedFirst, 1);
    await desk.decide(alert.caseId, { decision: 'refund' });
    const kept = await heardOf(desk, alert, 'failed');
    await desk.until(
      alert.caseId,
      'a dispute to answer',
      ({ disputes, attention }) => disputes.length === 2 && attention.length > 0,
    );
    return kept;
  },

  'alert-whose-refund-is-in-doubt': async (desk) => {
    const alert = await alerted(desk);
    const { payment, refundId } = alert;
    desk.faultRules.add({ route: 'payments.refund', object: payment, fault: 'cut_after', times: 1 });
    const outage = { route: 'refunds.list', object: payment, fault: 'error_before', skip: 1 } as const;
    desk.faultRules.add(outage);
    await desk.decide(alert.caseId, { decision: 'refund' });
    await inDoubt(desk, refundId);
    await heardOf(desk, alert, 'needs_attention');
    await resolve(desk, refundId, 'done');
    return await heardOf(desk, alert, 'succeeded');
  },
};

interface Alert {
  /** The scenario's run at the sandbox. */
  readonly run: string;
  readonly payment: string;
  readonly caseId: string;
  /** Its first refund. */
  readonly refundId: string;
}

/** An alert, too large for the policy to refund unless told otherwise, that was read. */
async function alerted(desk: Desk, more: object = {}, scenario = 'alert_lapses'): Promise<Alert> {
  const { id: run, payment_id: payment, alert_id: alertId } = await desk.scenario(scenario, more);
  const caseId = `whop:${payment}`;
  await desk.until(caseId, 'read', ({ disputes }) =>
    disputes.some(({ draft }) => draft.fields['customer_name'] !== undefined),
  );
  return { run, payment, caseId, refundId: `whop:${payment}:alert-${alertId}` };
}

/** Waits until the case knows that its alert's last refund stands so. */
async function heardOf(desk: Desk, { caseId, refundId }: Alert, status: string): Promise<Kept> {
  await desk.until(caseId, `heard of ${status}`, ({ disputes }) =>
    disputes.some(({ refunds }) => refunds.at(-1)?.status === status),
  );
  await noted(desk, caseId, 'refund_requested');
  return aCase(caseId, { refund: aRefund(refundId).main });
}
