import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processIdentity } from '../../src/start/process-identity.ts';
import { RunRecord } from '../../src/start/run-record.ts';
import { isAlive } from './running.ts';

let folder: string;
let child: ChildProcess;
let pid: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recourse-record-'));
  await sleeper('setInterval(() => {}, 1000); console.log("up")');
});

afterEach(async () => {
  child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

test('a process left behind is ended by the next start, and its name told', async () => {
  await new RunRecord(folder).add('The test', pid);
  await expect(new RunRecord(folder).endOrphans()).resolves.toEqual(['The test']);
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test('one that ignores being asked is ended all the same', { timeout: 60_000 }, async () => {
  child.kill('SIGKILL');
  await sleeper('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")');
  await new RunRecord(folder).add('The test', pid);
  await new RunRecord(folder).endOrphans();
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test('a process that only has the same id is left alone', async () => {
  const record = new RunRecord(folder);
  await record.add('The test', pid);
  const file = join(folder, 'processes.json');
  const identity = (await processIdentity(pid)) ?? '';
  await writeFile(file, (await readFile(file, 'utf8')).replace(identity, `${identity}1`));
  await expect(new RunRecord(folder).endOrphans()).resolves.toEqual([]);
  expect(isAlive(pid)).toBe(true);
});

test('a process started anew stands in the place of the one before', async () => {
  const record = new RunRecord(folder);
  await record.add('The test', process.pid);
  await record.add('The test', pid);
  await expect(new RunRecord(folder).endOrphans()).resolves.toEqual(['The test']);
});

test('a record that is missing or broken ends nothing', async () => {
  await expect(new RunRecord(folder).endOrphans()).resolves.toEqual([]);
  await writeFile(join(folder, 'processes.json'), '{"The test":');
  await expect(new RunRecord(folder).endOrphans()).resolves.toEqual([]);
});

test('two processes have two identities, one that is gone has none', async () => {
  expect(await processIdentity(pid)).not.toBeNull();
  expect(await processIdentity(pid)).toBe(await processIdentity(pid));
  expect(await processIdentity(process.pid)).not.toBe(await processIdentity(pid));
  child.kill('SIGKILL');
  await once(child, 'exit');
  await expect(processIdentity(pid)).resolves.toBeNull();
});

async function sleeper(script: string): Promise<void> {
  child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  pid = child.pid ?? 0;
  if (child.stdout !== null) await once(child.stdout, 'data');
}
