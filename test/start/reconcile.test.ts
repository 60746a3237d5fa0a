import type { Client } from '@temporalio/client';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { DAY, instant } from '../../src/domain/instant.ts';
import { addressOf } from '../../src/start/children.ts';
import { lastPorts } from '../../src/start/kept-ports.ts';
import { withKeptKey } from '../../src/start/encryption-keys.ts';
import { createClient } from '../../src/temporal/connection.ts';
import { freshNamespace } from '../setup/namespace.ts';
import { sandboxControl } from '../setup/sandbox-control.ts';
import { ask, ownSettings, run, untilRunning, type Running } from './running.ts';

const YESTERDAY = instant(Date.now() - DAY).slice(0, 'YYYY-MM-DD'.length);
const ARGUMENTS = ['--provider', 'whop', '--since', YESTERDAY];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recourse-reconcile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('beside a running system', { timeout: 120_000 }, () => {
  let settings: Awaited<ReturnType<typeof ownSettings>>;
  let running: Running;
  let sandbox: ReturnType<typeof sandboxControl>;

  beforeAll(async () => {
    settings = await ownSettings(join(folder, 'running'));
    running = run('src/main.ts', ['start', '--no-demo'], settings);
    await untilRunning(running);
    const [, control = ''] = /Sandbox +(http\S+)/.exec(running.output()) ?? [];
    sandbox = sandboxControl(control);
    await sandbox.control('PATCH', '/settings/whop', { webhooks_paused: true });
    await pauseSchedules(settings.RECOURSE_DATA_DIR ?? '');
  }, 120_000);

  afterAll(async () => {
    running.kill('SIGTERM');
    await running.ended;
  }, 30_000);

  test('finds a dispute whose webhook was lost, shows it, and finds it no second time', async () => {
    const { payment_id, dispute_ids } = await sandbox.scenario('dispute_won');
    const first = await reconcile(ARGUMENTS, settings);
    expect(first.output).toContain(
      `  dispute ${dispute_ids[0]}: not known until now; handed to whop:${payment_id}\n`,
    );
    expect(first.output).toContain('new or different: 1, handed to their cases: 1.\n');
    expect(first.code).toBe(0);
    const path = `/api/v1/disputes/whop:${payment_id}`;
    await expect
      .poll(async () => (await ask(settings.RECOURSE_DATA_DIR ?? '', settings.PORT, path)).status)
      .toBe(200);
    const second = await reconcile(ARGUMENTS, settings);
    expect(second.output).toContain(
      'disputes and alerts: 1, new or different: 0, handed to their cases: 0.\n',
    );
    expect(second.code).toBe(0);
  });

  test('says what could not be read and what to do about it, and ends with 1', async () => {
    await sandbox.control('PATCH', '/settings/whop', { denied_permissions: ['payment:dispute_alert:read'] });
    const { code, output } = await reconcile(ARGUMENTS, settings);
    await sandbox.control('PATCH', '/settings/whop', { denied_permissions: [] });
    expect(output).toMatch(/^✗ Listing dispute alerts is not allowed: add the permission/m);
    expect(code).toBe(1);
  });

  test('says once that a provider lists nothing, and ends with 1', async () => {
    const { code, output } = await reconcile(['--provider', 'ccg', '--since', YESTERDAY], settings);
    expect(output.match(/^✗.*$/gm)).toEqual(['✗ CCG lists nothing: what it does not send cannot be found.']);
    expect(code).toBe(1);
  });

  test('goes on without whoever pressed Ctrl-C, and the same command shows it again', async () => {
    const before = await alertLists();
    const busy = { id: 'busy', route: 'disputes.list', fault: 'rate_limit', retry_after: 4 };
    await sandbox.control('POST', '/faults', busy);
    const watching = run('src/main.ts', ['reconcile', ...ARGUMENTS], settings);
    await expect.poll(watching.output, { timeout: 60_000 }).toContain('Comparing, as the workflow');
    watching.kill('SIGINT');
    await expect(watching.ended).resolves.toBe(130);
    expect(watching.output()).toContain('It goes on without this command');
    const again = run('src/main.ts', ['reconcile', ...ARGUMENTS], settings);
    await expect.poll(again.output, { timeout: 60_000 }).toContain('Comparing, as the workflow');
    await sandbox.control('DELETE', '/faults/busy');
    await expect(again.ended).resolves.toBe(0);
    expect(again.output()).toContain('pages read: 2,');
    expect((await alertLists()) - before, 'one run for both commands').toBe(1);
  });

  async function alertLists(): Promise<number> {
    const query = '/ledger?kind=call&name=dispute_alerts.list';
    return (await sandbox.control<{ data: unknown[] }>('GET', query)).data.length;
  }
});

describe('what a person must put right is one sentence, and exit code 2', () => {
  test.each<[what: string, args: string[], settings: Record<string, string>, sentence: RegExp]>([
    ['no provider', ['--since', YESTERDAY], {}, /^--provider takes one of whop, wepay, ccg\.\n$/],
    [
      'an unknown one',
      ['--provider', 'x', '--since', YESTERDAY],
      {},
      /^--provider takes one of whop, wepay, ccg\.\n$/,
    ],
    ['no day', ['--provider', 'whop'], {}, /^--since takes a day in the past such as/],
    ['no real day', ['--provider', 'whop', '--since', '2026-02-31x'], {}, /^--since takes a day in the past/],
    [
      'a day to come',
      ['--provider', 'whop', '--since', '2999-01-01'],
      {},
      /^--since takes a day in the past/,
    ],
    ['nothing running', ARGUMENTS, {}, /^Nothing is running on RECOURSE_DATA_DIR \S+: start it first/],
    [
      'no Temporal there',
      ARGUMENTS,
      { TEMPORAL_ADDRESS: '127.0.0.1:1', RECOURSE_ENCRYPTION_KEYS: 'off' },
      /^Nothing is running: Temporal does not answer, or has no namespace default\.\n$/,
    ],
  ])('%s', async (_what, args, settings, sentence) => {
    const { code, output } = await reconcile(args, { RECOURSE_DATA_DIR: join(folder, 'none'), ...settings });
    expect(output).toMatch(sentence);
    expect(code).toBe(2);
  });

  test('a Temporal without a worker', async () => {
    const { namespace, connection } = await freshNamespace();
    await connection.close();
    const { code, output } = await reconcile(ARGUMENTS, {
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      RECOURSE_ENCRYPTION_KEYS: 'off',
      TEMPORAL_NAMESPACE: namespace,
    });
    expect(output).toBe('Temporal answers, and no worker of Recourse does: start one first.\n');
    expect(code).toBe(2);
  });
});

/** Waits for what the schedules do by themselves at a first start, and keeps them from finding what the commands are to find. */
async function pauseSchedules(dataDir: string): Promise<void> {
  const ports = await lastPorts(dataDir);
  if (ports === null) throw new Error('no ports recorded');
  const address = { address: addressOf(ports.temporal), namespace: 'default', credentials: {} };
  const client = createClient(await withKeptKey(address, { encryptionKeys: null, dataDir }));
  await settled(client, 'reconcile:whop', 0);
  await settled(client, 'reconcile:whop:daily', 1);
  await client.connection.close();
}

/** Pauses a schedule and waits for every run it has begun, at least so many. What a schedule calls running may lag behind, so that the runs themselves are asked. */
async function settled(client: Client, id: string, runs: number): Promise<void> {
  const schedule = client.schedule.getHandle(id);
  await vi.waitFor(() => schedule.pause(), { timeout: 90_000, interval: 200 });
  const begun = await vi.waitFor(
    async () => {
      const { recentActions } = (await schedule.describe()).info;
      if (recentActions.length < runs) throw new Error('the first run has not begun');
      return recentActions;
    },
    { timeout: 90_000, interval: 200 },
  );
  for (const { action } of begun) {
    const { workflowId, firstExecutionRunId } = action.workflow;
    await client.workflow.getHandle(workflowId, firstExecutionRunId).result();
  }
}

async function reconcile(args: readonly string[], settings: Record<string, string>) {
  const process = run('src/main.ts', ['reconcile', ...args], settings);
  return { code: await process.ended, output: process.output() };
}
