import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { instant, SECOND } from '../../../src/domain/instant.ts';
import type { CheckLine, Provider, WebhookDelivery } from '../../../src/providers/provider.ts';
import { newAccounts } from '../../../src/sandbox/accounts.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server.ts';
import { startScriptedServer, type ScriptedServer, type SeenRequest } from '../scripted-server.ts';
import { API_KEY, SECRET, unstopped, whopAt } from './samples.ts';

const PDF = Buffer.from('%PDF-1.7\n%%EOF\n');

let sandbox: Sandbox;
let inbox: ScriptedServer;
let whop: Provider;

beforeAll(async () => {
  inbox = await startScriptedServer((_, response) => response.end());
  sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    dataDir: null,
    webhooksTo: inbox.url,
    accounts: newAccounts({ whop: { companyId: 'biz_1', apiKey: API_KEY, webhookSecret: SECRET } }),
    demo: false,
  });
  whop = whopAt(sandbox.url);
});

afterAll(async () => {
  await sandbox.close();
  await inbox[Symbol.asyncDispose]();
});

/** A scenario, as the sandbox's control API shows it. */
const Run = z.object({
  payment_id: z.string(),
  alert_id: z.string().nullable(),
  dispute_id: z.string().nullable(),
});

async function control(method: string, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${sandbox.controlUrl}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** A scenario at its first step. */
async function start(name: string): Promise<z.infer<typeof Run>> {
  return Run.parse(await control('POST', '/scenarios', { name }));
}

async function disputed(): Promise<{ readonly id: string; readonly paymentId: string }> {
  const { dispute_id: id, payment_id: paymentId } = await start('dispute_won');
  if (id === null) throw new Error('the scenario opened no dispute');
  return { id, paymentId };
}

/** The first webhook about an object, read as the bridge reads it. */
async function delivered(objectId: string): Promise<WebhookDelivery> {
  const arrived = (): SeenRequest | undefined => inbox.requests.find(({ body }) => body.includes(objectId));
  await expect.poll(arrived, { timeout: 10 * SECOND }).toBeDefined();
  const request = arrived();
  if (request === undefined) throw new Error(`no webhook about ${objectId}`);
  return whop.readWebhook(request.body, request.headers, instant(Date.now()));
}

describe('through the SDK, against a stand-in that speaks as Whop does', () => {
  test('a dispute and its payment are read', async () => {
    const { id, paymentId } = await disputed();
    const { dispute } = await whop.readDispute(id, unstopped());
    expect(dispute).toMatchObject({
      id,
      paymentId,
      merchantId: 'biz_1',
      stage: 'chargeback',
      status: 'needs_response',
      amount: { amount: '49.00', currency: 'usd' },
      reason: 'fraudulent',
      editable: true,
    });
    expect(dispute.respondBy).not.toBeNull();
    const { payment, texts, productId } = await whop.readPayment(paymentId, unstopped());
    expect(payment).toMatchObject({ id: paymentId, amount: { amount: '49.00', currency: 'usd' } });
    expect(Object.keys(texts).toSorted()).toEqual([
      'billing_address',
      'customer_email_address',
      'customer_name',
      'product_description',
      'service_date',
    ]);
    expect(productId).not.toBeNull();
  });

  test('an alert is read', async () => {
    const { alert_id: id, payment_id: paymentId } = await start('alert_lapses');
    const alert = await whop.readAlert(id ?? '', unstopped());
    expect(alert).toMatchObject({ id, paymentId, merchantId: 'biz_1', type: 'dispute', disputeId: null });
  });

  test('what was created since a moment is listed, and nothing older', async () => {
    const { id } = await disputed();
    const { alert_id: alertId } = await start('alert_lapses');
    const page = { since: instant(Date.now() - 60 * SECOND), cursor: null };
    const { entries: disputes, next } = await whop.listCreated('dispute', page, unstopped());
    expect(disputes[0]).toMatchObject({ dispute: { id, status: 'needs_response', evidence: null } });
    expect(next).toBeNull();
    const { entries: alerts } = await whop.listCreated('alert', page, unstopped());
    expect(alerts[0]).toMatchObject({ kind: 'alert', alert: { id: alertId, merchantId: 'biz_1' } });
    const later = { since: instant(Date.now() + 60 * SECOND), cursor: null };
    expect(await whop.listCreated('dispute', later, unstopped())).toEqual({ entries: [], next: null });
  });

  test('evidence is staged, a file attached, and the answer submitted once', async () => {
    const { id } = await disputed();
    const fileId = await whop.uploadFile(
      {
        name: 'chat.pdf',
        type: 'application/pdf',
        bytes: PDF,
        slot: 'customer_communication_attachment',
        merchantId: 'biz_1',
      },
      unstopped(),
    );
    const staged = await whop.stageEvidence(
      id,
      { texts: { notes: 'Used it 47 times.' }, files: { customer_communication_attachment: fileId } },
      unstopped(),
    );
    expect(staged.texts).toMatchObject({ notes: 'Used it 47 times.' });
    expect(staged.files).toEqual({ customer_communication_attachment: { id: fileId, name: 'chat.pdf' } });

    const submitted = await whop.submitEvidence(id, null, unstopped());
    expect(submitted.dispute).toMatchObject({ status: 'under_review', editable: false });
    await expect(whop.submitEvidence(id, null, unstopped())).rejects.toMatchObject({ kind: 'refused' });

    const effects = (name: string) => sandbox.ledger.entries({ kind: 'effect', name, id });
    expect(effects('submission_spent')).toHaveLength(1);
    const [created] = sandbox.ledger.entries({ kind: 'effect', name: 'file_created', id: fileId });
    expect(created?.detail).toMatchObject({ visibility: 'private' });
    const [uploaded] = sandbox.ledger.entries({ kind: 'effect', name: 'file_uploaded', id: fileId });
    expect(uploaded?.detail).toMatchObject({ size: PDF.length });
  });

  test('what is staged can be cleared again', async () => {
    const { id } = await disputed();
    await whop.stageEvidence(id, { texts: { notes: 'x', customer_name: 'y' }, files: {} }, unstopped());
    const cleared = await whop.stageEvidence(id, { texts: { notes: null }, files: {} }, unstopped());
    expect(cleared.texts).toMatchObject({ customer_name: 'y' });
    expect(cleared.texts).not.toHaveProperty('notes');
  });

  test('its webhooks are genuine', async () => {
    const { id, paymentId } = await disputed();
    const { type, event } = await delivered(id);
    expect(type).toBe('dispute.created');
    expect(event).toMatchObject({ object: { kind: 'dispute', id }, paymentId, merchantId: 'biz_1' });
  });

  test("an alert's webhook is genuine", async () => {
    const { alert_id: id, payment_id: paymentId } = await start('alert_lapses');
    const { event } = await delivered(id ?? '');
    expect(event).toMatchObject({ type: 'dispute_alert.created', object: { kind: 'alert', id }, paymentId });
  });

  test('what is not there is not found', async () => {
    await expect(whop.readDispute('dp_none', unstopped())).rejects.toMatchObject({ kind: 'not_found' });
    await expect(whop.readAlert('dspa_none', unstopped())).rejects.toMatchObject({ kind: 'not_found' });
    await expect(whop.readPayment('pay_none', unstopped())).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('another key is turned away', async () => {
    const stranger = whopAt(sandbox.url, { apiKey: 'apik_other' });
    await expect(stranger.readDispute('dp_1', unstopped())).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  test('a lost permission is named, by the call and by the check', async () => {
    const { id } = await disputed();
    await control('PATCH', '/settings/whop', {
      denied_permissions: ['payment:dispute', 'payment:dispute_alert:read'],
    });
    try {
      await expect(whop.submitEvidence(id, null, unstopped())).rejects.toMatchObject({
        kind: 'forbidden',
        message: expect.stringContaining('permission payment:dispute '),
      });
      expect((await check()).filter(({ ok }) => ok === false)).toMatchObject([
        { what: 'list dispute alerts' },
      ]);
    } finally {
      await control('PATCH', '/settings/whop', { denied_permissions: [] });
    }
    expect((await check()).filter(({ ok }) => ok === false)).toEqual([]);
  });
});

async function check(): Promise<CheckLine[]> {
  const lines: CheckLine[] = [];
  for await (const line of whop.check(unstopped())) lines.push(line);
  return lines;
}
