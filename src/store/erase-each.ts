import type { Instant } from '../domain/instant.ts';
import type { CaseId } from '../domain/names.ts';
import { ErasureFailedError, type Erasures } from './erasure.ts';

/**
 * Erases all that is marked and closed, of one erasure or of any, case by case. One that fails is told of and left to a later round: it holds up no other.
 *
 * @returns for each case null, or why it failed
 */
export async function* eraseEach(
  erasures: Pick<Erasures, 'eraseNext'>,
  now: () => Instant,
  erasureId?: string,
): AsyncGenerator<ErasureFailedError | null> {
  const failed: CaseId[] = [];
  for (;;) {
    const done = await erasures.eraseNext(now(), erasureId, failed).catch(failure);
    if (done === null) return;
    if (typeof done === 'string') {
      yield null;
    } else {
      failed.push(done.caseId);
      yield done;
    }
  }
}

/** A store that is away fails them all: nothing is gone on with. */
function failure(error: unknown): ErasureFailedError {
  if (error instanceof ErasureFailedError) return error;
  throw error;
}
