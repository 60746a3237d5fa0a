import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { HOUR, instant, type Millis, MINUTE, minus } from '../domain/instant.ts';
import type { CaseId } from '../domain/names.ts';
import type { RetentionTimes } from '../domain/policy.ts';
import { eraseEach } from './erase-each.ts';
import type { Store } from './store.ts';

/** Between two rounds. */
const EVERY: Millis = HOUR;
const AFTER_A_FAILURE: Millis = MINUTE;
/** Between two steps, so that whoever else wants the database gets it. */
const PAUSE: Millis = 20;

/** As many cases are looked up at once. */
const HISTORIES = 1_000;
/** So many cases in a row, and it is Temporal that is away. */
const FAILURES = 3;
/** For so long Temporal may not list what has just begun or ended. */
const UNLISTED: Millis = 10 * MINUTE;

export interface TidyingOptions {
  readonly store: Pick<Store, 'retention' | 'erasures'>;
  readonly times: RetentionTimes;
  /** Deletes what Temporal still holds of the ended workflows of a case and its refunds. Answers whether there was nothing left. */
  readonly forget: (caseId: CaseId) => Promise<boolean>;
  readonly log: Logger;
  readonly stop: AbortSignal;
  /** Between two rounds; an hour when absent. */
  readonly every?: Millis;
}

/**
 * Throws away what was kept long enough, and erases what is marked, once an hour and step by step; of several processes one does it. What it does not
 * come to, the next one goes on with. Ends when told to stop, after the step it is at; a store or a Temporal that is away ends nothing.
 */
export async function keepTidy(options: TidyingOptions): Promise<void> {
  const { log, stop, every = EVERY } = options;
  while (!stop.aborted) {
    const isDone = await round(options).catch((error: unknown) => {
      if (!stop.aborted)
        log.warn({ err: error }, 'what was kept long enough cannot be thrown away right now');
      return false;
    });
    await pause(isDone ? every : AFTER_A_FAILURE, stop);
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

async function markedErased({ store, log, stop }: TidyingOptions): Promise<number> {
  let erased = 0;
  for await (const failed of eraseEach(store.erasures, () => instant(Date.now()))) {
    if (failed === null) erased += 1;
    else log.error({ err: failed, caseId: failed.caseId }, 'a case that is to be erased cannot be');
    await pause(PAUSE, stop);
    if (stop.aborted) break;
  }
  return erased;
}

/** A Temporal that is away, or that does not let us, is asked again in the next round; what is older than its retention goes by itself. */
async function historiesForgotten(options: TidyingOptions): Promise<void> {
  const { store, log, stop } = options;
  let failures = 0;
  for await (const caseId of withHistory(store.erasures)) {
    if (stop.aborted || failures === FAILURES) return;
    try {
      await historyForgotten(caseId, options);
      failures = 0;
    } catch (error) {
      failures += 1;
      log.warn({ err: error, caseId }, 'histories of an erased case cannot be deleted right now');
    }
  }
}

async function historyForgotten(caseId: CaseId, { store, forget }: TidyingOptions): Promise<void> {
  const since = minus(instant(Date.now()), UNLISTED);
  if (await forget(caseId)) await store.erasures.historyGone(caseId, since);
}

async function* withHistory(erasures: TidyingOptions['store']['erasures']): AsyncGenerator<CaseId> {
  let after = '';
  for (;;) {
    const caseIds = await erasures.withHistory(after, HISTORIES);
    yield* caseIds;
    const last = caseIds.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

async function pause(duration: Millis, stop: AbortSignal): Promise<void> {
  await sleep(duration, undefined, { signal: stop }).catch(() => undefined);
}
