import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINUTE, SECOND } from '../src/domain/instant.ts';
import { sandboxAccount } from '../src/start/sandbox-account.ts';
import { openStore } from '../src/store/open.ts';
import { createClient } from '../src/temporal/connection.ts';
import type { Report } from '../src/temporal/server/build.ts';
import { findTemporal } from '../src/temporal/server/find.ts';
import { startTemporalServer } from '../src/temporal/server/start.ts';
import { startDesk } from '../test/setup/desk.ts';
import { type Cluster, type ClusterOptions, startCluster } from './cluster/cluster.ts';
import { historyCost } from './history/history.ts';
import { benchInbox, type InboxLoad } from './inbox/inbox.ts';
import { LiveCases } from './live-cases.ts';
import type { Stage } from './lives.ts';
import { benchOutage, type OutageLoad } from './outage/outage.ts';
import { benchSleeping, type SleepingLoad } from './sleeping/sleeping.ts';
import { processorTimes } from './processes.ts';
import type { Row } from './table.ts';
import { benchWebhooks, type WebhookLoad } from './webhooks/webhooks.ts';
import { benchWorkers, type WorkersLoad } from './workers/workers.ts';

export const BENCHES = ['webhooks', 'history', 'sleeping', 'inbox', 'workers', 'outage'] as const;
export type Bench = (typeof BENCHES)[number];

export function isBench(name: string): name is Bench {
  return BENCHES.some((bench) => bench === name);
}

/** How much is done. */
export interface Load {
  readonly webhooks: WebhookLoad;
  readonly sleeping: SleepingLoad;
  readonly inbox: InboxLoad;
  readonly workers: WorkersLoad;
  readonly outage: OutageLoad;
}

export const LOADS: Readonly<Record<'full' | 'short', Load>> = {
  full: {
    webhooks: { rounds: 5, times: 1_500, width: 64 },
    sleeping: { sizes: [1_000, 10_000], restarts: 5 },
    inbox: { sizes: [1_000, 100_000], reads: 150, rounds: 5 },
    workers: { rounds: 3, times: 150, width: 32 },
    outage: { away: MINUTE, before: 15 * SECOND, aSecond: 4, rulings: 20 },
  },
  short: {
    webhooks: { rounds: 2, times: 200, width: 64 },
    sleeping: { sizes: [20, 100], restarts: 1 },
    inbox: { sizes: [200, 2_000], reads: 50, rounds: 1 },
    workers: { rounds: 1, times: 20, width: 10 },
    outage: { away: 10 * SECOND, before: 3 * SECOND, aSecond: 2, rulings: 1 },
  },
};

export interface Progress {
  readonly report: Report;
  readonly stop: AbortSignal;
}

/** Runs benches one after the other, each on a cluster of its own, so that none finds what another left. */
export async function runBenches(names: readonly Bench[], load: Load, progress: Progress): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of names) {
    progress.stop.throwIfAborted();
    progress.report(`Measuring: ${name}.`);
    rows.push(...(await run(name, load, progress)));
  }
  return rows;
}

function run(name: Bench, load: Load, progress: Progress): Promise<readonly Row[]> {
  switch (name) {
    case 'history':
      return history(progress);
    case 'webhooks':
      return onCluster(progress, (cluster) => webhooks(cluster, load.webhooks));
    case 'inbox':
      return onCluster(progress, (cluster) => inbox(cluster, load.inbox), { apis: 1, workers: 1 });
    case 'sleeping':
      return onStage(progress, (stage) => benchSleeping(stage, load.sleeping));
    case 'workers':
      return onStage(progress, (stage) => benchWorkers(stage, load.workers));
    case 'outage':
      return onStage(progress, (stage) => benchOutage(stage, load.outage));
  }
}

async function onCluster(
  { report, stop }: Progress,
  measure: (cluster: Cluster) => Promise<readonly Row[]>,
  options: ClusterOptions = {},
): Promise<readonly Row[]> {
  const cluster = await startCluster({ ...options, report, stop });
  try {
    return await measure(cluster);
  } finally {
    await cluster.close();
  }
}

function onStage(
  progress: Progress,
  measure: (stage: Stage) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  return onCluster(progress, async (cluster) => {
    const cases = new LiveCases(cluster.url, cluster.tokens.viewer);
    try {
      return await measure({ cluster, cases });
    } finally {
      cases.close();
    }
  });
}

async function webhooks(cluster: Cluster, load: WebhookLoad): Promise<Row[]> {
  const [one, two] = cluster.apis;
  if (one === undefined || two === undefined) throw new Error('The cluster has two APIs.');
  const { whop } = await sandboxAccount(cluster.folder);
  // Only the way in is measured, and whatever waits there is worked on by nobody.
  for (let index = 0; index < cluster.workers; index += 1) await cluster.stop('worker', index);
  const client = createClient({ ...cluster.temporal, credentials: {}, payloadCodecs: [] });
  try {
    return await benchWebhooks(
      { apis: [one.url, two.url], client, account: whop, spent: () => processorTimes(cluster) },
      load,
    );
  } finally {
    await client.connection.close();
  }
}

async function inbox(cluster: Cluster, load: InboxLoad): Promise<Row[]> {
  const store = await openStore({ databaseUrl: cluster.databaseUrl, dataDir: cluster.folder });
  try {
    const [api = { url: cluster.url }] = cluster.apis;
    return await benchInbox({ api: api.url, token: cluster.tokens.viewer, store }, load);
  } finally {
    await store.close();
  }
}

/** On a Temporal server with a clock that can be put forward, which production's is not: a quiet period lasts for days. */
async function history({ report }: Progress): Promise<readonly Row[]> {
  const programs = await findTemporal(join(homedir(), '.cache', 'recourse'), { report });
  const dataDir = await mkdtemp(join(tmpdir(), 'recourse-bench-history-'));
  const server = await startTemporalServer({ programs, dataDir, inMemory: true, timeSkipping: true });
  try {
    const desk = await startDesk({ temporalAddress: server.address });
    try {
      return await historyCost(desk);
    } finally {
      await desk.close();
    }
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
