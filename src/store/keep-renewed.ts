import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { MINUTE, SECOND, type Millis } from '../domain/instant.ts';
import type { ReadModel } from './read-model.ts';

/** Between two steps, so that whoever else wants the database gets it; and while another process is at it. */
const PAUSE: Millis = 20;
const ANOTHER_AT_IT: Millis = 5 * SECOND;
const AFTER_A_FAILURE: Millis = 10 * SECOND;
/** While a new version takes over, a worker of the earlier one may still write rows of its own. */
const LOOK_AGAIN: Millis = MINUTE;

/** How many cases there are between two lines of progress. */
const REPORT_EVERY = 1_000;

export interface RenewalOptions {
  readonly readModel: ReadModel;
  readonly log: Logger;
  readonly stop: AbortSignal;
}

/**
 * Makes what an earlier version left in the read model anew, beside everything else and step by step. What a process does not come to, the next one
 * goes on with. Ends when told to stop, after the step it is at; a store that is away ends nothing.
 */
export async function keepReadModelRenewed({ readModel, log, stop }: RenewalOptions): Promise<void> {
  let done = 0;
  while (!stop.aborted) {
    const renewed = await readModel.renew().catch((error: unknown) => {
      if (!stop.aborted) log.warn({ err: error }, 'lists cannot be made anew right now');
      return error instanceof Error ? error : new Error('a step failed');
    });
    if (typeof renewed === 'number') done = report(renewed, done, log);
    await sleep(pauseAfter(renewed), undefined, { signal: stop }).catch(() => undefined);
  }
}

/** Answers how many cases are done of those that were behind. */
function report(renewed: number, before: number, log: Logger): number {
  const done = before + renewed;
  if (renewed === 0) {
    if (before > 0) log.info({ cases: before }, 'lists are made anew, and whole');
    return 0;
  }
  if (before === 0) log.info('lists of an earlier version are made anew: until then they may be incomplete');
  else if (done % REPORT_EVERY < renewed) log.info({ cases: done }, 'lists are being made anew');
  return done;
}

function pauseAfter(renewed: number | null | Error): Millis {
  if (renewed instanceof Error) return AFTER_A_FAILURE;
  if (renewed === null) return ANOTHER_AT_IT;
  return renewed === 0 ? LOOK_AGAIN : PAUSE;
}
