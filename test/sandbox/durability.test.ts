import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { drive, OPTIONS, startReceiver, startRig, type Driver } from './running.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'recourse-sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function open(dataDir: string, webhooksTo: string | null = null): Promise<Sandbox> {
  return startSandbox({ ...OPTIONS, dataDir, webhooksTo });
}

/** A sandbox in a process of its own, to be killed. */
async function openInProcess(dataDir: string): Promise<{ child: ChildProcess; driver: Driver }> {
  const program = `
    import { startSandbox } from ${JSON.stringify(path.resolve(import.meta.dirname, '../../src/sandbox/server.ts'))};
    const sandbox = await startSandbox(JSON.parse(process.argv[1]));
    console.log(JSON.stringify({ url: sandbox.url, controlUrl: sandbox.controlUrl }));`;
  const options = { ...OPTIONS, dataDir };
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, driver: drive(JSON.parse(String(line))) };
}

test('after a restart everything goes on where it was', async () => {
  const dataDir = temporaryFolder();
  const first = await open(dataDir);
  const before = drive(first);
  const { id, dispute_id } = await before
    .start('alert_becomes_dispute')
    .then(({ id: run }) => before.advance(run));
  await before.client.disputes.updateEvidence(dispute_id, { notes: 'kept' });
  await before.client.disputes.submitEvidence(dispute_id);
  await before.control('PATCH', '/settings/whop', {
    denied_permissions: ['payment:manage'],
    file_processing_ms: 0,
  });
  const file = await before.client.files.create({ filename: 'chat.png', visibility: 'private' });
  const dispute = await before.client.disputes.retrieve(dispute_id);
  const ledger = first.ledger.entries();
  await first.close();

  const second = await open(dataDir);
  onTestFinished(() => second.close());
  const after = drive(second);
  expect(await after.client.disputes.retrieve(dispute_id)).toEqual(dispute);
  expect(second.ledger.entries().slice(0, ledger.length)).toEqual(ledger);
  expect((await after.control('GET', '/settings/whop')).body).toMatchObject({
    denied_permissions: ['payment:manage'],
  });
  await expect(after.client.disputes.submitEvidence(dispute_id)).rejects.toThrow('already been submitted');
  expect((await after.advance(id)).next).toBeNull();
  expect((await after.client.files.retrieve(file.id)).upload_status).toBe('pending');
  const fresh = await after.start('alert_lapses');
  expect(ledger.flatMap(({ ids }) => ids)).not.toContain(fresh.payment_id);
});

test('a presigned URL outlives a restart on the same port', async () => {
  const dataDir = temporaryFolder();
  const first = await open(dataDir);
  const { id, upload_url } = await drive(first).client.files.create({
    filename: 'a.pdf',
    visibility: 'private',
  });
  await first.close();
  const second = await open(dataDir);
  onTestFinished(() => second.close());
  const moved = new URL(upload_url ?? '');
  moved.port = String(second.port);
  const headers = { 'content-type': 'application/pdf' };
  expect((await fetch(moved, { method: 'PUT', headers, body: '%PDF-1.7' })).status).toBe(200);
  expect((await drive(second).client.files.retrieve(id)).size).toBe('8');
});

test('a webhook nobody took before the restart goes out after it', async () => {
  const dataDir = temporaryFolder();
  const first = await open(dataDir);
  const { dispute_id } = await drive(first).start('dispute_won');
  await first.close();
  const receiver = await startReceiver();
  const second = await open(dataDir, receiver.url);
  onTestFinished(() => second.close());
  await expect.poll(() => receiver.received.length).toBe(1);
  expect(receiver.received[0]?.body).toContain(dispute_id);
});

test('a webhook broken off by closing is sent again after the next start', async () => {
  const dataDir = temporaryFolder();
  const silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  onTestFinished(() => void silent.close());
  const address = silent.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  const first = await open(dataDir, `http://127.0.0.1:${address.port}`);
  const connected = once(silent, 'connection');
  await drive(first).start('dispute_won');
  await connected;
  await first.close();

  const receiver = await startReceiver();
  const second = await open(dataDir, receiver.url);
  onTestFinished(() => second.close());
  await expect.poll(() => receiver.types()).toEqual(['dispute.created']);
  await expect
    .poll(() => second.ledger.entries({ name: 'webhook_sent' }))
    .toMatchObject([{ detail: { attempt: 1, delivered: true } }]);
});

test('kill -9 loses nothing that was answered', async () => {
  const dataDir = temporaryFolder();
  const { child, driver } = await openInProcess(dataDir);
  const { id, dispute_id } = await driver.start('dispute_won');
  await driver.client.disputes.updateEvidence(dispute_id, { notes: 'before the kill' });
  await driver.client.disputes.submitEvidence(dispute_id);
  child.kill('SIGKILL');
  await once(child, 'exit');

  const reopened = await open(dataDir);
  onTestFinished(() => reopened.close());
  const { client, advance } = drive(reopened);
  expect(await client.disputes.retrieve(dispute_id)).toMatchObject({
    status: 'under_review',
    notes: 'before the kill',
  });
  expect(reopened.ledger.entries({ name: 'submission_spent', id: dispute_id })).toHaveLength(1);
  await advance(id);
  expect((await client.disputes.retrieve(dispute_id)).status).toBe('won');
});

test('a data folder in use is refused in a sentence', async () => {
  const dataDir = temporaryFolder();
  const { child } = await openInProcess(dataDir);
  await expect(open(dataDir)).rejects.toThrow('is in use by another process');
  child.kill('SIGKILL');
  await once(child, 'exit');
  await (await open(dataDir)).close();
});

test('a port in use is refused, and the data folder is let go', async () => {
  const { sandbox } = await startRig();
  const dataDir = temporaryFolder();
  await expect(startSandbox({ ...OPTIONS, dataDir, port: sandbox.port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  await (await open(dataDir)).close();
});
