import { type Instant, type Millis, millis, minus, MINUTE, SECOND } from '../domain/instant.ts';
import type { Store } from '../store/store.ts';
import type { CaseGateway } from '../temporal/gateway.ts';
import { kept } from './kept.ts';
import { orElse } from './reach.ts';

/** Temporal's lists tell some seconds late of a workflow that began or went on as another run, on a busy server perhaps a minute. */
const LAG: Millis = MINUTE;
const KEPT: Millis = 15 * SECOND;

interface MissingSources {
  readonly store: Pick<Store, 'unfinished'>;
  readonly gateway: Pick<CaseGateway, 'runningCases'>;
}

/**
 * How many open cases of the records lack their workflow, once that has been so for longer than Temporal's lists lag behind; 0 where it cannot be told.
 * Then Temporal's state was lost, or comes from an older back-up.
 */
export function missingWorkflows({ store, gateway }: MissingSources): (now: Instant) => Promise<number> {
  let since: Instant | null = null;
  const missing = kept(KEPT, async () => {
    const quiet = minus(new Date().toISOString(), LAG);
    const counts = Promise.all([store.unfinished.countCases(quiet), gateway.runningCases()]);
    const [open, running] = await orElse(counts, [0, 0]);
    return open - running;
  });
  return async (now) => {
    const count = await missing();
    if (count <= 0) since = null;
    else since ??= now;
    return since !== null && millis(now) - millis(since) >= LAG ? count : 0;
  };
}
