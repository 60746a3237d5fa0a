import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { SECOND, type Millis } from '../domain/instant.ts';
import { GRPC, grpcStatus, isTransient } from './grpc-status.ts';
import { NotPromotedError, promoteVersion, workerVersions } from './versions.ts';

const AGAIN: Millis = SECOND;

/**
 * Promotes a worker's own version where none ever was: without that nothing would be worked on at a first start, with nobody there to say why. Any later
 * version waits for somebody to promote it. Ends once there is nothing to do, or when told to stop.
 */
export async function promoteFirstVersion(
  client: Client,
  buildId: string,
  log: Logger,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    try {
      if (await isSettled(client, buildId, log)) return;
    } catch (error) {
      // Two first workers at once: one of them was faster, and the next look shows it.
      const mayPass = error instanceof NotPromotedError && grpcStatus(error) !== GRPC.permissionDenied;
      if (mayPass) log.info({ err: error }, 'not promoted yet');
      else if (!isTransient(error)) {
        log.error({ err: error, version: buildId }, 'no version could be made current: promote one by hand');
        return;
      }
    }
    await sleep(AGAIN, undefined, { signal: stop }).catch(() => undefined);
  }
}

async function isSettled(client: Client, buildId: string, log: Logger): Promise<boolean> {
  const known = await workerVersions(client);
  const own = known?.versions.find((version) => version.buildId === buildId);
  if (known === null || own === undefined) return false;
  if (known.begun) {
    if (own.state !== 'current') {
      log.warn(
        { version: buildId },
        'this version is not the current one: it works on nothing until somebody promotes it',
      );
    }
    return true;
  }
  if (own.missing.length > 0) return false;
  await promoteVersion(client, buildId, known.conflictToken);
  log.info({ version: buildId }, 'the first version of the workers: it is the current one');
  return true;
}
