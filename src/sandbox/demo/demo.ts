import { instant, millis, MINUTE, type Millis } from '../../domain/instant.ts';
import type { ProviderName } from '../../domain/names.ts';
import type { Run, Runs, StepLike } from '../cases/runs.ts';
import { inTransaction } from '../database.ts';
import type { Parts } from '../parts.ts';

/** What comes next in a case's life and, in minutes, how soon. */
export interface Plan {
  readonly after: readonly [number, number];
  act(): void;
}

/** What a provider brings to the demo. */
export interface DemoPlay<Terms, Step extends StepLike, Opening> {
  readonly provider: ProviderName;
  readonly runs: Runs<Terms, Step>;
  /** What there is to look at from the first minute. */
  readonly first: readonly Opening[];
  /** What is chosen from later on. */
  readonly later: readonly Opening[];
  /** No new case while this many of the demo's own are unfinished, so that a sandbox left alone for a week does not fill up. */
  readonly mostUnfinished: number;
  /** How many minutes pass between two new cases. */
  readonly everyMinutes: readonly [number, number];
  open(opening: Opening): void;
  /** Null while a case waits for the merchant. */
  planFor(run: Run<Terms>, now: Millis, random: () => number): Plan | null;
  /** What else happens in the meantime. */
  meanwhile?(now: Millis): void;
}

/**
 * Lets time pass in one provider's part of the demo: opens a handful of cases the first time ever, then one now and then, and moves each on some
 * minutes after it got where it is. Cases that people start over the control API are left to them.
 */
export function demoOf<Terms, Step extends StepLike, Opening>(
  { database, notes }: Parts,
  play: DemoPlay<Terms, Step, Opening>,
): (now: Millis, random: () => number) => void {
  const { runs } = play;
  const note = `demo_next_opening/${play.provider}`;

  function openNowAndThen(unfinished: number, now: Millis, random: () => number): void {
    const planned = notes.get(note);
    if (typeof planned === 'number' && now < planned) return;
    const opening = play.later[Math.floor(random() * play.later.length)];
    const wanted = typeof planned === 'number' && unfinished < play.mostUnfinished;
    if (wanted && opening !== undefined) play.open(opening);
    notes.set(note, now + minutes(play.everyMinutes, random));
  }

  function moveOn(run: Run<Terms>, now: Millis, random: () => number): void {
    const plan = play.planFor(run, now, random);
    if (plan === null) return;
    if (run.due_at === null) runs.put({ ...run, due_at: instant(now + minutes(plan.after, random)) });
    else if (now >= millis(run.due_at)) plan.act();
  }

  return (now, random) =>
    inTransaction(database, () => {
      const known = runs.list().filter((run) => run.opened_by === 'demo');
      const unfinished = known.filter((run) => runs.next(run) !== null);
      for (const run of unfinished) moveOn(run, now, random);
      play.meanwhile?.(now);
      if (known.length === 0) for (const opening of play.first) play.open(opening);
      else openNowAndThen(unfinished.length, now, random);
    });
}

/** Ends a case, whatever its scenario had in mind. */
export function endRun<Terms, Step extends StepLike>(runs: Runs<Terms, Step>, run: Run<Terms>): void {
  runs.put({ ...run, step: Number.MAX_SAFE_INTEGER });
}

function minutes([least, most]: readonly [number, number], random: () => number): Millis {
  return (least + random() * (most - least)) * MINUTE;
}
