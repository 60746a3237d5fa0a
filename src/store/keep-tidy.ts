import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { HOUR, instant, MINUTE, type Millis } from '../domain/instant.ts';
import type { CaseId } from '../domain/names.ts';
import type { RetentionTimes } from '../domain/policy.ts';
import type { Store } from './store.ts';

/** Between two rounds. */
const EVERY: Millis = HOUR;
const AFTER_A_FAILURE: Millis = MINUTE;
/** Between two steps, so that whoever else wants the database gets it. */
const PAUSE: Millis = 20;

/** Of as many cases the histories are deleted in one round. */
const HISTORIES = 1_000;

export interface TidyingOptions {
  readonly store: Pick<Store, 'retention' | 'erasures'>;
  readonly times: RetentionTimes;
  /** Deletes what Temporal still holds of the ended workflows of a case and its refunds. */
  readonly forget: (caseId: CaseId) => Promise<void>;
  readonly log: Logger;
  readonly stop: AbortSignal;
}

/**
 * Throws away what was kept long enough, and erases what is marked, once an hour and step by step; of several processes one does it. What it does not
 * come to, the next one goes on with. Ends when told to stop, after the step it is at; a store or a Temporal that is away ends nothing.
 */
export async function keepTidy(options: TidyingOptions): Promise<void> {
  const { log, stop } = options;
  while (!stop.aborted) {
    const isDone = await round(options).catch((error: unknown) => {
      if (!stop.aborted)
        log.warn({ err: error }, 'what was kept long enough cannot be thrown away right now');
      return false;
    });
    await pause(isDone ? EVERY : AFTER_A_FAILURE, stop);
  }
}

async function round(options: TidyingOptions): Promise<boolean> {
  const { log } = options;
  const totals = await thrownAway(options);
  const erased = await markedErased(options);
  const counts = { ...totals, erased };
  if (Object.values(counts).some((count) => count > 0)) {
    log.info(counts, 'thrown away what was kept long enough');
  }
  await historiesForgotten(options);
  return true;
}

async function thrownAway({ store, times, stop }: TidyingOptions): Promise<Record<string, number>> {
  const totals: Record<string, number> = {};
  while (!stop.aborted) {
    const step = await store.retention.tidy(times, instant(Date.now()));
    if (step === null) return totals;
    const counts: readonly (readonly [string, number])[] = Object.entries(step);
    for (const [what, count] of counts) totals[what] = (totals[what] ?? 0) + count;
    if (counts.every(([, count]) => count === 0)) return totals;
    await pause(PAUSE, stop);
  }
  return totals;
}

async function markedErased({ store, stop }: TidyingOptions): Promise<number> {
  let erased = 0;
  while (!stop.aborted && (await store.erasures.eraseNext(instant(Date.now()))) !== null) {
    erased += 1;
    await pause(PAUSE, stop);
  }
  return erased;
}

/** A Temporal that is away, or that does not let us, is asked again in the next round; what is older than its retention goes by itself. */
async function historiesForgotten({ store: { erasures }, forget, log, stop }: TidyingOptions): Promise<void> {
  const caseIds = await erasures.withHistory(HISTORIES);
  for (const caseId of caseIds) {
    if (stop.aborted) return;
    try {
      await forget(caseId);
    } catch (error) {
      log.warn({ err: error }, 'histories of erased cases cannot be deleted at Temporal right now');
      return;
    }
    await erasures.historyGone(caseId);
  }
}

async function pause(duration: Millis, stop: AbortSignal): Promise<void> {
  await sleep(duration, undefined, { signal: stop }).catch(() => undefined);
}
