import { Runtime, Worker, type NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities, type ActivityPorts } from './activities/index.ts';
import { SECOND } from './domain/instant.ts';
import { TASK_QUEUE } from './domain/messages.ts';
import { sdkLogger } from './temporal/sdk-log.ts';
import type { WorkflowBundle } from './workflow-bundle.ts';

/** What a worker is made of. */
export interface WorkerOptions {
  /** Close it after the worker has stopped: an open one keeps the process alive. */
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly workflowBundle: WorkflowBundle;
  readonly ports: ActivityPorts;
}

/** About 0.4 MB each; what is not cached is replayed from its history. */
const MAX_CACHED_WORKFLOWS = 500;

/** A worker of Recourse: runs cases and what they do to the world. `run()` it; after `shutdown()` that ends within seconds. */
export function createRecourseWorker(options: WorkerOptions): Promise<Worker> {
  return Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: options.workflowBundle,
    activities: createActivities(options.ports),
    maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
    // A case whose worker was killed goes to another after this time; by default it would wait five times as long.
    stickyQueueScheduleToStartTimeout: SECOND,
    // An activity that outlives the first is told to stop; one that outlives the second is left behind, and its workflow settles the doubt.
    shutdownGraceTime: 2 * SECOND,
    shutdownForceTime: 4 * SECOND,
  });
}

/** Sets up the Temporal SDK for this process; once, before its first worker or connection. Signals stay ours to handle. */
export function prepareTemporalSdk(log: Logger): void {
  Runtime.install({
    logger: sdkLogger(log),
    telemetryOptions: { logging: { forward: {}, filter: 'warn' } },
    shutdownSignals: [],
  });
}
