import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { HOUR, MINUTE, type Millis } from '../../src/domain/instant.ts';
import { openDatabase } from '../../src/sandbox/database.ts';
import { createParts } from '../../src/sandbox/parts.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.ts';
import { newWhopAccount } from '../../src/sandbox/whop/account.ts';
import { whopDemo } from '../../src/sandbox/whop/demo.ts';
import { submitEvidence } from '../../src/sandbox/whop/evidence.ts';
import { refundPayment } from '../../src/sandbox/whop/refunds.ts';
import { createWhop } from '../../src/sandbox/whop/stand-in.ts';
import type { WhopStandIn } from '../../src/sandbox/whop/whop.ts';
import { drive, OPTIONS, startReceiver } from './running.ts';
import { freePort } from '../setup/free-port.ts';

/** A demo whose clock the test turns. */
function demo(): { whop: WhopStandIn; pass: (duration: Millis, random?: number) => void } {
  const database = openDatabase(null);
  onTestFinished(() => database.close());
  const parts = createParts(database, { origin: () => 'http://127.0.0.1' });
  const whop = createWhop(newWhopAccount(), parts);
  const tick = whopDemo(whop);
  let now = Date.now();
  tick(now, Math.random);
  const pass = (duration: Millis, random = 0.1): void => {
    const until = now + duration;
    for (; now < until; now += MINUTE) tick(now, () => random);
  };
  return { whop, pass };
}

function statuses(whop: WhopStandIn): string[] {
  return whop.documents.list('disputes').map(({ status }) => status);
}

test('it begins with cases in different stages, currencies and hurries', () => {
  const { whop } = demo();
  expect(new Set(statuses(whop))).toEqual(
    new Set(['needs_response', 'under_review', 'warning_needs_response', 'lost']),
  );
  expect(whop.documents.list('alerts')).toMatchObject([{ dispute: null }]);
  const currencies = whop.documents.list('disputes').map(({ currency }) => currency);
  expect(currencies).toEqual(expect.arrayContaining(['usd', 'jpy', 'kwd', 'eur']));
  const people = whop.documents.list('payments').map(({ user }) => user?.email ?? '');
  expect(people.every((mail) => mail.endsWith('@example.com'))).toBe(true);
});

test('what is under review is ruled within minutes, what waits for an answer is left alone', () => {
  const { whop, pass } = demo();
  const open = whop.documents.list('disputes').find(({ status }) => status === 'needs_response');
  pass(10 * MINUTE);
  expect(statuses(whop)).not.toContain('under_review');
  expect(statuses(whop)).toContain('won');
  expect(whop.documents.get('disputes', open?.id ?? '')?.status).toBe('needs_response');

  submitEvidence(whop, open?.id ?? '');
  pass(10 * MINUTE, 0.8);
  expect(whop.documents.get('disputes', open?.id ?? '')?.status).toBe('lost');
});

test('a deadline that passes unanswered is lost', () => {
  const { whop, pass } = demo();
  const urgent = whop.documents.list('disputes').find(({ currency }) => currency === 'usd');
  expect(urgent?.status).toBe('needs_response');
  pass(6 * HOUR);
  expect(whop.documents.get('disputes', urgent?.id ?? '')?.status).toBe('lost');
});

test('new cases come now and then, and not without end', () => {
  const { whop, pass } = demo();
  const atFirst = whop.documents.list('runs').length;
  pass(15 * MINUTE);
  const soon = whop.documents.list('runs').length;
  expect(soon).toBeGreaterThan(atFirst);
  pass(10 * HOUR);
  const later = whop.documents.list('runs').length;
  pass(10 * HOUR);
  expect(whop.documents.list('runs').length - later).toBeLessThan(3);
  expect(later).toBeLessThan(20);
});

test('an alert becomes a dispute after a while', () => {
  const { whop, pass } = demo();
  const [alert] = whop.documents.list('alerts');
  pass(HOUR);
  expect(whop.documents.get('alerts', alert?.id ?? '')?.dispute?.status).toBe('needs_response');
});

test("a refund of the demo's own payments is seen through, and its alert becomes no dispute", () => {
  const { whop, pass } = demo();
  const [alert] = whop.documents.list('alerts');
  refundPayment(whop, alert?.payment?.id ?? '', { body: {}, key: null });
  pass(3 * MINUTE);
  expect(whop.documents.list('refunds')).toMatchObject([
    { status: 'succeeded', reference_status: 'pending' },
  ]);
  pass(4 * MINUTE);
  expect(whop.documents.list('refunds')).toMatchObject([{ reference_status: 'available' }]);
  pass(HOUR);
  expect(whop.documents.get('alerts', alert?.id ?? '')?.dispute).toBeNull();
});

/** How the providers tell of a new dispute. */
const OPENINGS = ['dispute.created', 'disputes.created', 'DISPUTE_INITIATED'];

function openWithDemo(dataDir: string, webhooksTo: string | null): Promise<Sandbox> {
  return startSandbox({ ...OPTIONS, dataDir, webhooksTo, demo: true });
}

test('the handful is opened once in a data folder, told by webhook, and leaves cases of people to people', async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'recourse-demo-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const receiver = await startReceiver();
  const first = await openWithDemo(dataDir, receiver.url);
  await expect.poll(() => receiver.types()).toContain('dispute.created');
  const opened = first.ledger.entries({ name: 'dispute_opened' });
  const { dispute_id } = await drive(first).start('dispute_won');
  await drive(first).client.disputes.submitEvidence(dispute_id);
  await expect
    .poll(() => receiver.types().filter((type) => OPENINGS.includes(type)).length)
    .toBe(opened.length + 1);
  await first.close();

  const second = await openWithDemo(dataDir, null);
  onTestFinished(() => second.close());
  expect(second.ledger.entries({ name: 'dispute_opened' })).toHaveLength(opened.length + 1);
});

test('it waits for somebody to listen, so that nobody misses its first cases', async () => {
  const port = await freePort();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'recourse-demo-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const sandbox = await openWithDemo(dataDir, `http://127.0.0.1:${port}/webhooks`);
  onTestFinished(() => sandbox.close());
  await sleep(700);
  expect(sandbox.ledger.entries()).toEqual([]);
  const receiver = await startReceiver(() => 200, port);
  await expect.poll(() => receiver.types()).toContain('dispute_alert.created');
  const sent = () => sandbox.ledger.entries({ name: 'webhook_sent' });
  await expect.poll(() => sent().length).toBeGreaterThan(5);
  expect(sent().every(({ detail }) => detail['attempt'] === 1 && detail['delivered'] === true)).toBe(true);
});
