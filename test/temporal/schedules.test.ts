import type { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../src/domain/instant.ts';
import { WHOP_CAPABILITIES } from '../../src/providers/whop/capabilities.ts';
import { keepReconciling } from '../../src/temporal/schedules.ts';
import { freshNamespace } from '../setup/namespace.ts';

let client: Client;
let connection: Connection;

beforeAll(async () => {
  ({ client, connection } = await freshNamespace());
});
afterAll(() => connection.close());

test('a provider that lists is compared every five minutes, and daily over half a year, at once the first time', async () => {
  await keep();
  const often = await describeSchedule('reconcile:whop');
  expect(often).toMatchObject({
    spec: { intervals: [{ every: 5 * MINUTE }] },
    policies: { overlap: 'SKIP' },
    action: { workflowType: 'reconcileWorkflow', args: [{ provider: 'whop', since: { ago: 2 * DAY } }] },
  });
  const daily = await describeSchedule('reconcile:whop:daily');
  expect(daily).toMatchObject({
    spec: { intervals: [{ every: DAY }] },
    action: { args: [{ provider: 'whop', since: { ago: 180 * DAY }, records: true }] },
  });
  await expect
    .poll(async () => (await describeSchedule('reconcile:whop:daily')).info.numActionsTaken)
    .toBe(1);
});

test('the next worker finds them and changes nothing', async () => {
  const before = await describeSchedule('reconcile:whop');
  await keep();
  const { info } = await describeSchedule('reconcile:whop');
  expect(info.lastUpdatedAt).toEqual(before.info.lastUpdatedAt);
  expect((await describeSchedule('reconcile:whop:daily')).info.numActionsTaken).toBe(1);
});

test('one of an earlier version is brought up to this one, and stays paused', async () => {
  const handle = client.schedule.getHandle('reconcile:whop');
  await handle.update((schedule) => ({
    ...schedule,
    spec: { intervals: [{ every: '1h' }] },
    state: { paused: true, note: 'while we look into it' },
  }));
  await keep();
  expect(await describeSchedule('reconcile:whop')).toMatchObject({
    spec: { intervals: [{ every: 5 * MINUTE }] },
    state: { paused: true, note: 'while we look into it' },
  });
});

test('of a provider that cannot list, only what is open in the records is looked after, daily and at once', async () => {
  const { client: other, connection: theirs } = await freshNamespace();
  await keep(other, false);
  const only = await other.schedule.getHandle('reconcile:whop:daily').describe();
  expect(only.action).toMatchObject({ args: [{ provider: 'whop', records: 'only' }] });
  expect(only.info.numActionsTaken).toBe(1);
  await expect(other.schedule.getHandle('reconcile:whop').describe()).rejects.toThrow('not found');
  await theirs.close();
});

function keep(on: Client = client, lists = true): Promise<void> {
  const list = lists ? WHOP_CAPABILITIES.list : [];
  const providers = new Map([['whop' as const, { capabilities: { ...WHOP_CAPABILITIES, list } }]]);
  return keepReconciling(on, providers, pino({ level: 'silent' }), new AbortController().signal);
}

function describeSchedule(id: string) {
  return client.schedule.getHandle(id).describe();
}
