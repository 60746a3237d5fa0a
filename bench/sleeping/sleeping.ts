import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
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
 * caches at either size of a full run, and how soon after it was killed and started again it has dealt with what came meanwhile. Memory is what it uses
 * once its garbage is collected, and what the system has given it.
 */
export async function benchSleeping(stage: Stage, { sizes, restarts }: SleepingLoad): Promise<Row[]> {
  await stage.cluster.stop('worker', 1);
  await mkdir(memoryFolder(stage.cluster));
  await stage.cluster.stop('worker', 0);
  await start(stage.cluster);
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
      what: `memory a worker uses, ${at}: MB`,
      value: many.used,
      against: few.used,
      aim: { atMost: 1.2 },
      raw: { "kB in PostgreSQL's files a case": (many.disk - few.disk) / 1024 / (large - small) },
    }),
    row({
      what: `the same with the garbage V8 lets lie (resident), ${at}: MB`,
      value: median(many.warm),
      against: median(few.warm),
      aim: null,
      raw: {
        few: few.warm,
        many: many.warm,
        'after a restart, with nothing cached': [few.restarted, many.restarted],
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
  const used = await memoryUsed(cluster);
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
      start(cluster),
    ]);
    if (view.respond_by === respondBy) answered.push(performance.now() - began);
    await sleep(SETTLING);
    restarted.push(await memoryOf(cluster.pid('worker', 0)));
  }
  return { warm, used, restarted, answered, disk: await sizeOf(join(cluster.folder, 'postgres', 'base')) };
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

const COLLECTING = new URL('collecting.ts', import.meta.url).href;

function memoryFolder({ folder }: Cluster): string {
  return join(folder, 'memory');
}

/** Starts the worker so that it can be asked what it uses. */
function start(cluster: Cluster): Promise<void> {
  return cluster.restart('worker', 0, {
    NODE_OPTIONS: `--import=${COLLECTING}`,
    MEMORY_FOLDER: memoryFolder(cluster),
  });
}

/** All threads of a worker have told by then. */
const COLLECTED: Millis = 10 * SECOND;

/** Memory in MB that all threads of the worker use once their garbage is collected: V8's, and what it knows to hang on it. */
async function memoryUsed(cluster: Cluster): Promise<number> {
  const pid = cluster.pid('worker', 0);
  if (pid === null) throw new Error('The worker does not run.');
  process.kill(pid, 'SIGUSR2');
  await sleep(COLLECTED);
  const folder = memoryFolder(cluster);
  const files = (await readdir(folder)).filter((name) => name.startsWith(`${pid}-`));
  if (files.length < 2) throw new Error('The worker and its workflow thread do not tell what they use.');
  const bytes = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return bytes.reduce((sum, text) => sum + Number(text), 0) / 1024 / 1024;
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
