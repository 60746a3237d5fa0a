import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { SECOND } from '../domain/instant.ts';
import { OperatorError } from '../operator-error.ts';
import type { ConnectedClient } from './connection.ts';
import { grpcDetails, isTransient } from './grpc-status.ts';
import { prepareNamespace, searchAttributesKnown } from './namespace.ts';

/**
 * Waits until Temporal answers, however long that takes, and makes the namespace ready: of new search attributes its servers know after a minute at
 * most. Ends quietly when told to stop.
 *
 * @throws OperatorError when Temporal refuses us, or the namespace lacks what we may not add
 */
export async function temporalReady(
  { connection, options: { namespace } }: ConnectedClient,
  log: Logger,
  stop: AbortSignal,
): Promise<void> {
  for (let failures = 0; !stop.aborted; failures += 1) {
    try {
      const isReady = await connection.withDeadline(Date.now() + 5 * SECOND, async () => {
        await prepareNamespace(connection, namespace);
        return searchAttributesKnown(connection, namespace);
      });
      if (isReady) return;
      if (failures === 0) log.info('Temporal does not know the new search attributes yet: a minute at most');
    } catch (error) {
      if (error instanceof OperatorError) throw error;
      if (!isTransient(error)) {
        const problem = `Temporal refuses us (${grpcDetails(error)}): look at the TEMPORAL_… settings.`;
        throw new OperatorError(problem, { cause: error });
      }
      if (failures % 10 === 1) log.warn({ err: error }, 'Temporal does not answer yet; trying on');
    }
    await sleep(500, undefined, { signal: stop }).catch(() => undefined);
  }
}
