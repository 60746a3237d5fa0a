import { randomUUID } from 'node:crypto';
import { msToTs } from '@temporalio/common/lib/time.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, instant, millis, MINUTE, SECOND, type Millis } from '../../src/domain/instant.ts';
import type { FoundDifference, Reconciliation } from '../../src/domain/reconcile-messages.ts';
import { refundIdOf } from '../../src/domain/refund-messages.ts';
import { newRefund } from '../../src/domain/refund.ts';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';
import { startReconciliation } from '../../src/temporal/reconciliation.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { closed, noted, opened, ruled, submitted } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

/** Compares what was created in the last day with the cases; answers once that is done. */
async function reconcile(): Promise<Reconciliation> {
  const running = await startReconciliation(desk.client, 'whop', instant(Date.now() - DAY));
  return await running.result();
}

/** What a comparison found out about an object. */
function about(id: string, { findings }: Reconciliation): readonly FoundDifference[] {
  return findings.filter((finding) => finding.id === id);
}

async function loseWebhooks(lose: boolean): Promise<void> {
  await desk.control('PATCH', '/settings/whop', { webhooks_paused: lose });
}

/** Lets something happen at the provider that no webhook tells of. */
async function unheard<T>(happening: () => Promise<T>): Promise<T> {
  await loseWebhooks(true);
  try {
    return await happening();
  } finally {
    await loseWebhooks(false);
  }
}

/** Does something while our key lacks a permission. */
async function denied<T>(permission: string, work: () => Promise<T>): Promise<T> {
  await denyPermissions([permission]);
  try {
    return await work();
  } finally {
    await denyPermissions([]);
  }
}

async function denyPermissions(denied_permissions: readonly string[]): Promise<void> {
  await desk.control('PATCH', '/settings/whop', { denied_permissions });
}

async function listings(route: string): Promise<readonly LedgerEntry[]> {
  return (await desk.control<{ data: LedgerEntry[] }>('GET', `/ledger?kind=call&name=${route}`)).data;
}

describe('while no webhook comes', () => {
  beforeEach(() => loseWebhooks(true));
  afterEach(() => loseWebhooks(false));

  test('a dispute is found, handled to its end, and found no second time', async () => {
    const { id: run, payment_id, dispute_ids } = await desk.scenario('dispute_won');
    const [disputeId = ''] = dispute_ids;
    const caseId = `whop:${payment_id}`;
    const story = { caseId, disputeId, run };
    const first = await reconcile();
    expect(first).toMatchObject({ pages: 2, failures: [] });
    expect(about(disputeId, first)).toEqual([
      { kind: 'dispute', id: disputeId, caseId, differs: [], delivered: true },
    ]);
    await desk.until(caseId, 'prefilled', (s) => disputeOf(s).draft.fields['customer_name'] !== undefined);
    expect(await noted(desk, caseId, 'event_received')).toMatchObject({ actor: { via: 'reconcile' } });
    const second = await reconcile();
    expect(second.read).toBe(first.read);
    expect(about(disputeId, second)).toEqual([]);

    expect((await desk.challenge(caseId)).status).toBe(202);
    await submitted(desk, story);
    expect(about(disputeId, await reconcile()), 'our own submission is no news').toEqual([]);
    await desk.advance(run);
    expect(about(disputeId, await reconcile())).toMatchObject([
      { differs: ['status', 'providerStatus'], delivered: true },
    ]);
    await ruled(desk, story, 'won');
    expect(about(disputeId, await reconcile())).toEqual([]);
    expect(await desk.spent(disputeId)).toBe(1);
  });

  test('a week goes by, and an alert still becomes a dispute that is answered in time and won', async () => {
    const { id: run, payment_id, alert_id } = await desk.scenario('alert_becomes_dispute');
    const caseId = `whop:${payment_id}`;
    expect(about(alert_id ?? '', await reconcile())).toHaveLength(1);
    await desk.until(caseId, 'the alert', (s) => s.disputes[0]?.kind === 'alert');
    const { dispute_ids } = await desk.transition(alert_id ?? '', 'become_dispute', { respond_in: '8d' });
    const [disputeId = ''] = dispute_ids;
    expect(disputeId).not.toBe('');
    expect(about(disputeId, await reconcile())).toHaveLength(1);
    await desk.until(caseId, 'prefilled', (s) => disputeOf(s).draft.fields['customer_name'] !== undefined);
    await desk.skip(caseId, 7 * DAY + HOUR);
    expect(await submitted(desk, { caseId, disputeId, run })).toMatchObject({
      decision: { by: { type: 'policy' } },
    });
    await desk.transition(disputeId, 'rule_won');
    await reconcile();
    await ruled(desk, { caseId, disputeId, run }, 'won');
    await desk.skip(caseId, 15 * DAY);
    await closed(desk, caseId);
    expect(about(disputeId, await reconcile())).toEqual([]);
    expect(await desk.spent(disputeId)).toBe(1);
  });

  test('a ruling that turns after the case was closed opens it again', async () => {
    const { id: run, payment_id, dispute_ids } = await desk.scenario('lost_then_won');
    const [disputeId = ''] = dispute_ids;
    const caseId = `whop:${payment_id}`;
    await desk.advance(run);
    await reconcile();
    await ruled(desk, { caseId, disputeId, run }, 'lost');
    await desk.skip(caseId, 15 * DAY);
    await closed(desk, caseId);
    await desk.advance(run);
    await reconcile();
    await ruled(desk, { caseId, disputeId, run }, 'won');
  });
});

describe('a payment', () => {
  test('that becomes known unnoticed takes the case over with all it has', async () => {
    const { id: run, dispute_ids } = await desk.scenario('dispute_payment_late');
    const [disputeId = ''] = dispute_ids;
    const provisional = `whop:dispute.${disputeId}`;
    await desk.until(provisional, 'read', (s) => disputeOf(s).held !== null);
    await desk.edit(provisional, { notes: 'Kept.' });
    const { payment_id } = await unheard(() => desk.advance(run));
    expect(about(disputeId, await reconcile())).toMatchObject([
      { differs: ['payment'], caseId: provisional },
    ]);
    const state = await desk.until(`whop:${payment_id}`, 'taken over', (s) => s.disputes.length === 1);
    expect(disputeOf(state).draft.fields['notes']).toBeDefined();
    expect(about(disputeId, await reconcile())).toEqual([]);
  });
});

describe('a provider', () => {
  test('whose lists and objects never agree is told of once, not with every comparison', async () => {
    const story = await opened(desk, 'dispute_lost');
    const held = await desk.held(story.disputeId);
    desk.faults.add('disputes.retrieve', story.disputeId, () => ({ status: 200, body: held }));
    await desk.overwrite(story.disputeId, { needs_response_by: instant(Date.now() + 3 * DAY) });
    expect(about(story.disputeId, await reconcile())).toMatchObject([
      { differs: ['respondBy'], delivered: true },
    ]);
    await noted(desk, story.caseId, 'event_received', 2);
    await desk.until(story.caseId, 'read again', (s) => (s.read.dueAt ?? '') > instant(Date.now()));
    expect(about(story.disputeId, await reconcile())).toMatchObject([{ delivered: false }]);
  });

  test('that asks to slow down gets the wait it asks for', async () => {
    const before = await listings('disputes.list');
    await desk.control('POST', '/faults', {
      route: 'disputes.list',
      fault: 'rate_limit',
      retry_after: 4,
      times: 1,
    });
    expect(await reconcile()).toMatchObject({ pages: 2, failures: [] });
    const [refused, taken, ...more] = (await listings('disputes.list')).slice(before.length);
    expect(more).toEqual([]);
    expect(millis(taken?.at ?? '') - millis(refused?.at ?? '')).toBeGreaterThanOrEqual(4 * SECOND);
  });

  test('that fails for a moment is asked again', async () => {
    await desk.control('POST', '/faults', { route: 'disputes.list', fault: 'cut_after', times: 1 });
    await desk.control('POST', '/faults', { route: 'dispute_alerts.list', fault: 'nonsense', times: 1 });
    expect(await reconcile()).toMatchObject({ pages: 2, failures: [] });
  });

  test('that refuses one list is asked once, named, and holds up nothing else', async () => {
    const before = await listings('dispute_alerts.list');
    const result = await denied('payment:dispute_alert:read', reconcile);
    expect(result).toMatchObject({
      pages: 1,
      failures: [
        { what: 'alerts', kind: 'forbidden', message: expect.stringContaining('payment:dispute_alert:read') },
      ],
    });
    expect((await listings('dispute_alerts.list')).length - before.length).toBe(1);
  });

  test('that cannot be read leaves a failed run behind, which says what to do', async () => {
    const workflowId = await denied('payment:dispute:read', async () => {
      const running = await startReconciliation(desk.client, 'whop', instant(Date.now() - DAY));
      await running.result();
      return running.workflowId;
    });
    await expect(desk.client.workflow.getHandle(workflowId).result()).rejects.toMatchObject({
      cause: {
        type: 'NotAllRead',
        message: expect.stringContaining('add the permission payment:dispute:read'),
      },
    });
  });
});

test('a refund that was reserved and never begun is begun, once; a young one is left alone', async () => {
  const { payment_id } = await desk.scenario('payment');
  const ask = (key: string, ago: Millis) =>
    desk.store.reserveRefund(
      newRefund({
        id: refundIdOf('whop', payment_id, key),
        provider: 'whop',
        paymentId: payment_id,
        key,
        asked: { amount: '10.00', currency: 'usd' },
        reason: null,
        by: { type: 'person', id: 'ada', via: 'api' },
        caseId: null,
        requestedAt: instant(Date.now() - ago),
      }),
      key,
    );
  await ask('lost', 2 * MINUTE);
  await ask('young', 0);
  expect(await reconcile()).toMatchObject({ refundsBegun: 1 });
  await expect
    .poll(() => refundsAt(payment_id), { timeout: 60_000 })
    .toEqual([expect.objectContaining({ amount: 10 })]);
  expect(await reconcile()).toMatchObject({ refundsBegun: 0 });
});

test('goes on as new where it was', async () => {
  const before = await listings('disputes.list');
  const progress = {
    since: instant(Date.now() - DAY),
    pages: 7,
    read: 700,
    differing: 3,
    delivered: 2,
    refundsBegun: 0,
    findings: [],
    failures: [],
  };
  const result: Reconciliation = await desk.client.workflow.execute('reconcileWorkflow', {
    workflowId: randomUUID(),
    taskQueue: 'recourse',
    args: [
      { provider: 'whop', since: progress.since, carried: { at: { kind: 'alert', cursor: null }, progress } },
    ],
  });
  expect(result.pages).toBeGreaterThan(7);
  expect(result).toMatchObject({ since: progress.since, differing: 3, delivered: 2 });
  expect(await listings('disputes.list')).toHaveLength(before.length);
});

test('more than one page is read to its end', async () => {
  await reconcile();
  const payment_id = await unheard(async () => {
    const { payment_id: payment } = await desk.scenario('alert_lapses');
    for (let n = 0; n < 100; n += 1) await desk.scenario('alert_lapses', { payment_id: payment });
    return payment;
  });
  const before = await listings('dispute_alerts.list');
  const running = await startReconciliation(desk.client, 'whop', instant(Date.now() - DAY));
  await skipPauses(running.workflowId, MINUTE);
  const { delivered, pages } = await running.result();
  expect(delivered).toBe(101);
  expect(pages).toBeGreaterThan(2);
  expect((await listings('dispute_alerts.list')).length - before.length).toBe(pages - 1);
  await desk.until(`whop:${payment_id}`, 'all of them', (s) => s.disputes.length === 101);
});

async function refundsAt(paymentId: string): Promise<readonly unknown[]> {
  const { refunds } = await desk.control<{ refunds: unknown[] }>('GET', `/payments/${paymentId}`);
  return refunds;
}

/** Lets the pauses between pages pass at once. */
async function skipPauses(workflowId: string, duration: Millis): Promise<void> {
  await desk.client.workflowService.updateWorkflowExecutionOptions({
    namespace: desk.namespace,
    workflowExecution: { workflowId },
    workflowExecutionOptions: {
      timeSkippingConfig: {
        enabled: true,
        fastForwardConfig: { id: randomUUID(), duration: msToTs(duration) },
      },
    },
    updateMask: { paths: ['time_skipping_config'] },
  });
}
