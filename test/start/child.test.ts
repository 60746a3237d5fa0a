import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Child, type ChildSpec } from '../../src/start/child.ts';
import { isAlive } from './running.ts';

const log = pino({ level: 'silent' });

let folder: string;
let pids: number[];
let child: Child | null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recourse-child-'));
  pids = [];
  child = null;
});

afterEach(async () => {
  await child?.stop(100);
  await rm(folder, { recursive: true, force: true });
});

test('a child that ends is started again, after growing pauses', async () => {
  child = keep('process.exit(1)');
  await expect.poll(() => pids.length).toBeGreaterThanOrEqual(3);
});

test('a child that cannot work as things are is not started again', async () => {
  child = keep('process.exit(2)');
  await expect(child.finished).rejects.toThrow('The test could not be started.');
  expect(pids).toHaveLength(1);
});

test('a child that worked once is started again whatever it ends with', async () => {
  child = keep('setTimeout(() => process.exit(2), 500)', { isReady: () => Promise.resolve(true) });
  await child.ready();
  await expect.poll(() => pids.length).toBeGreaterThanOrEqual(2);
});

test('a program that is not there is tried again until it is', async () => {
  const file = join(folder, 'program');
  child = keep('', { command: { file, args: ['-e', 'setInterval(() => {}, 1000)'] } });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(pids).toEqual([]);
  await symlink(process.execPath, file);
  await expect.poll(() => pids.length).toBe(1);
});

test('stopping ends a child that takes its time, and one that will not end', async () => {
  child = keep('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")');
  await expect.poll(output).toContain('up');
  const asked = Date.now();
  await child.stop(300);
  expect(Date.now() - asked).toBeLessThan(10_000);
  expect(pids.filter(isAlive)).toEqual([]);
});

test('a child that is stopped is not started again', async () => {
  child = keep('setInterval(() => {}, 1000)');
  await expect.poll(() => pids.length).toBe(1);
  await child.stop(1_000);
  await child.finished;
  expect(pids).toHaveLength(1);
});

test('what a child prints goes to its log', async () => {
  child = keep('console.log("out"); console.error("err"); setInterval(() => {}, 1000)');
  await expect.poll(output).toBe('out\nerr\n');
});

function keep(script: string, more: Partial<ChildSpec> = {}): Child {
  return new Child({ ...spec(script), ...more }, observer());
}

function spec(script: string): ChildSpec {
  return {
    name: 'The test',
    command: { file: process.execPath, args: ['-e', script] },
    logFile: join(folder, 'log'),
    linked: false,
    isReady: () => Promise.resolve(false),
  };
}

function observer() {
  return {
    log,
    started: async (_name: string, pid: number) => {
      pids.push(pid);
    },
  };
}

async function output(): Promise<string> {
  return readFile(join(folder, 'log'), 'utf8').catch(() => '');
}
