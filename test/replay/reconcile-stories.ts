import { DAY, instant, MINUTE } from '../../src/domain/instant.ts';
import { refundIdOf } from '../../src/domain/refund-messages.ts';
import { newRefund } from '../../src/domain/refund.ts';
import { startReconciliation } from '../../src/temporal/reconciliation.ts';
import type { Desk } from '../setup/desk.ts';
import { accountedFor, aPayment, usd } from '../workflows/refund-story.ts';
import type { Kept, Play } from './play.ts';

/** Comparisons of the provider's lists with the cases. */
export const RECONCILE_STORIES: Readonly<Record<string, Play>> = {
  'reconciled-with-a-finding': async (desk) => {
    const { payment_id } = await unheard(desk, () => desk.scenario('dispute_won'));
    const kept = await reconciled(desk);
    await desk.until(`whop:${payment_id}`, 'found', ({ disputes }) => disputes.length === 1);
    return kept;
  },

  'reconciled-with-a-list-that-cannot-be-read': async (desk) => {
    const denied = (permissions: readonly string[]) =>
      desk.control('PATCH', '/settings/whop', { denied_permissions: permissions });
    await denied(['payment:dispute:read']);
    const kept = await reconciled(desk);
    await denied([]);
    return kept;
  },

  'reconciled-after-some-tries': async (desk) => {
    desk.faultRules.add({ route: 'disputes.list', fault: 'cut_after', times: 1 });
    desk.faultRules.add({ route: 'dispute_alerts.list', fault: 'rate_limit', retry_after: 2, times: 1 });
    return await reconciled(desk);
  },

  'reconciled-with-a-refund-to-begin': async (desk) => {
    const payment = await aPayment(desk);
    const id = await reservedLongAgo(desk, payment);
    const kept = await reconciled(desk);
    await accountedFor(desk, id);
    return kept;
  },
};

/** Played where runs are very short. */
export const RECONCILE_IN_MANY_RUNS: Readonly<Record<string, Play>> = {
  'reconciled-in-many-runs': async (desk) => {
    await unheard(desk, async () => {
      const { payment_id } = await desk.scenario('alert_lapses');
      for (let n = 0; n < PAGE; n += 1) await desk.scenario('alert_lapses', { payment_id });
    });
    return await reconciled(desk);
  },
};

/** What the provider lists on one page. */
const PAGE = 100;

async function reconciled(desk: Desk): Promise<Kept> {
  const running = await startReconciliation(desk.client, 'whop', instant(Date.now() - DAY));
  await running.result();
  return { main: running.workflowId, others: {} };
}

/** Lets something happen at the provider that no webhook tells of. */
async function unheard<T>(desk: Desk, happening: () => Promise<T>): Promise<T> {
  await desk.control('PATCH', '/settings/whop', { webhooks_paused: true });
  const happened = await happening();
  await desk.control('PATCH', '/settings/whop', { webhooks_paused: false });
  return happened;
}

/** A refund whose line was never told of it. */
async function reservedLongAgo(desk: Desk, paymentId: string): Promise<string> {
  const id = refundIdOf('whop', paymentId, 'lost');
  const refund = newRefund({
    id,
    provider: 'whop',
    paymentId,
    key: 'lost',
    asked: usd('10'),
    reason: null,
    by: { type: 'person', id: 'ada', via: 'api' },
    caseId: null,
    requestedAt: instant(Date.now() - 2 * MINUTE),
  });
  await desk.store.reserveRefund(refund, 'hash');
  return id;
}
