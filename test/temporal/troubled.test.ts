import { TypedSearchAttributes } from '@temporalio/common';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TASK_QUEUE } from '../../src/domain/messages.ts';
import { troubledWorkflows } from '../../src/temporal/troubled.ts';
import { MERCHANT_ID } from '../../src/workflows/search-attributes.ts';
import { freshNamespace } from '../setup/namespace.ts';

let temporal: Awaited<ReturnType<typeof freshNamespace>>;
beforeEach(async () => {
  temporal = await freshNamespace();
});
afterEach(() => temporal.connection.close());

function start(workflowId: string, type = 'disputeWorkflow') {
  return temporal.client.workflow.start(type, {
    workflowId,
    taskQueue: TASK_QUEUE,
    typedSearchAttributes: new TypedSearchAttributes([{ key: MERCHANT_ID, value: 'biz_1' }]),
  });
}

function troubled() {
  return troubledWorkflows(temporal.client);
}

test('a case that was terminated is one, until a later run goes on in its place; a comparison is none', async () => {
  const id = 'dispute:whop:pay_1';
  const [one, comparison] = [await start(id), await start('reconcile:whop', 'reconcileWorkflow')];
  await one.terminate();
  await comparison.terminate();
  await expect.poll(troubled, { timeout: 10_000 }).toEqual([
    {
      workflowId: id,
      caseId: 'whop:pay_1',
      merchantId: 'biz_1',
      what: 'Its workflow was terminated before it was done.',
      since: expect.stringMatching(/Z$/),
    },
  ]);
  await start(id);
  await expect.poll(troubled, { timeout: 10_000 }).toEqual([]);
});

test('one whose tasks fail again and again is one', async () => {
  await start('refund:whop:pay_1:k', 'refundWorkflow');
  while ((await troubled()).length === 0) await failNextTask();
  expect(await troubled()).toEqual([
    {
      workflowId: 'refund:whop:pay_1:k',
      caseId: null,
      merchantId: 'biz_1',
      what: 'Its workflow cannot go on: its tasks fail again and again.',
      since: null,
    },
  ]);
});

/** What a worker does whose code no longer fits a workflow's history. */
async function failNextTask(): Promise<void> {
  const {
    workflowService,
    options: { namespace },
  } = temporal.client;
  await temporal.client.withDeadline(Date.now() + 30_000, async () => {
    const poll = { namespace, taskQueue: { name: TASK_QUEUE } };
    const { taskToken } = await workflowService.pollWorkflowTaskQueue(poll);
    if (taskToken.length > 0) await workflowService.respondWorkflowTaskFailed({ namespace, taskToken });
  });
}
