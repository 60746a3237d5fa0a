import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { TASK_QUEUE } from '../../src/domain/messages.ts';
import { DEPLOYMENT, missingQueues, QUEUES } from '../../src/temporal/deployment.ts';
import { promoteFirstVersion, warnIfVersioned } from '../../src/temporal/first-version.ts';
import { temporalHealth } from '../../src/temporal/health.ts';
import { NotPromotedError, promoteVersion, workerVersions } from '../../src/temporal/versions.ts';
import { prepareTemporalSdk } from '../../src/worker.ts';
import { freshNamespace } from '../setup/namespace.ts';

const log = pino({ level: 'silent' });
prepareTemporalSdk(log);

let temporal: Awaited<ReturnType<typeof freshNamespace>>;
let native: NativeConnection;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  temporal = await freshNamespace();
  native = await NativeConnection.connect({ address: inject('temporalAddress') });
});
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await native.close();
  await temporal.connection.close();
});

/** Workers of one version, or (null) of none, on these queues; answers with how to stop them. */
async function work(
  buildId: string | null,
  queues = queueNames(),
  namespace = temporal.namespace,
): Promise<() => Promise<void>> {
  const workers = await Promise.all(
    queues.map((taskQueue) =>
      Worker.create({
        connection: native,
        namespace,
        taskQueue,
        activities: { nothing: () => Promise.resolve() },
        ...(taskQueue === TASK_QUEUE && {
          workflowsPath: fileURLToPath(new URL('tiny-workflows.ts', import.meta.url)),
        }),
        ...(buildId !== null && {
          workerDeploymentOptions: {
            version: { deploymentName: DEPLOYMENT, buildId },
            useWorkerVersioning: true,
            defaultVersioningBehavior: 'AUTO_UPGRADE',
          },
        }),
      }),
    ),
  );
  const runs = workers.map((worker) => worker.run());
  const stop = async () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.all(runs);
  };
  stops.push(stop);
  return stop;
}

function queueNames(): string[] {
  return [...new Set(QUEUES.map(([name]) => name))];
}

async function states(): Promise<Record<string, string>> {
  const known = await workerVersions(temporal.client);
  return Object.fromEntries((known?.versions ?? []).map(({ buildId, state }) => [buildId, state]));
}

async function promote(buildId: string | null, client = temporal.client): Promise<void> {
  const known = await workerVersions(client);
  await promoteVersion(client, buildId, known?.conflictToken ?? new Uint8Array());
}

const health = () => temporalHealth(temporal.client, TASK_QUEUE);
const first = (buildId: string) =>
  promoteFirstVersion(temporal.client, buildId, log, AbortSignal.timeout(60_000));

test('beside workers without a version a first one waits for somebody to promote it, and work can be given back', async () => {
  const other = await freshNamespace();
  const unversioned = await work(null, queueNames(), other.namespace);
  const versioned = await work('1', queueNames(), other.namespace);
  const current = async () => (await temporalHealth(other.client, TASK_QUEUE)).version;
  await expect
    .poll(async () => (await workerVersions(other.client))?.versions)
    .toMatchObject([{ buildId: '1', missing: [] }]);
  await expect.poll(() => missingQueues(other.client, null)).toEqual([]);
  const lines: string[] = [];
  const warnings = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  await warnIfVersioned(other.client, warnings);
  expect(lines).toEqual([]);
  await promoteFirstVersion(other.client, '1', warnings, AbortSignal.timeout(2_000));
  expect(lines.join('')).toContain('promote this version by hand');
  expect(await current()).toBeNull();

  await promote('1', other.client);
  await expect.poll(current).toBe('1');
  await warnIfVersioned(other.client, warnings);
  expect(lines.at(-1)).toContain('gets no work');
  await promote(null, other.client);
  await expect.poll(current).toBeNull();
  await Promise.all([unversioned(), versioned()]);
  await other.connection.close();
});

test('the first version becomes current by itself, once it polls every queue; two first ones end in one', async () => {
  expect(await workerVersions(temporal.client)).toBeNull();
  await work('1', queueNames().slice(0, 2));
  await expect.poll(states).toEqual({ 1: 'waiting' });
  await promoteFirstVersion(temporal.client, '1', log, AbortSignal.timeout(2_500));
  expect(await states()).toEqual({ 1: 'waiting' });
  expect(await health()).toEqual({ server: true, worker: false, version: null });
  await work('1', queueNames().slice(2));
  await Promise.all([first('1'), first('1')]);
  expect(await states()).toEqual({ 1: 'current' });
  await expect.poll(health).toEqual({ server: true, worker: true, version: '1' });
});

test('a later version waits to be promoted, and until then gets no work', async () => {
  await work('2');
  await expect
    .poll(async () => (await workerVersions(temporal.client))?.versions)
    .toEqual(
      expect.arrayContaining([expect.objectContaining({ buildId: '2', state: 'waiting', missing: [] })]),
    );
  await first('2');
  expect(await states()).toEqual({ 1: 'current', 2: 'waiting' });
  await promote('2');
  expect(await states()).toMatchObject({ 2: 'current' });
});

test('of two who promote after the same look, the second is told', async () => {
  const known = await workerVersions(temporal.client);
  const token = known?.conflictToken ?? new Uint8Array();
  await promoteVersion(temporal.client, '1', token);
  await expect(promoteVersion(temporal.client, '2', token)).rejects.toThrow(NotPromotedError);
  await promote('2');
});

test('a version nobody runs is refused', async () => {
  await expect(promote('typo')).rejects.toThrow(/^Version typo was not promoted: /);
});
