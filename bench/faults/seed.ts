import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Millis } from '../../src/domain/instant.ts';
import type { Report } from '../../src/temporal/server/build.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { mountSmallDisk, type SmallDisk } from './faults/disk.ts';
import { type Inflicted, inflictAll } from './faults/faults.ts';
import { type StandIns, startStandIns } from './faults/stand-ins.ts';
import { isUnclear } from './ledger/counts.ts';
import type { Verdict } from './ledger/verdict.ts';
import { type LoadRecord, playLoad } from './load/load.ts';
import { wholeTimeLines } from './observe.ts';
import { type Plan, planOf, POLICY } from './plan.ts';
import { type Settled, settle } from './settle.ts';
import { worldOf } from './world.ts';

/** What one seed came to. */
export interface SeedResult {
  readonly seed: number;
  /** Null for one that broke off. */
  readonly verdict: Verdict | null;
  /** Why it broke off; null when it did not. */
  readonly brokenOff: string | null;
  readonly passed: boolean;
  readonly inflicted: readonly Inflicted[];
  /** How often the sandbox made a call or a webhook fail, be late or come twice. */
  readonly struck: number;
  /** Calls that were to spend an answer or move money, and whose answer did not say what came of it. */
  readonly unclear: number;
  /** From the end of the last fault until nothing was left to be done; null when that never came. */
  readonly settledAfter: Millis | null;
  /** How many cases' clocks were moved forward while they waited, and by how much at most. */
  readonly skipped: { readonly cases: number; readonly most: Millis };
  /** All of it, starting the cluster included. */
  readonly took: Millis;
  /** Where ledger and logs are, of a run that failed or that is to be kept. */
  readonly kept: string | null;
}

/** Time skipping moves the clock of a case that waits out a doubt; Temporal does not let one without these. */
const DYNAMIC_CONFIG = {
  'frontend.WorkflowTimeSkippingEnabled': true,
  'frontend.WorkflowTimeSkippingMaxSkipPerSession': 10_000,
  'history.timerProcessorMaxTimeShift': '5ms',
};

export interface SeedOptions {
  /** How many cases the load has. */
  readonly cases: number;
  /** Keeps the ledger and the logs of a run that passed, too. */
  readonly keep: boolean;
  readonly report: Report;
  readonly stop: AbortSignal;
}

/**
 * Runs one seed on a cluster of its own. One that breaks off has failed.
 *
 * @throws Error when it is stopped
 */
export async function runSeed(seed: number, options: SeedOptions): Promise<SeedResult> {
  const began = Date.now();
  const folder = await mkdtemp(join(tmpdir(), `recourse-faults-${seed}-`));
  let result: SeedResult | null = null;
  try {
    const ran = await run(seed, folder, options);
    const kept = ran.passed && !options.keep ? null : folder;
    return (result = { ...ran, seed, brokenOff: null, took: Date.now() - began, kept });
  } catch (error) {
    if (options.stop.aborted) throw error;
    const brokenOff = error instanceof Error ? error.message : String(error);
    return (result = { ...NOTHING, seed, brokenOff, took: Date.now() - began, kept: folder });
  } finally {
    if (result === null || result.kept === null) await rm(folder, { recursive: true, force: true });
  }
}

const NOTHING = {
  verdict: null,
  passed: false,
  inflicted: [],
  struck: 0,
  unclear: 0,
  settledAfter: null,
  skipped: { cases: 0, most: 0 },
} as const;

async function run(seed: number, folder: string, { cases, report, stop }: SeedOptions) {
  const began = Date.now();
  const disk = await mountSmallDisk();
  const standIns = await startStandIns(folder);
  let cluster: Cluster | null = null;
  try {
    cluster = await startCluster({
      folder,
      postgresData: disk === null ? undefined : join(disk.folder, 'postgres'),
      policy: POLICY,
      settings: standIns.settings,
      dynamicConfig: DYNAMIC_CONFIG,
      links: true,
      stop,
    });
    report(`seed ${seed}: the cluster is up after ${inSeconds(Date.now() - began)}`, true);
    const plan = planOf(seed, cases);
    const { settled, inflicted } = await ordeal(plan, { cluster, disk, standIns }, report, stop);
    await keepEvidence(folder, cluster, settled, inflicted);
    const { evidence, verdict, took } = settled;
    const skips = [...evidence.skipped.values()];
    return {
      verdict,
      passed: verdict.passes && took !== null,
      inflicted,
      struck: evidence.ledger.filter(({ kind }) => kind === 'fault').length,
      unclear: evidence.ledger.filter(isUnclear).length,
      settledAfter: took,
      skipped: { cases: skips.length, most: Math.max(0, ...skips) },
    };
  } finally {
    await cluster?.close();
    await standIns.close();
    await disk?.unmount();
  }
}

async function ordeal(
  plan: Plan,
  tools: { readonly cluster: Cluster; readonly disk: SmallDisk | null; readonly standIns: StandIns },
  report: Report,
  stop: AbortSignal,
): Promise<{ readonly settled: Settled; readonly inflicted: readonly Inflicted[] }> {
  const world = worldOf(tools.cluster);
  const ended = new AbortController();
  const end = AbortSignal.any([stop, ended.signal]);
  const watching = world.watch(end);
  await world.provider.control('PUT', '/faults', plan.sandboxFaults);
  const record: LoadRecord = { begun: [], decided: [], refundsAsked: [], refundsRefused: [] };
  const load = playLoad(world, plan, record, end);
  try {
    const inflicted = await inflictAll(plan.faults, { ...tools, stop });
    stop.throwIfAborted();
    await world.atProvider(({ control }) => control('PUT', '/faults', plan.lastingFaults));
    report(`seed ${plan.seed}: the last fault is over; settling`, true);
    const tell = (sentence: string) => report(`seed ${plan.seed}: ${sentence}`, true);
    return { settled: await settle(world, load, record, tell, stop), inflicted };
  } finally {
    ended.abort();
    // What the load failed with, settling has failed with.
    await Promise.allSettled([load, watching]);
  }
}

async function keepEvidence(
  folder: string,
  cluster: Cluster,
  { evidence, verdict, took }: Settled,
  inflicted: readonly Inflicted[],
): Promise<void> {
  const { events, decisions, skipped, ...rest } = evidence;
  const whole = {
    verdict,
    took,
    inflicted,
    events: [...events],
    decisions: [...decisions],
    skipped: [...skipped],
    ...rest,
  };
  const write = (name: string, content: object) =>
    writeFile(join(folder, name), `${JSON.stringify(content, null, 1)}\n`);
  await write('evidence.json', whole);
  await write(
    'time-lines.json',
    await wholeTimeLines(worldOf(cluster), evidence.cases).catch((error: unknown) => ({
      error: String(error),
    })),
  );
}

export function inSeconds(ms: Millis): string {
  return `${Math.round(ms / 1000)} s`;
}
