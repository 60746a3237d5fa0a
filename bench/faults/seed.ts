import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Millis } from '../../src/domain/instant.ts';
import type { Report } from '../../src/temporal/server/build.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { mountSmallDisk, type SmallDisk } from './faults/disk.ts';
import { type Inflicted, inflictAll } from './faults/faults.ts';
import { type StandIns, startStandIns } from './faults/stand-ins.ts';
import type { Verdict } from './ledger/verdict.ts';
import { type LoadRecord, playLoad } from './load/load.ts';
import { wholeTimeLines } from './observe.ts';
import { type Plan, planOf, POLICY } from './plan.ts';
import { type Settled, settle } from './settle.ts';
import { worldOf } from './world.ts';

/** What one seed came to. */
export interface SeedResult {
  readonly seed: number;
  readonly verdict: Verdict;
  readonly passed: boolean;
  readonly inflicted: readonly Inflicted[];
  /** From the end of the last fault until nothing was left to be done; null when that never came. */
  readonly settledAfter: Millis | null;
  /** How many cases' clocks were moved forward while they waited, and by how much at most. */
  readonly skipped: { readonly cases: number; readonly most: Millis };
  /** All of it, starting the cluster included. */
  readonly took: Millis;
  /** Where ledger and logs are, of a run that failed. */
  readonly kept: string | null;
}

/** Time skipping moves the clock of a case that waits out a doubt; Temporal does not let one without these. */
const DYNAMIC_CONFIG = {
  'frontend.WorkflowTimeSkippingEnabled': true,
  'frontend.WorkflowTimeSkippingMaxSkipPerSession': 10_000,
  'history.timerProcessorMaxTimeShift': '5ms',
};

/** Runs one seed on a cluster of its own. */
export async function runSeed(
  seed: number,
  cases: number,
  report: Report,
  stop: AbortSignal,
): Promise<SeedResult> {
  const began = Date.now();
  const folder = await mkdtemp(join(tmpdir(), `recourse-faults-${seed}-`));
  const disk = await mountSmallDisk();
  const standIns = await startStandIns(folder);
  let cluster: Cluster | null = null;
  let passed = false;
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
    const { settled, inflicted } = await ordeal(
      planOf(seed, cases),
      { cluster, disk, standIns },
      report,
      stop,
    );
    passed = settled.verdict.passes && settled.took !== null;
    if (!passed) await keepEvidence(folder, cluster, settled, inflicted);
    const skips = [...settled.evidence.skipped.values()];
    return {
      seed,
      verdict: settled.verdict,
      passed,
      inflicted,
      settledAfter: settled.took,
      skipped: { cases: skips.length, most: Math.max(0, ...skips) },
      took: Date.now() - began,
      kept: passed ? null : folder,
    };
  } finally {
    await cluster?.close();
    await standIns.close();
    await disk?.unmount();
    if (passed || stop.aborted) await rm(folder, { recursive: true, force: true });
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
  const record: LoadRecord = { begun: [], decided: [], refundsAsked: [] };
  const load = playLoad(world, plan, record, end);
  try {
    const inflicted = await inflictAll(plan.faults, { ...tools, stop });
    stop.throwIfAborted();
    await world.atProvider(({ control }) => control('PUT', '/faults', []));
    report(`seed ${plan.seed}: the last fault is over; settling`, true);
    const tell = (sentence: string) => report(`seed ${plan.seed}: ${sentence}`, true);
    return { settled: await settle(world, load, record, tell, stop), inflicted };
  } finally {
    ended.abort();
    await Promise.all([load, watching]);
  }
}

async function keepEvidence(
  folder: string,
  cluster: Cluster,
  { evidence, verdict, took }: Settled,
  inflicted: readonly Inflicted[],
): Promise<void> {
  const { events, skipped, ...rest } = evidence;
  const whole = { verdict, took, inflicted, events: [...events], skipped: [...skipped], ...rest };
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
