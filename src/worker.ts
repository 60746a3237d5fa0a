import type { PayloadCodec } from '@temporalio/common';
import {
  type MetricsExporterConfig,
  Runtime,
  Worker,
  type NativeConnection,
  type WorkerOptions as SdkWorkerOptions,
} from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities, type ActivityPorts } from './activities/index.ts';
import { SECOND } from './domain/instant.ts';
import { providerTaskQueue, TASK_QUEUE } from './domain/messages.ts';
import { PROVIDERS, type ProviderName } from './domain/names.ts';
import type { Provider } from './providers/provider.ts';
import { dataConverter } from './temporal/data-converter.ts';
import { DEPLOYMENT } from './temporal/deployment.ts';
import { sdkLogger } from './temporal/sdk-log.ts';
import { tracedActivities } from './telemetry/traced-activities.ts';
import { workflowSpans } from './telemetry/workflow-spans.ts';
import type { WorkflowBundle } from './workflow-bundle.ts';

/** What a worker is made of. */
export interface WorkerOptions {
  /** Close it after the worker has stopped: an open one keeps the process alive. */
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** Those of whoever else reaches this namespace; none leaves everything readable. */
  readonly payloadCodecs: readonly PayloadCodec[];
  readonly workflowBundle: WorkflowBundle;
  readonly ports: ActivityPorts;
  /** Which version of the code this is; null or absent for a worker without versions. */
  readonly buildId?: string | null;
}

/** A worker of Recourse: runs cases and what they do to the world. */
export interface RecourseWorker {
  /** Works until {@link shutdown}, and then ends within seconds; once. Rejects when any part of it fails, after the others have ended. */
  run(): Promise<void>;
  /** Stops taking on work; what is under way is finished. Harmless a second time. */
  shutdown(): void;
}

/** About 0.4 MB each; what is not cached is replayed from its history. */
const MAX_CACHED_WORKFLOWS = 500;
/** Calls to one provider at a time are few: more connections waiting for them would only cost. */
const PROVIDER_POLLERS = 2;

/** Makes a worker for the common queue and, beside it, one for each provider's calls. */
export async function createRecourseWorker(options: WorkerOptions): Promise<RecourseWorker> {
  const { connection, namespace, ports } = options;
  const shared = {
    connection,
    namespace,
    activities: createActivities(ports),
    interceptors: { activity: [tracedActivities] },
    ...versionOf(options.buildId ?? null),
    dataConverter: dataConverter(options.payloadCodecs),
    // An activity that outlives the first is told to stop; one that outlives the second is left behind, and its workflow settles the doubt.
    shutdownGraceTime: 2 * SECOND,
    shutdownForceTime: 4 * SECOND,
  };
  const common = await Worker.create({
    ...shared,
    taskQueue: TASK_QUEUE,
    workflowBundle: options.workflowBundle,
    sinks: workflowSpans,
    maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
    // A case whose worker was killed goes to another after this time; by default it would wait five times as long.
    stickyQueueScheduleToStartTimeout: SECOND,
  });
  const calling = await Promise.all(
    PROVIDERS.map((name) =>
      Worker.create({
        ...shared,
        taskQueue: providerTaskQueue(name),
        maxConcurrentActivityTaskPolls: PROVIDER_POLLERS,
        ...paceOf(name, ports.providers),
      }),
    ),
  );
  return together([common, ...calling]);
}

/**
 * Running cases go over to the version that is promoted: one lives for half a year, and workers of every version since would have to run as long if it
 * stayed with its own. That new code can go on with what old code began is told by `patched`, and seen by replaying recorded histories.
 */
function versionOf(buildId: string | null): Pick<SdkWorkerOptions, 'workerDeploymentOptions'> {
  if (buildId === null) return {};
  return {
    workerDeploymentOptions: {
      version: { deploymentName: DEPLOYMENT, buildId },
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'AUTO_UPGRADE',
    },
  };
}

/** The server keeps the pace of a task queue, so that it holds for all workers together. */
function paceOf(
  name: ProviderName,
  providers: ReadonlyMap<ProviderName, Provider>,
): { readonly maxTaskQueueActivitiesPerSecond?: number } {
  const pace = providers.get(name)?.capabilities.pace;
  return pace ? { maxTaskQueueActivitiesPerSecond: pace.requests / (pace.per / SECOND) } : {};
}

function together(workers: readonly Worker[]): RecourseWorker {
  const shutdown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  return {
    shutdown,
    async run() {
      const ends = workers.map((worker) => worker.run().finally(shutdown));
      const failed = (await Promise.allSettled(ends)).find((end) => end.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}

/**
 * Sets up the Temporal SDK for this process; once, before its first worker or connection. Signals stay ours to handle.
 *
 * @param metrics - where the SDK's own metrics go; nowhere when absent
 */
export function prepareTemporalSdk(log: Logger, metrics?: MetricsExporterConfig): void {
  Runtime.install({
    logger: sdkLogger(log),
    telemetryOptions: { logging: { forward: {}, filter: 'warn' }, ...(metrics && { metrics }) },
    shutdownSignals: [],
  });
}
