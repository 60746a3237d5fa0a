import { setTimeout as sleep } from 'node:timers/promises';
import { type Millis, MINUTE, SECOND } from '../domain/instant.ts';
import { OperatorError } from '../operator-error.ts';
import { runningTemporal } from '../start/running-temporal.ts';
import { type ConnectedClient, createClient } from '../temporal/connection.ts';
import { missingQueues, QUEUES } from '../temporal/deployment.ts';
import { grpcDetails, isTransient } from '../temporal/grpc-status.ts';
import {
  NotPromotedError,
  promoteVersion,
  workerVersions,
  type WorkerVersion,
  type WorkerVersions,
} from '../temporal/versions.ts';
import type { Command } from './command.ts';

/** How long `--wait` waits for a version's workers: new machines and images take minutes. */
const WAITS: Millis = 10 * MINUTE;
const AGAIN: Millis = SECOND;

export const versions: Command = {
  summary: 'Lists the versions of the workers, and promotes one.',
  details:
    'All work, running cases included, goes to the current version. `versions promote BUILD_ID` makes one current; that of a\nversion before is the way back. Workers take their version from RECOURSE_WORKER_BUILD_ID. The first version ever is\ncurrent by itself, unless workers without a version work already. `versions promote --none` gives all work back to those.',
  takes: '[promote BUILD_ID]',
  options: {
    none: { type: 'boolean', help: 'With promote: all work goes to workers without a version.' },
    wait: {
      type: 'boolean',
      help: 'Wait until its workers poll every queue, for ten minutes at most.',
    },
  },
  run: async ({ config, options, words, stop }) => {
    const asked = askedFor(words, options['none'] === true);
    const client = createClient(await runningTemporal(config));
    try {
      const patience = options['wait'] === true ? WAITS : 0;
      if (asked === 'list') print(table(await known(client)));
      else if (asked === 'none') await promoteNone(client, patience, stop);
      else await promote(client, asked.buildId, patience, stop);
      return 0;
    } catch (error) {
      if (!isTransient(error)) throw error;
      throw new OperatorError(`Temporal does not answer: ${grpcDetails(error)}.`, { cause: error });
    } finally {
      await client.connection.close();
    }
  },
};

type Asked = 'list' | 'none' | { readonly buildId: string };

function askedFor([act, buildId, ...rest]: readonly string[], none: boolean): Asked {
  if (act === undefined && !none) return 'list';
  if (act === 'promote' && buildId === undefined && none) return 'none';
  if (act === 'promote' && buildId !== undefined && rest.length === 0 && !none) return { buildId };
  throw new OperatorError('versions takes nothing, promote BUILD_ID, or promote --none.');
}

/** Gives all work back to workers without a version: the way back from the first one. */
async function promoteNone(client: ConnectedClient, patience: Millis, stop: AbortSignal): Promise<void> {
  for (const end = Date.now() + patience; ;) {
    const missing = await missingQueues(client, null);
    if (missing.length === 0) break;
    if (Date.now() >= end || stop.aborted) {
      throw new NotPromotedError(
        `Work was not given back, since no worker without a version polls ${missing.join(', ')}: start some first, or add --wait.`,
      );
    }
    await sleep(AGAIN, undefined, { signal: stop }).catch(() => undefined);
  }
  await promoteVersion(client, null, (await known(client)).conflictToken);
  print(['No version is the current one now: all work goes to workers without a version.']);
}

async function promote(
  client: ConnectedClient,
  buildId: string,
  patience: Millis,
  stop: AbortSignal,
): Promise<void> {
  for (const end = Date.now() + patience; ;) {
    const { versions: all, conflictToken } = await known(client);
    const version = all.find((one) => one.buildId === buildId);
    if (version?.state === 'current') return print([`Version ${buildId} is the current one.`]);
    const refusal =
      version?.missing.length === 0
        ? await refusalOf(client, buildId, conflictToken)
        : new NotPromotedError(whyNot(buildId, version, all));
    if (refusal === null)
      return print([`Version ${buildId} is the current one now: all work goes to its workers.`]);
    if (Date.now() >= end || stop.aborted) throw refusal;
    await sleep(AGAIN, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** Promotes it; null once that is done. The server notes a moment after a first poll that a version serves a queue, and refuses until then. */
async function refusalOf(
  client: ConnectedClient,
  buildId: string,
  conflictToken: Uint8Array,
): Promise<NotPromotedError | null> {
  try {
    await promoteVersion(client, buildId, conflictToken);
    return null;
  } catch (error) {
    if (error instanceof NotPromotedError) return error;
    throw error;
  }
}

function whyNot(buildId: string, version: WorkerVersion | undefined, all: readonly WorkerVersion[]): string {
  if (version === undefined) {
    const names = all.map((one) => one.buildId).join(', ');
    return `No worker of version ${buildId} was ever seen; known: ${names === '' ? 'none' : names}.`;
  }
  return `Version ${buildId} was not promoted, since none of its workers polls ${version.missing.join(', ')}: start its workers first, or add --wait.`;
}

async function known(client: ConnectedClient): Promise<WorkerVersions> {
  return (await workerVersions(client)) ?? { versions: [], begun: false, conflictToken: new Uint8Array() };
}

function table({ versions: all, begun }: WorkerVersions): readonly string[] {
  if (all.length === 0)
    return ['No worker ever had a version: set RECOURSE_WORKER_BUILD_ID where workers are started.'];
  const width = Math.max(...all.map(({ buildId }) => buildId.length), 'VERSION'.length);
  const row = (buildId: string, state: string, workers: string, since: string) =>
    `${buildId.padEnd(width)}  ${state.padEnd(8)}  ${workers.padEnd(8)}  ${since}`.trimEnd();
  return [
    row('VERSION', 'STATE', 'WORKERS', 'FIRST SEEN'),
    ...all.map(({ buildId, state, missing, createdAt }) =>
      row(buildId, state, workersOf(missing), createdAt ?? ''),
    ),
    ...(begun ? [] : ['None was ever promoted: work goes to workers without a version.']),
  ];
}

function workersOf(missing: readonly string[]): string {
  if (missing.length === 0) return 'poll';
  return missing.length < QUEUES.length ? 'some' : 'none';
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
