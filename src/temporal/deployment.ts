import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { MINUTE, type Millis } from '../domain/instant.ts';
import { providerTaskQueue, TASK_QUEUE } from '../domain/messages.ts';
import { PROVIDERS } from '../domain/names.ts';

/** What Temporal calls all our workers together, whichever queue they poll: one deployment of many versions. */
export const DEPLOYMENT = 'recourse';

/** A worker's poll lasts a minute at most. The server lists a poller for minutes after it is gone. */
const POLLS_WITHIN: Millis = 1.5 * MINUTE;

/** `temporal.api.enums.v1.TaskQueueType` */
const TASK_QUEUE_TYPE = { workflow: 1, activity: 2 } as const;
/** `temporal.api.enums.v1.WorkerVersioningMode` of workers that have a version. */
const VERSIONED = 2;

type TaskQueueType = keyof typeof TASK_QUEUE_TYPE;

/** Every queue a worker of ours polls: a version is whole when its workers poll all of them. */
export const QUEUES: readonly (readonly [name: string, type: TaskQueueType])[] = [
  [TASK_QUEUE, 'workflow'],
  [TASK_QUEUE, 'activity'],
  ...PROVIDERS.map((name) => [providerTaskQueue(name), 'activity'] as const),
];

/** Who polls a queue just now, and whose work it is. */
export interface QueueService {
  /** The version all work goes to; null where that is workers without a version. */
  readonly current: string | null;
  /** The versions of those that poll, one for each worker; null for a worker without. */
  readonly polling: readonly (string | null)[];
}

/** Looks at one task queue. */
export async function queueService(client: Client, name: string, type: TaskQueueType): Promise<QueueService> {
  const { pollers, versioningInfo } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name },
    taskQueueType: TASK_QUEUE_TYPE[type],
  });
  const oldest = Date.now() - POLLS_WITHIN;
  return {
    current: versioningInfo?.currentDeploymentVersion?.buildId ?? null,
    polling: pollers
      .filter(({ lastAccessTime }) => tsToMs(lastAccessTime) > oldest)
      .map(({ deploymentOptions }) =>
        Number(deploymentOptions?.workerVersioningMode) === VERSIONED
          ? (deploymentOptions?.buildId ?? null)
          : null,
      ),
  };
}

/** The queues none of a version's workers polls, or (null) none of those without a version. */
export async function missingQueues(client: Client, buildId: string | null): Promise<readonly string[]> {
  const looks = await Promise.all(
    QUEUES.map(async ([name, type]) => {
      const { polling } = await queueService(client, name, type);
      return polling.includes(buildId) ? [] : [`${name} (${type})`];
    }),
  );
  return looks.flat();
}

/** Whether workers without a version poll any queue. */
export async function hasUnversioned(client: Client): Promise<boolean> {
  return (await missingQueues(client, null)).length < QUEUES.length;
}
