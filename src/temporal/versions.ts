import type { Client } from '@temporalio/client';
import { tsToDate } from '@temporalio/common/lib/time.js';
import { type Instant, instant, type Millis, SECOND } from '../domain/instant.ts';
import { OperatorError } from '../operator-error.ts';
import { DEPLOYMENT, missingQueues } from './deployment.ts';
import { GRPC, grpcDetails, grpcStatus } from './grpc-status.ts';

const DEADLINE: Millis = 10 * SECOND;

/** `temporal.api.enums.v1.WorkerDeploymentVersionStatus`, in words. */
const STATES: Readonly<Record<number, string>> = {
  1: 'waiting',
  2: 'current',
  3: 'ramping',
  4: 'draining',
  5: 'drained',
  6: 'waiting',
};

/** One version of the workers, as the Temporal server knows it. */
export interface WorkerVersion {
  readonly buildId: string;
  /** `current` gets all work; `waiting` was never promoted; `draining` and `drained` were current before. */
  readonly state: string;
  readonly createdAt: Instant | null;
  /** Task queues none of its workers polls; empty when it could take over all work. */
  readonly missing: readonly string[];
}

/** All versions the server knows, the newest first, and what guards against two people promoting at once. */
export interface WorkerVersions {
  readonly versions: readonly WorkerVersion[];
  /** Whether any version was ever current: before the first, work goes to workers without a version. */
  readonly begun: boolean;
  readonly conflictToken: Uint8Array;
}

/** Thrown for a version that cannot be promoted; the message says why, and what to do. */
export class NotPromotedError extends OperatorError {
  override readonly name = 'NotPromotedError';
}

/** What the server knows of the workers' versions; null while no worker with a version ever came. */
export async function workerVersions(client: Client): Promise<WorkerVersions | null> {
  const { namespace } = client.options;
  try {
    const { workerDeploymentInfo: info, conflictToken } = await within(client, () =>
      client.workflowService.describeWorkerDeployment({ namespace, deploymentName: DEPLOYMENT }),
    );
    const summaries = info?.versionSummaries ?? [];
    const versions = await Promise.all(
      summaries.map(async ({ status, createTime, deploymentVersion }): Promise<WorkerVersion> => {
        const buildId = deploymentVersion?.buildId ?? '';
        return {
          buildId,
          state: STATES[status ?? 0] ?? 'unknown',
          createdAt: createTime ? instant(tsToDate(createTime).getTime()) : null,
          missing: await missingQueues(client, buildId),
        };
      }),
    );
    const begun = summaries.some(({ firstActivationTime }) => Boolean(firstActivationTime));
    const newestFirst = versions.toSorted((a, b) => ((a.createdAt ?? '') < (b.createdAt ?? '') ? 1 : -1));
    return { versions: newestFirst, begun, conflictToken };
  } catch (error) {
    if (grpcStatus(error) === GRPC.notFound) return null;
    throw error;
  }
}

/**
 * Gives all work to a version, running cases included, or (null) back to workers without one. The server refuses a version whose workers leave a queue
 * unpolled that the present one polls.
 *
 * @param conflictToken - of the look that led to this: whoever changed something since then wins
 * @throws NotPromotedError
 */
export async function promoteVersion(
  client: Client,
  buildId: string | null,
  conflictToken: Uint8Array,
): Promise<void> {
  const { namespace } = client.options;
  try {
    await within(client, () =>
      client.workflowService.setWorkerDeploymentCurrentVersion({
        namespace,
        deploymentName: DEPLOYMENT,
        buildId: buildId ?? '',
        conflictToken,
        identity: 'recourse',
      }),
    );
  } catch (error) {
    if (!REFUSED.has(grpcStatus(error))) throw error;
    const what = buildId === null ? 'Work was not given back' : `Version ${buildId} was not promoted`;
    throw new NotPromotedError(`${what}: ${grpcDetails(error)}.`, { cause: error });
  }
}

const REFUSED: ReadonlySet<number | null> = new Set([
  GRPC.notFound,
  GRPC.failedPrecondition,
  GRPC.permissionDenied,
]);

async function within<T>(client: Client, call: () => Promise<T>): Promise<T> {
  return await client.withDeadline(Date.now() + DEADLINE, call);
}
