import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePorts } from '../../src/temporal/server/ports.ts';
import { isAlive, run } from './running.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recourse-cli-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('--help lists the commands people use', async () => {
  const { code, output } = await recourse(['--help']);
  expect(code).toBe(0);
  for (const command of [
    'start',
    'api',
    'worker',
    'sandbox',
    'check',
    'reconcile',
    'link',
    'rebuild',
    'versions',
  ])
    expect(output).toMatch(new RegExp(`^  ${command} `, 'm'));
  expect(output).not.toMatch(/^ {2}app /m);
});

test.each(['start', 'api', 'worker', 'sandbox', 'check', 'reconcile', 'link', 'rebuild', 'versions'])(
  '%s --help says what it does',
  async (command) => {
    const { code, output } = await recourse([command, '--help']);
    expect(code).toBe(0);
    expect(output).toContain(`Usage: recourse ${command}`);
  },
);

describe('what a person must put right is one sentence, and exit code 2', () => {
  test.each<[args: string[], settings: Record<string, string>, sentence: RegExp]>([
    [[], {}, /^Name a command\./],
    [['strat'], {}, /^There is no command strat\./],
    [['start', '--fast'], {}, /--fast/],
    [['start', 'now'], {}, /now/],
    [['start'], { PORT: 'x' }, /^PORT takes a whole number from 1 to 65535\.\n$/],
    [['api'], {}, /^TEMPORAL_ADDRESS is missing: api takes/],
    [['worker'], { TEMPORAL_ADDRESS: '127.0.0.1:1' }, /^DATABASE_URL is missing: worker takes/],
    [
      ['worker'],
      { TEMPORAL_ADDRESS: '127.0.0.1:1', DATABASE_URL: 'postgres://127.0.0.1:1/x' },
      /^RECOURSE_ENCRYPTION_KEYS is missing: worker takes .*openssl rand -base64 32.* or off/,
    ],
    [['check'], {}, /^No provider is set up: set WHOP_API_KEY and .*CCG_WEBHOOK_KEYS\.\n$/],
    [
      ['check'],
      { WEPAY_APPID: '1' },
      /^Warning: WEPAY_APPID is set, but is no setting of Recourse\. Is it mistyped\?\nNo provider/,
    ],
    [['sandbox', '--port', 'x'], {}, /^--port takes a whole number/],
    [['start'], { RECOURSE_POLICY: '/nowhere.yaml' }, /^The policy file \/nowhere\.yaml cannot be read\.\n$/],
    [
      ['start'],
      { RECOURSE_DATA_DIR: '/dev/null/data' },
      /^RECOURSE_DATA_DIR \/dev\/null\/data cannot be made/,
    ],
    [['link', '--role', 'boss'], {}, /^--role takes one of viewer, responder, approver, admin\.\n$/],
    [['link', '--merchant', 'biz_1,'], {}, /^--merchant takes ids of merchants, separated by commas\.\n$/],
    [
      ['link'],
      { DATABASE_URL: 'postgres://127.0.0.1:1/none' },
      /^DATABASE_URL is set: there, links let nobody in/,
    ],
    [['link'], { RECOURSE_DATA_DIR: '/nowhere' }, /^There is no \/nowhere: set RECOURSE_DATA_DIR/],
    [['start'], { HOST: '203.0.113.1' }, /^HOST 203\.0\.113\.1 is no address of this machine/],
  ])('%j with %j', async (args, settings, sentence) => {
    const { code, output } = await recourse(args, settings);
    expect(code).toBe(2);
    expect(output).toMatch(sentence);
  });

  test('a policy file with a mistake names the place', async () => {
    const file = join(folder, 'policy.yaml');
    await writeFile(file, 'response: { margin: soon }');
    const { code, output } = await recourse(['start'], { RECOURSE_POLICY: file });
    expect(code).toBe(2);
    expect(output).toContain('response.margin: takes a duration such as 72h, 7d or 90m');
  });
});

test('check prints a line for each thing it tried, and ends with 1 when the sandbox refuses the key', async () => {
  const [port] = await freePorts(1);
  const sandbox = run('src/main.ts', ['sandbox', '--port', String(port)], { RECOURSE_DATA_DIR: folder });
  await expect.poll(sandbox.output, { timeout: 60_000 }).toContain('the sandbox listens');
  const { code, output } = await recourse(['check'], {
    WHOP_API_KEY: 'wrong',
    WHOP_WEBHOOK_SECRET: 'ws_wrong',
    WHOP_BASE_URL: `http://127.0.0.1:${port}/api/v1`,
  });
  expect(code).toBe(1);
  expect(output).toMatch(/^✗ whop: /m);
  sandbox.kill('SIGTERM');
  await expect(sandbox.ended).resolves.toBe(0);
  expect(isAlive(sandbox.pid)).toBe(false);
});

test('the script that sets up a clone passes exit codes and arguments through', async () => {
  const script = run('scripts/run.mjs', ['recourse', 'strat'], {});
  await expect(script.ended).resolves.toBe(2);
  expect(script.output()).toMatch(/^There is no command strat\./);
});

async function recourse(args: readonly string[], settings: Record<string, string> = {}) {
  const process = run('src/main.ts', args, { RECOURSE_DATA_DIR: folder, ...settings });
  return { code: await process.ended, output: process.output() };
}
