import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Millis, MINUTE, SECOND } from '../domain/instant.ts';
import { OperatorError } from '../operator-error.ts';
import type { ConnectedClient } from './connection.ts';
import { grpcDetails } from './grpc-status.ts';
import { passes, prepareNamespace, searchAttributesKnown } from './namespace.ts';

const DEADLINE: Millis = 5 * SECOND;
/** Servers know of new search attributes after a minute at most; what is not known by then is no reason to do no work. */
const ATTRIBUTES_KNOWN_WITHIN: Millis = 2 * MINUTE;

/**
 * Waits until Temporal answers, however long that takes, and makes the namespace ready: of new search attributes its servers know after a while, which
 * is waited for. Ends quietly when told to stop.
 *
 * @param patience - how long new search attributes are waited for
 * @throws OperatorError when Temporal refuses us, or the namespace lacks what we may not add
 */
export async function temporalReady(
  { connection, options: { namespace } }: ConnectedClient,
  log: Logger,
  stop: AbortSignal,
  patience: Millis = ATTRIBUTES_KNOWN_WITHIN,
): Promise<void> {
  for (let failures = 0; !stop.aborted; failures += 1) {
    try {
      await connection.withDeadline(Date.now() + DEADLINE, () => prepareNamespace(connection, namespace));
      return await attributesKnown(connection, namespace, log, stop, patience);
    } catch (error) {
      if (error instanceof OperatorError) throw error;
      if (!passes(error)) {
        const problem = `Temporal refuses us (${grpcDetails(error)}): look at the TEMPORAL_… settings.`;
        throw new OperatorError(problem, { cause: error });
      }
      if (failures % 10 === 1) log.warn({ err: error }, 'Temporal does not answer yet; trying on');
    }
    await sleep(500, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** What finds workflows may be away while all else works: a worker that did not start for that would be worse. */
async function attributesKnown(
  connection: ConnectedClient['connection'],
  namespace: string,
  log: Logger,
  stop: AbortSignal,
  patience: Millis,
): Promise<void> {
  const end = Date.now() + patience;
  for (let told = false; !stop.aborted; told = true) {
    try {
      const known = await connection.withDeadline(Date.now() + DEADLINE, () =>
        searchAttributesKnown(connection, namespace),
      );
      if (known) return;
    } catch (error) {
      log.warn({ err: error }, 'Temporal does not tell whether it knows the search attributes; going on');
      return;
    }
    if (Date.now() >= end) {
      log.error('Temporal does not know the search attributes, and may refuse cases for that; going on');
      return;
    }
    if (!told) log.info('Temporal does not know the new search attributes yet: a minute at most');
    await sleep(500, undefined, { signal: stop }).catch(() => undefined);
  }
}
