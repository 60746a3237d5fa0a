import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DAY, instant, SECOND, type Millis } from '../../src/domain/instant.ts';
import { sandboxControl } from '../../test/setup/sandbox-control.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Stage } from '../lives.ts';
import { inFlight, median } from '../measure.ts';
import { residentMemory } from '../processes.ts';
import { row, type Row } from '../table.ts';

export interface SleepingLoad {
  readonly sizes: readonly [small: number, large: number];
  /** How often the worker is killed at each size. */
  readonly restarts: number;
}

/** A dispute that waits for its deadline, and the case it is in. */
interface Sleeper {
  readonly caseId: string;
  readonly disputeId: string;
}

/** At most so many are opened at once. */
const OPENERS = 32;

/**
 * What open cases that wait for their deadlines cost one worker: its memory once it has worked on all that were opened since it was started, more than it
 * caches at either size of a full run, and how soon after it was killed and started again it has dealt with what came meanwhile.
 */
export async function benchSleeping(stage: Stage, { sizes, restarts }: SleepingLoad): Promise<Row[]> {
  await stage.cluster.stop('worker', 1);
  const sleepers: Sleeper[] = [];
  const [small, large] = sizes;
  const measured = [];
  for (const size of sizes) {
    await inFlight({ times: size - sleepers.length, width: OPENERS }, async () => {
      sleepers.push(await open(stage));
    });
    measured.push(await look(stage, sleepers, restarts));
  }
  await stage.cluster.restart('worker', 1);
  const [few, many] = measured;
  if (few === undefined || many === undefined) throw new Error('Nothing was measured.');
  const at = `at ${large.toLocaleString('en')} open cases, against ${small.toLocaleString('en')}`;
  return [
    row({
      what: `a worker's memory, ${at}: MB`,
      value: median(many.warm),
      against: median(few.warm),
      aim: { atMost: 1.2 },
      raw: {
        few: few.warm,
        many: many.warm,
        'after a restart, with nothing cached': [few.restarted, many.restarted],
        "kB in PostgreSQL's files a case": (many.disk - few.disk) / 1024 / (large - small),
      },
    }),
    row({
      what: `first signal dealt with after a worker's restart, ${at}: ms`,
      value: median(many.answered),
      against: median(few.answered),
      aim: { atMost: 1.2 },
      raw: { few: few.answered, many: many.answered },
    }),
  ];
}

async function open({ cluster, cases }: Stage): Promise<Sleeper> {
  const started = await sandboxControl(cluster.sandbox.controlUrl).scenario('dispute_won');
  const caseId = `whop:${started.payment_id}`;
  const [disputeId = ''] = started.dispute_ids;
  await cases.until(caseId, 'open', ({ disputes: [dispute] }) => dispute?.answerable === true);
  return { caseId, disputeId };
}

async function look({ cluster, cases }: Stage, sleepers: readonly Sleeper[], restarts: number) {
  const { overwrite } = sandboxControl(cluster.sandbox.controlUrl);
  const warm = await warmMemory(cluster);
  const restarted: number[] = [];
  const answered: number[] = [];
  for (let restart = 0; restart < restarts; restart += 1) {
    const sleeper = sleepers[Math.floor((sleepers.length * restart) / restarts)];
    if (sleeper === undefined) break;
    await cluster.kill('worker', 0);
    const respondBy = instant(Math.floor((Date.now() + 20 * DAY) / SECOND) * SECOND + restart * SECOND);
    await overwrite(sleeper.disputeId, { needs_response_by: respondBy }, 'dispute.updated');
    const began = performance.now();
    const [view] = await Promise.all([
      cases.until(sleeper.caseId, 'told of its new deadline', ({ respond_by }) => respond_by === respondBy),
      cluster.restart('worker', 0),
    ]);
    if (view.respond_by === respondBy) answered.push(performance.now() - began);
    await sleep(SETTLING);
    restarted.push(await memoryOf(cluster.pid('worker', 0)));
  }
  return { warm, restarted, answered, disk: await sizeOf(join(cluster.folder, 'postgres', 'base')) };
}

/** A worker that has just come up takes what waits for it first. */
const SETTLING: Millis = 5 * SECOND;

/** V8 gives back what a burst of work took some seconds after it has ended. */
const COOLING: Millis = 15 * SECOND;
const SAMPLES = 5;
const APART: Millis = 5 * SECOND;

/** Memory in MB of a worker that has worked and rests, at several moments. */
async function warmMemory(cluster: Cluster): Promise<readonly number[]> {
  const samples: number[] = [];
  await sleep(COOLING);
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    samples.push(await memoryOf(cluster.pid('worker', 0)));
    await sleep(APART);
  }
  return samples;
}

/** Bytes in all files of a folder: of Temporal's databases and of ours, without the write-ahead log. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map(({ parentPath, name }) =>
    stat(join(parentPath, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function memoryOf(pid: number | null): Promise<number> {
  const memory = pid === null ? null : await residentMemory(pid);
  if (memory === null) throw new Error('The memory of a process is told by Linux alone.');
  return memory;
}
