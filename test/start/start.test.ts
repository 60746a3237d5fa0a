import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { ask, isAlive, ownSettings, recorded, run, untilRunning, type Running } from './running.ts';

const CHILDREN = ['Temporal', 'Temporal UI', 'The app', 'The sandbox'];
const PATIENT = { timeout: 90_000, interval: 200 };

let dataDir: string;
let settings: Awaited<ReturnType<typeof ownSettings>>;
let running: Running;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'recourse-start-'));
  settings = await ownSettings(dataDir);
  running = start();
  await untilRunning(running);
}, 120_000);

afterAll(async () => {
  running.kill('SIGTERM');
  await running.ended;
  await rm(dataDir, { recursive: true, force: true });
}, 30_000);

describe('one start after the other on the same data folder', { timeout: 120_000 }, () => {
  /** A test that is tried again begins where it began before. */
  beforeEach(async () => {
    if (!isAlive(running.pid)) running = start();
    await untilRunning(running);
    await expect.poll(ready, PATIENT).toBe(200);
  });

  test('the first start shows addresses and the new token, and has disputes to look at', async () => {
    const token = (await readFile(join(dataDir, 'api-token'), 'utf8')).trim();
    expect(running.output()).toContain(`http://127.0.0.1:${settings.PORT}\n`);
    expect(running.output()).toMatch(/Temporal UI +http:\/\/127\.0\.0\.1:\d+\n/);
    expect(running.output()).toMatch(/Sandbox +http:\/\/127\.0\.0\.1:\d+\/control\n/);
    expect(running.output()).toContain(token);
    expect((await stat(dataDir)).mode & 0o077).toBe(0);
    await expect.poll(async () => (await cases()).length, PATIENT).toBeGreaterThan(2);
  });

  test('the link it prints lets one person in, and recourse link lets in others with less', async () => {
    expect(await signedInBy(running.output())).toMatchObject({ role: 'admin', merchant_ids: null });
    const options = ['--name', 'ada', '--role', 'responder', '--merchant', 'biz_1,biz_2'];
    const command = run('src/main.ts', ['link', ...options], settings);
    await expect(command.ended).resolves.toBe(0);
    expect(await signedInBy(command.output())).toMatchObject({
      id: 'ada',
      role: 'responder',
      merchant_ids: ['biz_1', 'biz_2'],
    });
  });

  test('a second start beside it is told so and ends with 2', async () => {
    const second = start({ PORT: '1' });
    await expect(second.ended).resolves.toBe(2);
    expect(second.output()).toContain(`Another Recourse is using ${dataDir}`);
  });

  test.each(CHILDREN)('%s comes back after kill -9, and no case is lost', async (name) => {
    const before = await cases();
    const { [name]: killed = 0 } = await recorded(dataDir);
    process.kill(killed, 'SIGKILL');
    await expect.poll(async () => (await recorded(dataDir))[name], PATIENT).not.toBe(killed);
    await expect.poll(ready, PATIENT).toBe(200);
    await expect.poll(() => editEvidence(name), PATIENT).toBe(200);
    expect(await cases()).toEqual(expect.arrayContaining([...before]));
  });

  test('after kill -9 of the supervisor the next start ends what it left and goes on, at the same addresses', async () => {
    const before = await cases();
    const orphans = await recorded(dataDir);
    const table = addresses();
    running.kill('SIGKILL');
    await running.ended;
    running = start();
    await untilRunning(running);
    expect(running.output()).toContain('ended what an earlier start had left running');
    expect(Object.keys(orphans).toSorted()).toEqual(CHILDREN);
    expect(Object.values(orphans).filter(isAlive)).toEqual([]);
    expect(addresses()).toEqual(table);
    expect(running.output()).toMatch(/Token +in /);
    await expect.poll(cases, PATIENT).toEqual(expect.arrayContaining([...before]));
  });

  test('after kill -9 of everything at once it goes on as well', async () => {
    const before = await cases();
    for (const pid of [running.pid, ...Object.values(await recorded(dataDir))]) process.kill(pid, 'SIGKILL');
    await running.ended;
    running = start();
    await untilRunning(running);
    await expect.poll(cases, PATIENT).toEqual(expect.arrayContaining([...before]));
  });

  test('SIGTERM stops all of it within ten seconds, with exit code 0', async () => {
    const pids = Object.values(await recorded(dataDir));
    const asked = Date.now();
    running.kill('SIGTERM');
    await expect(running.ended).resolves.toBe(0);
    expect(Date.now() - asked).toBeLessThan(10_000);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await recorded(dataDir)).toEqual({});
  });

  test('a start whose own starter was killed ends with its children', async () => {
    running.kill('SIGTERM');
    await running.ended;
    const starter = run('scripts/run.mjs', ['start', '--no-demo'], settings);
    await untilRunning(starter);
    const pids = Object.values(await recorded(dataDir));
    starter.kill('SIGKILL');
    await starter.ended;
    await expect.poll(() => pids.filter(isAlive), PATIENT).toEqual([]);
  });
});

test(
  'with TEMPORAL_ADDRESS set no Temporal is started, and that one is used',
  { timeout: 120_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'recourse-foreign-'));
    const started = run('src/main.ts', ['start', '--no-demo'], {
      ...(await ownSettings(folder)),
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_NAMESPACE: `start-${randomUUID()}`,
    });
    await untilRunning(started);
    expect(Object.keys(await recorded(folder)).toSorted()).toEqual(['The app', 'The sandbox']);
    expect(started.output()).not.toContain('Temporal UI');
    started.kill('SIGINT');
    await expect(started.ended).resolves.toBe(0);
    await rm(folder, { recursive: true });
  },
);

test('a PORT in use is named, and nothing is started', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const folder = await mkdtemp(join(tmpdir(), 'recourse-port-'));
  const refused = run('src/main.ts', ['start'], { RECOURSE_DATA_DIR: folder, PORT: port });
  await expect(refused.ended).resolves.toBe(2);
  expect(refused.output()).toBe(
    `PORT ${port} is in use by another program: stop that, or set PORT to a free one.\n`,
  );
  taken.close();
  await rm(folder, { recursive: true });
});

function start(more: Record<string, string> = {}): Running {
  return run('src/main.ts', ['start'], { ...settings, ...more });
}

/** Whom the link in some output lets in. */
async function signedInBy(output: string): Promise<unknown> {
  const [, origin = '', link = ''] = /(http:\/\/[\w.:]+)\/sign-in\/link\/([\w-]+)/.exec(output) ?? [];
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ link }),
  });
  expect(answer.status).toBe(201);
  return answer.json();
}

function addresses(): readonly string[] {
  return running.output().match(/^ {2}(API|API pages|Temporal UI|Sandbox) +http.*$/gm) ?? [];
}

async function ready(): Promise<number> {
  try {
    return (await ask(dataDir, settings.PORT, '/readyz')).status;
  } catch {
    return 0;
  }
}

const Cases = z.object({ data: z.array(z.object({ id: z.string(), answerable: z.boolean() })) });

async function cases(): Promise<readonly string[]> {
  return (await listed()).map(({ id }) => id);
}

/** An act of a person goes through every part of it: API, Temporal, worker, store. */
async function editEvidence(notes: string): Promise<number> {
  const answerable = (await listed()).find((dispute) => dispute.answerable);
  const body = JSON.stringify({ fields: { notes } });
  const path = `/api/v1/disputes/${answerable?.id}/evidence`;
  return (await ask(dataDir, settings.PORT, path, { method: 'PATCH', body })).status;
}

async function listed(): Promise<z.output<typeof Cases>['data']> {
  const answer = await ask(dataDir, settings.PORT, '/api/v1/disputes?limit=100');
  return Cases.parse(await answer.json()).data;
}
