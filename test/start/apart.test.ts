import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { sandboxAccount, sandboxEnvironment } from '../../src/start/sandbox-account.ts';
import { newEncryptionKey } from '../../src/temporal/encryption-keys.ts';
import { freePorts } from '../../src/temporal/server/ports.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../setup/postgres.ts';
import { run, type Running } from './running.ts';

const TOKEN = '0123456789abcdef';
const PATIENT = { timeout: 90_000, interval: 200 };
const binaries = await findPostgres();

const Disputes = z.object({ data: z.array(z.object({ id: z.string(), answerable: z.boolean() })) });

describe.skipIf(binaries === null)('API and workers as processes of their own', { timeout: 120_000 }, () => {
  let folder: string;
  let postgres: PostgresServer;
  let processes: Record<'one' | 'other' | 'worker' | 'second' | 'sandbox', Running>;
  let ports: { one: number; other: number; probes: number };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recourse-apart-'));
    postgres = await startPostgres(binaries ?? '');
    const [one = 0, other = 0, whop = 0, probes = 0] = await freePorts(4);
    ports = { one, other, probes };
    const settings = {
      RECOURSE_DATA_DIR: folder,
      RECOURSE_API_TOKENS: `ops:admin:${TOKEN}`,
      DATABASE_URL: await postgres.createDatabase(),
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      RECOURSE_ENCRYPTION_KEYS: newEncryptionKey('apart'),
      // Nobody has made it: the first process to come does.
      TEMPORAL_NAMESPACE: `apart-${randomUUID()}`,
      ...sandboxEnvironment(await sandboxAccount(folder), whop),
    };
    processes = {
      one: run('src/main.ts', ['api'], { ...settings, PORT: String(one) }),
      other: run('src/main.ts', ['api'], { ...settings, PORT: String(other) }),
      worker: run('src/main.ts', ['worker'], settings),
      second: run('src/main.ts', ['worker'], { ...settings, RECOURSE_METRICS_PORT: String(probes) }),
      sandbox: run('src/main.ts', ['sandbox', '--demo', '--port', String(whop)], {
        ...settings,
        PORT: String(one),
      }),
    };
  }, 60_000);

  afterAll(async () => {
    const running = Object.values(processes);
    for (const process of running) process.kill('SIGKILL');
    await Promise.all(running.map(({ ended }) => ended));
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('what one API takes in, the other shows', async () => {
    await expect.poll(() => disputes(ports.one), PATIENT).not.toEqual([]);
    const there = await disputes(ports.one);
    await expect.poll(() => disputes(ports.other), PATIENT).toEqual(expect.arrayContaining([...there]));
  });

  test('they speak JSON, a line at a time', async () => {
    await expect
      .poll(() => linesOf(processes.worker), PATIENT)
      .toContainEqual(expect.objectContaining({ level: 'info', msg: 'the worker works' }));
  });

  test('a worker says that it lives, that it is ready, and what it did', async () => {
    const { probes } = ports;
    await expect.poll(async () => (await ask(probes, '/readyz'))?.status, PATIENT).toBe(200);
    expect((await ask(probes, '/healthz'))?.status).toBe(200);
    const metrics = (await (await ask(probes, '/metrics'))?.text()) ?? '';
    expect(metrics).toContain('\nrecourse_build_info{');
    expect(metrics).toContain('\ntemporal_worker_start_total{');
  });

  test('one worker takes over from another that was killed', async () => {
    processes.worker.kill('SIGKILL');
    await processes.worker.ended;
    await expect.poll(() => edit(ports.one), PATIENT).toBe(200);
  });

  test('each stops by itself on SIGTERM, with exit code 0', async () => {
    for (const process of [processes.one, processes.other, processes.second, processes.sandbox]) {
      process.kill('SIGTERM');
      await expect(process.ended).resolves.toBe(0);
    }
  });
});

/** Null while nothing answers there. */
function ask(port: number, path: string): Promise<Response | null> {
  return fetch(`http://127.0.0.1:${port}${path}`).catch(() => null);
}

function linesOf(running: Running): readonly unknown[] {
  const lines = running.output().trim().split('\n');
  return lines.map((line): unknown => JSON.parse(line));
}

/** Edits the evidence of whichever dispute can be answered; answers with the status. */
async function edit(port: number): Promise<number> {
  const dispute = (await disputes(port)).find(({ answerable }) => answerable);
  const { status } = await fetch(`http://127.0.0.1:${port}/api/v1/disputes/${dispute?.id}/evidence`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ fields: { notes: 'seen' } }),
  });
  return status;
}

async function disputes(port: number): Promise<z.output<typeof Disputes>['data']> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/disputes?limit=100`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    return Disputes.parse(await answer.json()).data;
  } catch {
    return [];
  }
}
