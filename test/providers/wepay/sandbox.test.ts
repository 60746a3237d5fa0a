import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { HOUR, instant, millis, SECOND } from '../../../src/domain/instant.ts';
import { refuseRefund } from '../../../src/domain/refund-ledger.ts';
import type {
  CheckLine,
  EvidenceUpload,
  ListedPage,
  Provider,
  WebhookDelivery,
} from '../../../src/providers/provider.ts';
import { createWepayProvider } from '../../../src/providers/wepay/provider.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server.ts';
import { startScriptedServer, type ScriptedServer, type SeenRequest } from '../scripted-server.ts';
import { unstopped } from './samples.ts';

const PDF: EvidenceUpload = {
  name: 'receipt.pdf',
  type: 'application/pdf',
  bytes: Buffer.from('%PDF-1.7\n%%EOF\n'),
  slot: 'itemized_receipt',
  merchantId: null,
};

let sandbox: Sandbox;
let inbox: ScriptedServer;
let wepay: Provider;

beforeAll(async () => {
  inbox = await startScriptedServer((_, response) => response.end());
  sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    dataDir: null,
    webhooksTo: inbox.url,
    demo: false,
  });
  wepay = createWepayProvider(sandbox.settings.wepay);
  await control('PATCH', '/settings/wepay', { rate_limit: null });
});

afterAll(async () => {
  await sandbox.close();
  await inbox[Symbol.asyncDispose]();
});

/** A scenario, as the sandbox's control API shows it. */
const Run = z.object({ id: z.string(), payment_id: z.string(), dispute_ids: z.array(z.string()) });
type Run = z.infer<typeof Run>;

async function control(method: string, path: string, body: unknown = {}): Promise<unknown> {
  const response = await fetch(`${sandbox.controlUrl}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** A scenario at its first step. */
async function start(name: string, terms = {}): Promise<Run> {
  return Run.parse(await control('POST', '/scenarios', { name, ...terms }));
}

async function advance({ id }: Run): Promise<Run> {
  return Run.parse(await control('POST', `/scenarios/${id}/advance`));
}

/** The dispute a scenario opened last. */
function disputeOf({ dispute_ids }: Run): string {
  const id = dispute_ids.at(-1);
  if (id === undefined) throw new Error('the scenario opened no dispute');
  return id;
}

/** A list to its last page: notifications of one second are in no order, so that what was sent last may stand on any page. */
async function everyPage<Entry>(
  read: (cursor: string | null) => Promise<ListedPage<Entry>>,
): Promise<readonly Entry[]> {
  const { entries, next } = await read(null);
  const all = [...entries];
  for (let cursor = next; cursor !== null;) {
    const page = await read(cursor);
    all.push(...page.entries);
    cursor = page.next;
  }
  return all;
}

/** The notification of this topic about an object, read as the bridge reads it. */
async function delivered(objectId: string, topic: string): Promise<WebhookDelivery> {
  const arrived = (): SeenRequest | undefined =>
    inbox.requests.find(({ body }) => body.includes(objectId) && body.includes(`"${topic}"`));
  await expect.poll(arrived, { timeout: 10 * SECOND }).toBeDefined();
  const request = arrived();
  if (request === undefined) throw new Error(`no notification about ${objectId}`);
  return wepay.readWebhook(request.body, request.headers, instant(Date.now()));
}

/** Uploads a document for a dispute; answers with its id. */
async function uploaded(id: string): Promise<string> {
  const { dispute } = await wepay.readDispute(id, unstopped());
  const upload = { ...PDF, merchantId: dispute.merchantId };
  return wepay.uploadFile(upload, unstopped());
}

function answer(...documents: readonly string[]) {
  return {
    texts: { explanation: 'It was delivered and signed for.' },
    files: documents.map((providerFileId) => ({ slot: PDF.slot, providerFileId })),
  };
}

describe('against a stand-in that speaks as WePay does', () => {
  test('a dispute and its payment are read', async () => {
    const run = await start('wepay_won', { amount: 42 });
    const { dispute } = await wepay.readDispute(disputeOf(run), unstopped());
    expect(dispute).toMatchObject({
      id: disputeOf(run),
      paymentId: run.payment_id,
      stage: 'chargeback',
      status: 'needs_response',
      amount: { amount: '42.00', currency: 'usd' },
      reason: 'fraudulent',
    });
    expect(millis(dispute.respondBy ?? '')).toBeGreaterThan(Date.now());
    const { payment } = await wepay.readPayment(run.payment_id, unstopped());
    expect(payment).toMatchObject({
      id: run.payment_id,
      merchantId: dispute.merchantId,
      amount: { amount: '42.00', currency: 'usd' },
    });
  });

  test('a dispute is challenged once, with a document, and won', async () => {
    const run = await start('wepay_won');
    const id = disputeOf(run);
    const document = await uploaded(id);
    const { dispute } = await wepay.submitEvidence(id, answer(document), unstopped());
    expect(dispute).toMatchObject({ status: 'under_review', providerStatus: 'pending_wepay_review' });
    await expect(wepay.concede(id, unstopped())).rejects.toMatchObject({ kind: 'refused' });
    const otherwise = wepay.submitEvidence(id, answer(await uploaded(id)), unstopped());
    await expect(otherwise).rejects.toMatchObject({ kind: 'refused' });
    expect(sandbox.ledger.entries({ kind: 'effect', name: 'submission_spent', id })).toHaveLength(1);
    await advance(run);
    await advance(run);
    expect((await wepay.readDispute(id, unstopped())).dispute.status).toBe('won');
  });

  test('documents that died are refused without an effect; new ones are another request', async () => {
    const run = await start('wepay_documents_die');
    const id = disputeOf(run);
    const dead = wepay.submitEvidence(id, answer(await uploaded(id)), unstopped());
    await expect(dead).rejects.toMatchObject({ kind: 'refused', inDoubt: false });
    const { dispute } = await wepay.submitEvidence(id, answer(await uploaded(id)), unstopped());
    expect(dispute.status).toBe('under_review');
  });

  test('conceding twice is one concession', async () => {
    const id = disputeOf(await start('wepay_concede'));
    expect((await wepay.concede(id, unstopped())).dispute.status).toBe('lost');
    await wepay.concede(id, unstopped());
    expect(sandbox.ledger.entries({ kind: 'effect', name: 'conceded', id })).toHaveLength(1);
  });

  test('a pre-dispute can be neither challenged nor conceded', async () => {
    const id = disputeOf(await start('wepay_pre_dispute'));
    const { dispute } = await wepay.readDispute(id, unstopped());
    expect(dispute).toMatchObject({ stage: 'other', providerStage: 'pre_dispute', settledByNetwork: true });
    await expect(wepay.submitEvidence(id, answer(), unstopped())).rejects.toMatchObject({ kind: 'refused' });
    await expect(wepay.concede(id, unstopped())).rejects.toMatchObject({ kind: 'refused' });
  });

  test('an inquiry closes and comes back as a chargeback on the same payment', async () => {
    const run = await start('wepay_inquiry_to_chargeback');
    await advance(run);
    const returned = await advance(run);
    const [inquiry = '', chargeback = ''] = returned.dispute_ids;
    const closed = (await wepay.readDispute(inquiry, unstopped())).dispute;
    const open = (await wepay.readDispute(chargeback, unstopped())).dispute;
    expect(closed).toMatchObject({ stage: 'inquiry', status: 'closed', paymentId: run.payment_id });
    expect(open).toMatchObject({ stage: 'chargeback', status: 'needs_response', paymentId: run.payment_id });
  });

  test('its notifications are genuine, and say what money moved', async () => {
    const run = await start('wepay_fx', { amount: 100 });
    const id = disputeOf(run);
    const { event } = await delivered(id, 'disputes.created');
    expect(event).toMatchObject({
      object: { kind: 'dispute', id },
      paymentId: run.payment_id,
      via: 'webhook',
    });
    const { event: withdrawn } = await delivered(id, 'disputes.funds_withdrawn');
    expect(withdrawn).toMatchObject({
      reading: {
        dispute: {
          funds: [
            { kind: 'withdrawn', amount: { amount: '103.27', currency: 'usd' } },
            { kind: 'fee', amount: { amount: '15.00', currency: 'usd' } },
          ],
        },
      },
    });
  });

  test.each([true, false])('disputes are listed to the last page (links: %s)', async (list_links) => {
    await control('PATCH', '/settings/wepay', { list_links });
    const { payment_id } = await start('wepay_payment');
    const since = instant(Date.now() - 6 * 24 * HOUR);
    for (let left = 51; left > 0; left -= 1) await start('wepay_concede', { payment_id });
    const listed = await everyPage((cursor) => wepay.listCreated('dispute', { since, cursor }, unstopped()));
    const found = listed.filter(
      (entry) => entry.kind === 'dispute' && entry.dispute.paymentId === payment_id,
    );
    expect(found).toHaveLength(51);
    await control('PATCH', '/settings/wepay', { list_links: true });
  });

  test('the notifications it lists are the events it sent', async () => {
    const id = disputeOf(await start('wepay_lost'));
    const { event: sent } = await delivered(id, 'disputes.created');
    const since = instant(Date.now() - HOUR);
    const entries = await everyPage((cursor) => wepay.listNotifications({ since, cursor }, unstopped()));
    const listed = entries.find((entry) => entry.id === sent?.id);
    expect(listed).toEqual({ ...sent, via: 'reconcile', receivedAt: listed?.receivedAt });
  });

  test('a refund with one key is made once, and shows in the records', async () => {
    const { payment_id: paymentId } = await start('wepay_refund_succeeds', { amount: 42 });
    const order = {
      paymentId,
      amount: { amount: '7.00', currency: 'usd' },
      idempotencyKey: 'key-1',
      reason: null,
    };
    await wepay.refund(order, unstopped());
    await wepay.refund(order, unstopped());
    const ledger = await wepay.readRefunds(paymentId, unstopped());
    expect(ledger).toMatchObject({
      captured: { amount: '42.00', currency: 'usd' },
      refunded: { amount: '7.00', currency: 'usd' },
      barred: null,
      refunds: [{ amount: { amount: '7.00', currency: 'usd' }, status: 'pending', paymentId }],
    });
    const [refund] = ledger.refunds;
    expect(await wepay.readRefundPayment(refund?.id ?? '', unstopped())).toBe(paymentId);
    const { event } = await delivered(refund?.id ?? '', 'refunds.created');
    expect(event).toMatchObject({ object: { kind: 'refund', id: refund?.id }, paymentId });
  });

  test('the same key on two payments is two refunds', async () => {
    const payments = [await start('wepay_payment'), await start('wepay_payment')];
    for (const { payment_id: paymentId } of payments) {
      const amount = { amount: '5.00', currency: 'usd' };
      await wepay.refund({ paymentId, amount, idempotencyKey: 'order-7', reason: null }, unstopped());
      expect((await wepay.readRefunds(paymentId, unstopped())).refunds).toHaveLength(1);
    }
  });

  test.each([
    ['wepay_payment', { paid_ago: '61d' }, 'not_refundable', '10.00'],
    ['wepay_lost', {}, 'disputed', '10.00'],
    ['wepay_partial', { amount: 100 }, 'not_refundable', '10.00'],
    ['wepay_partial', { amount: 100 }, 'more_than_remains', '51.00'],
  ])('what it would refuse is refused before the call: %s %j', async (name, terms, code, amount) => {
    const { payment_id: paymentId } = await start(name, terms);
    const asked = { amount, currency: 'usd' };
    const ledger = await wepay.readRefunds(paymentId, unstopped());
    expect(refuseRefund(asked, ledger)).toMatchObject({ code });
    const call = wepay.refund({ paymentId, amount: asked, idempotencyKey: 'key', reason: null }, unstopped());
    await expect(call).rejects.toMatchObject({ kind: 'refused' });
  });

  test('all of the rest of a payment that is disputed in part is refunded', async () => {
    const { payment_id: paymentId } = await start('wepay_partial', { amount: 100 });
    const asked = { amount: '50.00', currency: 'usd' };
    expect(refuseRefund(asked, await wepay.readRefunds(paymentId, unstopped()))).toBeNull();
    await wepay.refund({ paymentId, amount: asked, idempotencyKey: 'key', reason: null }, unstopped());
    expect((await wepay.readRefunds(paymentId, unstopped())).refunds).toHaveLength(1);
  });

  test('what is not there is not found', async () => {
    await expect(wepay.readDispute('d-none', unstopped())).rejects.toMatchObject({ kind: 'not_found' });
    await expect(wepay.readPayment('p-none', unstopped())).rejects.toMatchObject({ kind: 'not_found' });
    await expect(wepay.readRefundPayment('r-none', unstopped())).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('one request too many has to wait', async () => {
    await control('PATCH', '/settings/wepay', { rate_limit: 1 });
    const id = disputeOf(await start('wepay_concede'));
    const reads = [wepay.readDispute(id, unstopped()), wepay.readDispute(id, unstopped())];
    const failed = (await Promise.allSettled(reads)).filter(({ status }) => status === 'rejected');
    expect(failed).toMatchObject([{ reason: { kind: 'rate_limited', inDoubt: false } }]);
    await control('PATCH', '/settings/wepay', { rate_limit: null });
  });

  test('its set-up passes the check; with another token it does not', async () => {
    expect((await check(wepay)).filter(({ ok }) => ok === false)).toEqual([]);
    const stranger = createWepayProvider({ ...sandbox.settings.wepay, appToken: 'other' });
    expect((await check(stranger)).filter(({ ok }) => ok === false)).toMatchObject([{ what: 'app' }]);
  });
});

async function check(provider: Provider): Promise<CheckLine[]> {
  const lines: CheckLine[] = [];
  for await (const line of provider.check(unstopped())) lines.push(line);
  return lines;
}
