import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/server.ts';
import { drive, OPTIONS, startReceiver, startRig } from './running.ts';

async function reopened(
  between: (sandbox: Sandbox) => unknown,
  [first, second]: readonly [Partial<SandboxOptions>, Partial<SandboxOptions>] = [{}, {}],
): Promise<Sandbox> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'recourse-faults-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const before = await startSandbox({ ...OPTIONS, dataDir, ...first });
  await between(before);
  await before.close();
  const after = await startSandbox({ ...OPTIONS, dataDir, ...second });
  onTestFinished(() => after.close());
  return after;
}

test('rules can be set, added, replaced, listed and removed over the control API', async () => {
  const { control } = await startRig();
  const put = await control('PUT', '/faults', [{ route: '*', fault: 'delay' }]);
  expect(put).toMatchObject({
    status: 200,
    body: { data: [{ id: 'fault_1', fault: 'delay', after_ms: 1_000, skip: 0, tried: 0, struck: 0 }] },
  });
  const added = await control('POST', '/faults', { id: 'x', route: 'payments.refund', fault: 'hang' });
  expect(added).toMatchObject({ status: 201, body: { id: 'x', after_ms: null } });
  await control('POST', '/faults', { id: 'x', route: 'payments.refund', fault: 'error_after', status: 500 });
  const { body } = await control('GET', '/faults');
  expect(body).toMatchObject({
    data: [{ id: 'fault_1' }, { id: 'x', fault: 'error_after', status: 500 }],
    faults: { cut_after: 'Does the work and cuts the connection.' },
  });
  expect((await control('DELETE', '/faults/fault_1')).body).toMatchObject({ data: [{ id: 'x' }] });
  expect((await control('DELETE', '/faults/fault_1')).status).toBe(404);
  expect((await control('DELETE', '/faults')).body).toEqual({ data: [] });
});

test.each([
  [{ route: '*', fault: 'explode' }, 'fault'],
  [{ fault: 'delay' }, 'route'],
  [{ route: '*', fault: 'delay', status: 503 }, 'status'],
  [{ route: '*', fault: 'error_before', status: 404 }, 'status'],
  [{ route: '*', fault: 'lag', after_ms: 3_600_000 }, 'after_ms'],
  [{ route: '*', fault: 'drop', probability: 2 }, 'probability'],
  [{ route: '*', fault: 'drop', times: 0 }, 'times'],
])('%j is refused in a sentence about %s', async (rule, field) => {
  const { control, sandbox } = await startRig();
  const refused = await control('POST', '/faults', rule);
  expect(refused).toMatchObject({ status: 400, body: { detail: expect.stringContaining(field) } });
  expect(sandbox.faults.list()).toEqual([]);
});

test('rules, their counts and their dice outlive a restart', async () => {
  const rules = [
    { id: 'a', route: '*', fault: 'error_before', times: 2 },
    { id: 'b', route: '*', fault: 'lag', probability: 0.25, seed: 's' },
  ] as const;
  let kept: ReturnType<Sandbox['faults']['list']> = [];
  const after = await reopened(async (before) => {
    before.faults.set(rules);
    await expect(drive(before).client.payments.retrieve('pay_x')).rejects.toThrow('503');
    kept = before.faults.list();
  });
  expect(after.faults.list()).toEqual(kept);
  const { client } = drive(after);
  await expect(client.payments.retrieve('pay_x')).rejects.toThrow('503');
  await expect(client.payments.retrieve('pay_x')).rejects.toThrow('404');
  expect(after.faults.list()).toMatchObject([
    { tried: 3, struck: 2 },
    { id: 'b', tried: 3 },
  ]);
});

test('a webhook held back before a restart is let go after it', async () => {
  const receiver = await startReceiver();
  const after = await reopened(
    async (before) => {
      before.faults.set([{ route: 'dispute.created', fault: 'reorder', after_ms: 60_000 }]);
      await drive(before).start('dispute_lost');
    },
    [{}, { webhooksTo: receiver.url }],
  );
  const { advance, control } = drive(after);
  const { body } = await control('GET', '/scenarios');
  await advance(body.data[0]?.id ?? '');
  await expect.poll(() => receiver.types()).toEqual(['dispute.updated', 'dispute.created']);
});

test('the mild mix comes and goes with its option, and leaves the rules of people alone', async () => {
  const mine = { id: 'mine', route: '*', fault: 'delay', after_ms: 0 } as const;
  const started = await startRig({ faults: 'mild' });
  expect(started.sandbox.faults.list().length).toBeGreaterThan(8);
  const after = await reopened((before) => before.faults.add(mine), [{ faults: 'mild' }, {}]);
  expect(after.faults.list()).toMatchObject([{ id: 'mine' }]);
});

test('under the mild mix a patient client gets everything done', async () => {
  const { client, sandbox, start } = await startRig({ faults: 'mild', faultSeed: 'mild' });
  const { payment_id } = await start('payment');
  // Its delays are cut short, so that the test need not sit through them.
  sandbox.faults.add({ id: 'mild_8', route: '*', fault: 'delay', after_ms: 1, probability: 0.2 });
  let failures = 0;
  for (let nth = 0; nth < 150; nth += 1) {
    const answer = await client.payments.retrieve(payment_id).catch(() => null);
    if (answer?.id !== payment_id) failures += 1;
  }
  expect(failures).toBeGreaterThan(0);
  expect(failures).toBeLessThan(40);
  const made = new Set(sandbox.ledger.entries({ kind: 'fault' }).map(({ name }) => name));
  expect(made.size).toBeGreaterThan(4);
});
