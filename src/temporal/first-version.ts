import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { SECOND, type Millis } from '../domain/instant.ts';
import { TASK_QUEUE } from '../domain/messages.ts';
import { hasUnversioned, queueService } from './deployment.ts';
import { GRPC, grpcStatus, isTransient } from './grpc-status.ts';
import { NotPromotedError, promoteVersion, workerVersions } from './versions.ts';

const AGAIN: Millis = SECOND;
/** A fleet without versions stays until somebody ends it. */
const AGAIN_BESIDE_OTHERS: Millis = 15 * SECOND;

/**
 * Promotes a worker's own version where none ever was and nobody else works: without that nothing would be worked on at a first start, with nobody there to
 * say why. Beside workers without a version, and after a first one, it waits for somebody to promote it. Ends once there is nothing to do, or when told
 * to stop.
 */
export async function promoteFirstVersion(
  client: Client,
  buildId: string,
  log: Logger,
  stop: AbortSignal,
): Promise<void> {
  let told = false;
  while (!stop.aborted) {
    let again = AGAIN;
    try {
      const found = await promoteOrTell(client, buildId, log);
      if (found === 'settled') return;
      if (found === 'others_work') {
        again = AGAIN_BESIDE_OTHERS;
        if (!told) log.warn({ version: buildId }, OTHERS_WORK);
        told = true;
      }
    } catch (error) {
      // Two first workers at once: one of them was faster, and the next look shows it.
      const mayPass = error instanceof NotPromotedError && grpcStatus(error) !== GRPC.permissionDenied;
      if (mayPass) log.info({ err: error }, 'not promoted yet');
      else if (!isTransient(error)) {
        log.error({ err: error, version: buildId }, 'no version could be made current: promote one by hand');
        return;
      }
    }
    await sleep(again, undefined, { signal: stop }).catch(() => undefined);
  }
}

const OTHERS_WORK =
  'workers without a version have all the work: promote this version by hand once they may lose it (recourse versions promote)';

async function promoteOrTell(
  client: Client,
  buildId: string,
  log: Logger,
): Promise<'settled' | 'not_yet' | 'others_work'> {
  const known = await workerVersions(client);
  const own = known?.versions.find((version) => version.buildId === buildId);
  if (known === null || own === undefined) return 'not_yet';
  if (known.begun) {
    if (own.state !== 'current') {
      log.warn(
        { version: buildId },
        'this version is not the current one: it works on nothing until somebody promotes it',
      );
    }
    return 'settled';
  }
  if (own.missing.length > 0) return 'not_yet';
  if (await hasUnversioned(client)) return 'others_work';
  await promoteVersion(client, buildId, known.conflictToken);
  log.info({ version: buildId }, 'the first version of the workers: it is the current one');
  return 'settled';
}

/** Says so where a worker without a version works on nothing, since all work goes to a current version. */
export async function warnIfVersioned(client: Client, log: Logger): Promise<void> {
  try {
    const { current } = await queueService(client, TASK_QUEUE, 'workflow');
    if (current !== null) log.warn({ current }, LEFT_OUT);
  } catch (error) {
    log.info({ err: error }, 'whether workers have versions could not be seen');
  }
}

const LEFT_OUT =
  'this worker has no version and gets no work, all of which goes to the current one: set RECOURSE_WORKER_BUILD_ID, or run recourse versions promote --none';
