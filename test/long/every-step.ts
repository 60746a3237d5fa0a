import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { findPostgres } from '../setup/postgres.ts';
import { type Moment, nameOfStep, type Step } from './course.ts';
import { disputeLife } from './dispute-life.ts';
import { type Life, live } from './life.ts';
import { refundLife } from './refund-life.ts';
import { type ProcessName, type Rig, startRig } from './rig.ts';
import { isHasty, type Kill, type Kinds, nameOf, runWave } from './waves.ts';

const MOMENTS: readonly Moment[] = ['before', 'after'];
/** Lives side by side; more than this do not come to their steps within the time a caller waits. */
const AT_ONCE = 24;
/** A life that was not at its step in time, because the machine was busy, is lived again. */
const ROUNDS = 4;

/** So many lives are recorded, to tell what each of them does from what only some do. */
const RECORDED = 4;

const binaries = await findPostgres();

/**
 * Lives a dispute and a refund once without trouble and takes every call they make, of whomever, as a step. Then kills the process at each of them, once
 * before the work behind the call and once after it, and compares how it all ends.
 */
export function killAtEveryStep(victim: ProcessName): void {
  // API and worker apart need a PostgreSQL between them; where there is none findPostgres says so, and this shows as skipped.
  describe.skipIf(binaries === null)(`kill -9 of the ${victim} at every step`, () => {
    let rig: Rig;
    beforeAll(async () => {
      rig = await startRig(binaries ?? '', inject('temporalPrograms'), '{}');
      const settings = { file_processing_ms: 0 };
      await rig.atProvider(({ control }) => control('PATCH', '/settings/whop', settings));
    });
    afterAll(() => rig.close());

    test('leads to the same end, with every effect had once', async () => {
      const { steps, rare, kinds } = await enumerated(rig);
      const notInEvery = new Set(rare);
      const all = steps.flatMap((step) => MOMENTS.map((moment): Kill => ({ victim, step, moment })));
      const began = Date.now();
      let due = all;
      let kills = 0;
      const faults: string[] = [];
      for (let round = 0; round < ROUNDS && due.length > 0; round += 1) {
        const missed: Kill[] = [];
        for (const wave of wavesOf(due)) {
          const result = await runWave(rig, victim, wave, kinds);
          kills += 1;
          missed.push(...result.missed);
          for (const { step } of result.absent) notInEvery.add(nameOfStep(step));
          faults.push(...result.faults);
          const seconds = Math.round((Date.now() - began) / 1000);
          const { length } = wave;
          say(`${seconds} s: ${victim} killed at ${length - result.missed.length} of ${length} steps`);
          for (const fault of result.faults) say(`  WRONG: ${fault}`);
          for (const kill of result.missed) say(`  not there in time: ${nameOf(kill)}`);
        }
        due = missed;
      }
      say(
        `${victim}: ${all.length - due.length} of ${all.length} steps and moments met a kill -9, of which there were ${kills}`,
      );
      expect(faults).toEqual([]);
      const owed = due.filter(({ step }) => !notInEvery.has(nameOfStep(step)));
      expect(owed.map(nameOf), 'never came to their step').toEqual([]);
    });
  });
}

/** What is done in a life, and the steps that not every life has: several events at once need one read, and sometimes get two. */
interface Enumerated {
  readonly steps: readonly Step[];
  readonly rare: ReadonlySet<string>;
  readonly kinds: Kinds;
}

async function enumerated(rig: Rig): Promise<Enumerated> {
  const dispute = await recorded(rig, disputeLife);
  const refund = await recorded(rig, refundLife);
  const steps = [...dispute.steps, ...refund.steps];
  const rare = new Set([...dispute.rare, ...refund.rare]);
  const lines = steps.map(nameOfStep).map((name) => (rare.has(name) ? `${name} (not in every life)` : name));
  say([`${steps.length} steps:`, ...lines].join('\n  '));
  say(`A dispute ends as ${JSON.stringify(dispute.outcome)}, a refund as ${JSON.stringify(refund.outcome)}.`);
  expect(dispute.outcome).toMatchObject({ ruling: 'won', answered: 'us', submissions: 1 });
  expect(refund.outcome).toMatchObject({ status: 'succeeded', paid: [['10.43', true]] });
  const kinds = {
    dispute: { begin: disputeLife, normal: dispute.outcome },
    refund: { begin: refundLife, normal: refund.outcome },
  };
  return { steps, rare, kinds };
}

/** Some lives that meet no kill. What comes after their last news is a wait and no step. */
async function recorded(rig: Rig, begin: (of: Rig) => Promise<Life>) {
  const lives = await Promise.all(Array.from({ length: RECORDED }, () => begin(rig)));
  await Promise.all(lives.map((life) => live(life)));
  const courses = lives.map(({ course }) => course.steps.filter(({ phase }) => phase !== 'end'));
  const every = new Map(courses.flat().map((step) => [nameOfStep(step), step]));
  const often = (name: string) =>
    courses.filter((steps) => steps.some((step) => nameOfStep(step) === name)).length;
  const rare = [...every.keys()].filter((name) => often(name) < RECORDED);
  const [outcome, ...others] = await Promise.all(lives.map((life) => life.outcome()));
  for (const other of others) expect(other).toEqual(outcome);
  return { steps: [...every.values()], rare, outcome: outcome ?? {} };
}

/** Evenly filled. */
function wavesOf(kills: readonly Kill[]): readonly (readonly Kill[])[] {
  return [kills.filter(isHasty), kills.filter((kill) => !isHasty(kill))].flatMap((some) => {
    const count = Math.ceil(some.length / AT_ONCE);
    return Array.from({ length: count }, (_wave, n) => some.filter((_kill, index) => index % count === n));
  });
}

/** At once, so that whoever waits for a long run sees how it goes. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
