import { afterEach, beforeEach, expect, test } from 'vitest';
import { TASK_QUEUE } from '../../src/domain/messages.ts';
import { forgetHistories } from '../../src/temporal/forgetting.ts';
import { freshNamespace } from '../setup/namespace.ts';

let temporal: Awaited<ReturnType<typeof freshNamespace>>;
beforeEach(async () => {
  temporal = await freshNamespace();
});
afterEach(() => temporal.connection.close());

const OF_THE_CASE = ["dispute:whop:pay'1", "refund:whop:pay'1:k", "refunds:whop:pay'1"];
const OF_OTHERS = ["dispute:whop:pay'12", "refund:whop:pay'12:k", "refunds:whop:pay'12"];

function start(workflowId: string) {
  return temporal.client.workflow.start('disputeWorkflow', { workflowId, taskQueue: TASK_QUEUE });
}

async function listed(): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { workflowId, status } of temporal.client.workflow.list())
    found.push(`${workflowId} ${status.name}`);
  return found.toSorted();
}

// The server takes its time to delete what has only just ended.
test('the ended runs of a case and its refunds go, and nothing that runs or is of another', async () => {
  for (const id of [...OF_THE_CASE, ...OF_OTHERS]) await (await start(id)).terminate();
  const again = await start("dispute:whop:pay'1");
  const left = [...OF_OTHERS.map((id) => `${id} TERMINATED`), "dispute:whop:pay'1 RUNNING"].toSorted();
  await expect.poll(listed, { timeout: 20_000 }).toHaveLength(7);

  expect(await forgetHistories(temporal.client, "whop:pay'1"), 'what was listed may still be there').toBe(
    false,
  );
  await expect.poll(listed, { timeout: 120_000, interval: 1_000 }).toEqual(left);
  expect((await again.describe()).status.name).toBe('RUNNING');
  expect(await forgetHistories(temporal.client, "whop:pay'1"), 'one runs').toBe(false);
  await again.terminate();
  const forgotten = () => forgetHistories(temporal.client, "whop:pay'1");
  await expect.poll(forgotten, { timeout: 120_000, interval: 1_000 }).toBe(true);
  expect(await listed()).toEqual(OF_OTHERS.map((id) => `${id} TERMINATED`).toSorted());
});
