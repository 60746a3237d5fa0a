import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from './setup/free-port.ts';

const run = promisify(execFile);
const STARTED = /Sandbox\s+(http:\S+)/;
/** Not every machine can list an archive; what is in it is looked at here. */
const PRELUDE = 'command -v unzip > /dev/null || unzip() { :; }\n';
const NEXT = '==== the next block ====';

let dataDir: string;
let port: number;
let started: ChildProcess;
let sandbox: string;
/** What each block printed, one answer a line. */
let printedBy: string[][];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'recourse-readme-'));
  port = await freePort();
  started = spawn(process.execPath, ['src/main.ts', 'start'], {
    env: { ...process.env, PORT: String(port), RECOURSE_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  sandbox = await printed(started, STARTED);
  printedBy = await session();
}, 420_000);

afterAll(async () => {
  const ended = once(started, 'exit');
  started.kill('SIGTERM');
  await ended;
  await rm(dataDir, { recursive: true, force: true });
});

describe("the README's session", () => {
  test('goes from an alert to won', () => {
    const [, alerted, opened, edited, decided, ruled] = printedBy;
    expect(answer(alerted, 0)).toMatchObject({ stage: 'alert', status: 'needs_response' });
    expect(answer(opened, 0)).toMatchObject({ data: [{ stage: 'chargeback', answerable: true }] });
    expect(answer(edited, 0)).toMatchObject({
      fields: { notes: expect.stringContaining('Signed in 47 times') },
    });
    expect(answer(edited, 1)).toMatchObject({ slot: 'customer_communication_attachment' });
    expect(answer(decided, 0)).toMatchObject({ decision: 'challenge' });
    expect(answer(decided, 1)).toMatchObject({
      status: 'under_review',
      disputes: [{ submission: { by: 'us' } }],
    });
    expect(answer(ruled, 0)).toMatchObject({ status: 'won', disputes: [{ ruling: 'won' }] });
    const { data } = answer(ruled, 1);
    const kinds = data.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['alert_opened', 'dispute_opened', 'decided', 'submitted', 'ruled']),
    );
  });

  test('refunds once though the answer is lost', () => {
    const [asked, found, again, ledger] = answers(printedBy[6]);
    expect(asked).toMatchObject({ provider_refund_id: null });
    expect(found).toMatchObject({ provider_refund_id: expect.stringMatching(/./) });
    expect(again).toMatchObject({ provider_refund_id: found.provider_refund_id });
    expect(ledger.data).toMatchObject([{ name: 'refunded', detail: { amount: '12.50' } }]);
  });

  test("takes WePay's inquiry through its answer and a chargeback to won", () => {
    const [inquiry, edited, uploaded, decided, answered] = answers(printedBy[7]);
    expect(inquiry).toMatchObject({ provider: 'wepay', stage: 'inquiry', deadline: 'derived' });
    expect(edited).toMatchObject({ fields: { explanation: expect.stringContaining('signed for') } });
    expect(uploaded).toMatchObject({ slot: 'itemized_receipt' });
    expect(decided).toMatchObject({ decision: 'challenge' });
    expect(answered).toMatchObject({ status: 'under_review', disputes: [{ submission: { by: 'us' } }] });
    const chargeback = answer(printedBy[8], 0);
    const evidence = { fields: edited.fields, files: [{ slot: 'itemized_receipt' }], frozen: false };
    expect(chargeback).toMatchObject({
      id: inquiry.id,
      disputes: [{ status: 'closed' }, { status: 'needs_response', evidence }],
    });
    const [again, reviewed, won, ledger] = answers(printedBy[9]);
    const [first, second] = chargeback.disputes;
    expect(again).toMatchObject({ decision: 'challenge', dispute_id: second.id });
    expect(reviewed.disputes[1]).toMatchObject({ status: 'under_review', submission: { by: 'us' } });
    expect(won).toMatchObject({ status: 'won', disputes: [{ ruling: 'closed' }, { ruling: 'won' }] });
    expect(ledger.data).toMatchObject([
      { name: 'submission_spent', ids: [first.id, inquiry.payment_id] },
      { name: 'submission_spent', ids: [second.id, inquiry.payment_id] },
    ]);
  });

  test('concedes once, asked for twice, though the answer is lost', async () => {
    const [opened, refused, decided, lost, ledger] = answers(printedBy[10]);
    expect(opened).toMatchObject({ status: 'needs_response' });
    expect(refused).toMatchObject({ status: 422, errors: [{ pointer: '/confirm' }] });
    expect(decided).toMatchObject({ decision: 'concede' });
    expect(lost).toMatchObject({ status: 'lost', disputes: [{ ruling: 'lost' }] });
    expect(ledger.data).toMatchObject([{ name: 'conceded', ids: [decided.dispute_id, opened.payment_id] }]);
    const faults = await fetch(`${sandbox}/ledger?kind=fault`);
    const cut = { name: 'cut_after' };
    expect(await faults.json(), 'answers to the refund, the challenge and the concession').toMatchObject({
      data: [cut, cut, cut],
    });
  });

  test("takes CCG's dispute by its packet and an answer elsewhere to lost", async () => {
    expect(answer(printedBy[11], 0)).toMatchObject({ provider: 'ccg', deadline: 'estimated' });
    expect(answer(printedBy[11], 1)).toMatchObject({
      status: 409,
      detail: expect.stringContaining('submitted_elsewhere'),
    });
    const packet = unzipSync(await readFile(join(dataDir, 'packet.zip')));
    expect(Object.keys(packet)).toEqual(expect.arrayContaining(['index.html', 'texts/customer_name.txt']));
    const [decided, lost, ledger] = answers(printedBy[12]);
    expect(decided).toMatchObject({ decision: 'submitted_elsewhere' });
    expect(lost).toMatchObject({
      status: 'lost',
      disputes: [{ ruling: 'lost', submission: { by: 'elsewhere' } }],
    });
    expect(ledger.data).toEqual([]);
  });
});

/** Runs the blocks one after the other in one shell, as whoever pastes them does. */
async function session(): Promise<string[][]> {
  const readme = await readFile('README.md', 'utf8');
  const blocks = [...readme.matchAll(/```sh session\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
  const { stdout } = await run(
    'bash',
    ['-euo', 'pipefail', '-c', PRELUDE + blocks.join(`\necho '${NEXT}'\n`)],
    {
      cwd: dataDir,
      env: {
        ...process.env,
        API: `http://127.0.0.1:${port}/api/v1`,
        SANDBOX: sandbox,
        RECOURSE_DATA_DIR: dataDir,
      },
    },
  );
  return stdout.split(`${NEXT}\n`).map((text) => text.trim().split('\n'));
}

/** Every line a block printed, read as JSON. */
function answers(lines: readonly string[] | undefined) {
  return (lines ?? []).map((_line, index) => answer(lines, index));
}

function answer(lines: readonly string[] | undefined, index: number) {
  return JSON.parse(lines?.[index] ?? '');
}

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
