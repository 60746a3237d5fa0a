import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { SECOND, type Millis } from '../../src/domain/instant.ts';
import { type Moment, nameOfStep, type Step } from './course.ts';
import { live, type Life } from './life.ts';
import type { ProcessName, Rig } from './rig.ts';

/** A process is killed at a step of a life. */
export interface Kill {
  readonly victim: ProcessName;
  readonly step: Step;
  readonly moment: Moment;
}

/** One life for each kind, and what a life that meets no kill comes to. */
export interface Kinds {
  readonly [life: string]: { readonly begin: (rig: Rig) => Promise<Life>; readonly normal: object };
}

/** What became of a wave. */
export interface Wave {
  /** Not at their step when the process was killed; they came to the right end all the same. */
  readonly missed: readonly Kill[];
  /** Those of the missed whose lives went to their ends without ever making the call: not every life has that step. */
  readonly absent: readonly Kill[];
  /** One sentence for each life that came to another end. */
  readonly faults: readonly string[];
}

/** A worker's reads give up after ten seconds, and the API's, for which a person waits, after three: all must be at their step before that. */
const GATHERING: Millis = 8 * SECOND;
const HASTY_GATHERING: Millis = 2 * SECOND;
/** How long the dead process stays dead at the least. */
const DOWN: Millis = SECOND / 2;

export function nameOf({ victim, step, moment }: Kill): string {
  return `${victim} killed ${moment} the work of ${nameOfStep(step)}`;
}

/** Brings one life to each step, kills the process once all calls are held there, starts it again, and follows all lives to their ends. */
export async function runWave(
  rig: Rig,
  victim: ProcessName,
  kills: readonly Kill[],
  kinds: Kinds,
): Promise<Wave> {
  const starting = Promise.withResolvers<void>();
  const cases = await Promise.all(
    kills.map(async (kill) => begin(kill, await kindOf(kinds, kill).begin(rig), starting.promise)),
  );
  const faults = Promise.all(cases.map((one) => fault(one, kindOf(kinds, one.kill).normal)));
  await Promise.all(cases.map(({ brink }) => brink));
  starting.resolve();
  await allHeld(
    cases.map(({ life }) => life),
    kills.some(isHasty) ? HASTY_GATHERING : GATHERING,
  );
  const missed = cases.filter(({ life }) => !life.course.isHeld);
  await rig.kill(victim);
  for (const { life, kill } of cases) life.course.release(isCutBy(kill) ? 'cut' : 'on');
  await sleep(DOWN);
  await rig.restart(victim);
  const found = (await faults).filter((one) => one !== null);
  const absent = missed.filter((one) => !hasStep(one));
  return { missed: missed.map(({ kill }) => kill), absent: absent.map(({ kill }) => kill), faults: found };
}

function hasStep({ life, kill }: Case): boolean {
  return life.course.steps.some((step) => nameOfStep(step) === nameOfStep(kill.step));
}

interface Case {
  readonly kill: Kill;
  readonly life: Life;
  /** It is where the part of its life begins that the step belongs to, or it is over before. */
  readonly brink: Promise<void>;
  readonly end: Promise<void>;
}

function begin(kill: Kill, life: Life, start: Promise<void>): Case {
  const brink = Promise.withResolvers<void>();
  const reached = async () => {
    life.course.holdAt(kill.step, kill.moment);
    brink.resolve();
    await start;
  };
  const end = live(life, { phase: kill.step.phase, reached }).finally(() => brink.resolve());
  return { kill, life, brink: brink.promise, end };
}

/** One sentence when it did not end as it should. */
async function fault({ kill, life, end }: Case, normal: object): Promise<string | null> {
  try {
    await end;
    const outcome = await life.outcome();
    if (isDeepStrictEqual(outcome, normal)) return null;
    return `${nameOf(kill)}: ended as ${JSON.stringify(outcome)} and not as ${JSON.stringify(normal)}`;
  } catch (error) {
    return `${nameOf(kill)}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function allHeld(lives: readonly Life[], within: Millis): Promise<void> {
  let firstAt: number | null = null;
  for (const end = Date.now() + 60 * SECOND; Date.now() < end; await sleep(20)) {
    const held = lives.filter(({ course }) => course.isHeld).length;
    if (held > 0) firstAt ??= Date.now();
    if (held === lives.length || (firstAt !== null && Date.now() - firstAt > within)) return;
  }
}

/** Kills that are to come at once cannot wait for others. */
export function isHasty({ step }: Kill): boolean {
  return step.from === 'api';
}

/** A call dies with the process at either end of it; whatever else is under way goes on. */
function isCutBy({ victim, step }: Kill): boolean {
  return step.from === victim || step.to === victim;
}

function kindOf(kinds: Kinds, { step }: Kill): Kinds[string] {
  const kind = kinds[step.life];
  if (kind === undefined) throw new Error(`There is no life ${step.life}.`);
  return kind;
}
