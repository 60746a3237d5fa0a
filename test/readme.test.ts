import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from './setup/postgres.ts';

const run = promisify(execFile);
const STARTED = /Sandbox\s+(http:\S+)/;

let dataDir: string;
let port: number;
let started: ChildProcess;
let sandbox: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'recourse-readme-'));
  port = await freePort();
  started = spawn(process.execPath, ['src/main.ts', 'start'], {
    env: { ...process.env, PORT: String(port), RECOURSE_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  sandbox = await printed(started, STARTED);
}, 240_000);

afterAll(async () => {
  const ended = once(started, 'exit');
  started.kill('SIGTERM');
  await ended;
  await rm(dataDir, { recursive: true, force: true });
});

test("the README's session goes from an alert to won", { timeout: 180_000 }, async () => {
  const readme = await readFile('README.md', 'utf8');
  const blocks = [...readme.matchAll(/```sh session\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
  expect(blocks.length).toBeGreaterThan(4);
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', blocks.join('\necho ----\n')], {
    env: {
      ...process.env,
      API: `http://127.0.0.1:${port}/api/v1`,
      SANDBOX: sandbox,
      RECOURSE_DATA_DIR: dataDir,
    },
  });
  const [, alerted, opened, edited, decided, ruled] = stdout.split('----\n');
  expect(JSON.parse(alerted ?? '')).toMatchObject({ stage: 'alert', status: 'needs_response' });
  expect(JSON.parse(opened ?? '').data).toMatchObject([{ stage: 'chargeback', answerable: true }]);
  expect(edited).toMatch(/"notes":"Signed in 47 times.*"slot":"customer_communication_attachment"/s);
  const [accepted, answered] = (decided ?? '').trim().split('\n');
  expect(JSON.parse(accepted ?? '')).toMatchObject({ decision: 'challenge' });
  expect(JSON.parse(answered ?? '')).toMatchObject({
    status: 'under_review',
    disputes: [{ submission: { by: 'us' } }],
  });
  const [won, timeline] = (ruled ?? '').trim().split('\n');
  expect(JSON.parse(won ?? '')).toMatchObject({ status: 'won', disputes: [{ ruling: 'won' }] });
  const kinds = JSON.parse(timeline ?? '').data.map(({ kind }: { kind: string }) => kind);
  expect(kinds).toEqual(
    expect.arrayContaining(['alert_opened', 'dispute_opened', 'decided', 'submitted', 'ruled']),
  );
});

/** Waits for what a program prints, and goes on emptying its pipe. */
function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += String(chunk);
      const found = pattern.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on('exit', () => reject(new Error(`it ended without printing ${pattern}: ${text}`)));
  });
}
