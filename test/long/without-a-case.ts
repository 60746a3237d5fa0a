import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/instant.ts';
import { TASK_QUEUE } from '../../src/domain/messages.ts';
import {
  RECONCILE_WORKFLOW,
  type ReconcileInput,
  type Reconciliation,
} from '../../src/domain/reconcile-messages.ts';
import type { Desk } from '../setup/desk.ts';
import { failBefore } from '../setup/faults.ts';
import { accountedFor, aPayment, moveRefund, refundCalls, usd } from '../workflows/refund-story.ts';
import { eventually } from '../workflows/story.ts';
import { type Running, untouched } from './in-course.ts';

export async function pendingRefund(desk: Desk): Promise<Running> {
  const payment = await aPayment(desk);
  const id = await desk.askRefund(payment, 'pending', usd('5'));
  const made = await accountedFor(desk, id);
  return {
    what: `pending refund ${id}`,
    caseId: null,
    touch: untouched,
    async finish() {
      await moveRefund(desk, made, 'succeed');
      await desk.untilRefund(id, 'succeeded', ({ status }) => status === 'succeeded', { step: 5 * SECOND });
      expect(await refundCalls(desk, payment)).toBe(1);
    },
  };
}

export async function refundThatNeedsAction(desk: Desk): Promise<Running> {
  const payment = await aPayment(desk);
  const id = await desk.askRefund(payment, 'action', usd('5'));
  await moveRefund(desk, await accountedFor(desk, id), 'require_action');
  const made = await desk.untilRefund(id, 'requires action', ({ status }) => status === 'requires_action');
  return {
    what: `refund that needs action ${id}`,
    caseId: null,
    touch: untouched,
    async finish() {
      await moveRefund(desk, made, 'succeed');
      await desk.untilRefund(id, 'succeeded', ({ status }) => status === 'succeeded');
      expect(await refundCalls(desk, payment)).toBe(1);
    },
  };
}

/** Two refunds of one payment, the first of which cannot read it. */
export async function waitingLine(desk: Desk): Promise<Running> {
  const payment = await aPayment(desk);
  const readable = desk.faults.add('payments.retrieve', payment, failBefore);
  const first = await desk.askRefund(payment, 'first', usd('5'));
  const second = await desk.askRefund(payment, 'second', usd('6'));
  await desk.untilRefund(first, 'unread', ({ attention }) => attention !== null, { step: MINUTE });
  return {
    what: `waiting line ${payment}`,
    caseId: null,
    touch: untouched,
    async finish() {
      readable();
      await accountedFor(desk, first, MINUTE);
      await accountedFor(desk, second);
      expect(await refundCalls(desk, payment)).toBe(2);
    },
  };
}

/** A comparison that the provider told to wait for an hour with its first page. */
export async function comparison(desk: Desk): Promise<Running> {
  const input: ReconcileInput = { provider: 'whop', since: { ago: DAY } };
  const workflowId = `reconcile:whop:${randomUUID()}`;
  const { id: rule } = desk.faultRules.add({
    provider: 'whop',
    route: 'disputes.list',
    fault: 'rate_limit',
    retry_after: HOUR / SECOND,
    times: 1,
  });
  const running = await desk.client.workflow.start(RECONCILE_WORKFLOW, {
    workflowId,
    taskQueue: TASK_QUEUE,
    args: [input],
  });
  await eventually(async () =>
    expect(desk.faultRules.list().find(({ id }) => id === rule)).toMatchObject({ struck: 1 }),
  );
  return {
    what: `comparison ${workflowId}`,
    caseId: null,
    touch: untouched,
    async finish() {
      await desk.client.workflowService.resetActivity({
        namespace: desk.namespace,
        execution: { workflowId },
        type: 'reconcilePage',
      });
      const found: Reconciliation = await running.result();
      expect(found).toMatchObject({ failures: [] });
      expect(found.read).toBeGreaterThan(0);
    },
  };
}
