import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { MINUTE, SECOND, type Millis } from '../domain/instant.ts';

/** `temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW` */
const WORKFLOW_TASKS = 1;
const DEADLINE: Millis = SECOND;

/** A worker's poll lasts a minute at most. The server lists a poller for minutes after it is gone. */
const POLLS_WITHIN: Millis = 1.5 * MINUTE;

/** Whether the server answers, and whether a worker polls a task queue for workflow tasks. Never throws; an answer takes a second at most. */
export async function temporalHealth(
  client: Client,
  taskQueue: string,
): Promise<{ readonly server: boolean; readonly worker: boolean }> {
  try {
    const { pollers } = await client.withDeadline(Date.now() + DEADLINE, () =>
      client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: taskQueue },
        taskQueueType: WORKFLOW_TASKS,
      }),
    );
    const oldest = Date.now() - POLLS_WITHIN;
    const worker = pollers.some(({ lastAccessTime }) => tsToMs(lastAccessTime) > oldest);
    return { server: true, worker };
  } catch {
    return { server: false, worker: false };
  }
}
