import { randomUUID } from 'node:crypto';
import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { Millis } from '../../src/domain/instant.ts';

/** The poll timed out and the clock is still on its way. Source: `temporal.api.enums.v1.FastForwardPollingResult`. */
function isUnderWay({ fastForwardPollingResult }: { readonly fastForwardPollingResult: number }): boolean {
  return fastForwardPollingResult === 1;
}

/** Lets time pass for one workflow. */
export async function skipTime(
  { workflowService }: Connection,
  namespace: string,
  workflowId: string,
  duration: Millis,
): Promise<void> {
  const workflowExecution = { workflowId };
  const id = randomUUID();
  await workflowService.updateWorkflowExecutionOptions({
    namespace,
    workflowExecution,
    workflowExecutionOptions: {
      timeSkippingConfig: { enabled: true, fastForwardConfig: { id, duration: msToTs(duration) } },
    },
    updateMask: { paths: ['time_skipping_config'] },
  });
  const poll = () =>
    workflowService.pollWorkflowExecutionTimeSkipping({ namespace, workflowExecution, fastForwardId: id });
  while (isUnderWay(await poll()));
}
