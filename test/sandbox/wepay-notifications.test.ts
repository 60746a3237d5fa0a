import { verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { startReceiver, type Received } from './running.ts';
import { startWepay } from './wepay-running.ts';

interface Signature {
  readonly protected: string;
  readonly signature: string;
}

function signaturesOf({ headers }: Received): readonly Signature[] {
  return JSON.parse(Buffer.from(String(headers['wepay-signature']), 'base64url').toString());
}

function isSigned(body: string, { protected: header, signature }: Signature, publicKey: string): boolean {
  const signed = Buffer.from(`${header}.${Buffer.from(body).toString('base64url')}`);
  return verify('RSA-SHA256', signed, publicKey, Buffer.from(signature, 'base64url'));
}

test('a notification brings the whole dispute, signed with both keys', async () => {
  const receiver = await startReceiver();
  const { get, sandbox, start, accounts } = await startWepay({ webhooksTo: receiver.url });
  const { dispute_id } = await start('wepay_won');
  await expect
    .poll(() => receiver.types().toSorted())
    .toEqual(['disputes.created', 'disputes.funds_withdrawn']);
  const [received] = receiver.received;
  if (received === undefined) throw new Error('none came');
  expect(received.path).toBe('/webhooks/wepay');
  expect(JSON.parse(received.body)).toEqual({
    id: expect.any(String),
    resource: 'notifications',
    path: expect.stringMatching(/^\/notifications\//),
    owner: { id: accounts.wepay.appId, resource: 'applications', path: null },
    topic: expect.stringMatching(/^disputes\./),
    event_time: expect.any(Number),
    payload: (await get(`/disputes/${dispute_id}`)).body,
    api_version: '3.0',
  });
  const signatures = signaturesOf(received);
  const { webhookKeys } = sandbox.settings.wepay;
  expect(signatures).toHaveLength(2);
  for (const [nth, signature] of signatures.entries()) {
    expect(isSigned(received.body, signature, webhookKeys[nth] ?? '')).toBe(true);
    expect(isSigned(`${received.body} `, signature, webhookKeys[nth] ?? '')).toBe(false);
    expect(isSigned(received.body, signature, webhookKeys[1 - nth] ?? '')).toBe(false);
  }
});

test('one key can sign alone, or none', async () => {
  const receiver = await startReceiver();
  const { control, start } = await startWepay({ webhooksTo: receiver.url });
  await control('PATCH', '/settings/wepay', { signed_by: [1] });
  await start('wepay_concede');
  await expect.poll(() => receiver.received).toHaveLength(2);
  expect(receiver.received.flatMap(signaturesOf)).toHaveLength(2);
  await control('PATCH', '/settings/wepay', { signed_by: [] });
  await start('wepay_concede');
  await expect.poll(() => receiver.received).toHaveLength(4);
  expect(receiver.received[3]?.headers).not.toHaveProperty('wepay-signature');
});

describe('delivery', () => {
  test.each([202, 204])('an answer of %i is no receipt', async (status) => {
    const receiver = await startReceiver((nth) => (nth < 2 ? status : 201));
    const { control, start } = await startWepay({
      webhooksTo: receiver.url,
      webhookRetryDelays: { wepay: [30] },
    });
    await start('wepay_concede');
    await expect.poll(() => receiver.received).toHaveLength(4);
    await expect
      .poll(async () => (await control('GET', '/webhooks')).body.data)
      .toMatchObject([
        { state: 'delivered', attempts: 2, last_answer: '201' },
        { state: 'delivered', attempts: 2, last_answer: '201' },
      ]);
  });

  test('the first wait is a quarter of an hour unless told otherwise', async () => {
    const receiver = await startReceiver(() => 503);
    const { control, start } = await startWepay({ webhooksTo: receiver.url });
    const began = Date.now();
    await start('wepay_concede');
    await expect
      .poll(async () => (await control('GET', '/webhooks')).body.data)
      .toMatchObject([{ attempts: 1 }, { attempts: 1 }]);
    const { body } = await control('GET', '/webhooks');
    const wait = Date.parse(body.data[0]?.next_attempt_at ?? '') - began;
    expect(wait).toBeGreaterThanOrEqual(15 * 60_000);
    expect(wait).toBeLessThan(16 * 60_000);
  });

  test("webhook faults strike one provider's events and leave the others' alone", async () => {
    const receiver = await startReceiver();
    const { sandbox, start } = await startWepay({ webhooksTo: receiver.url });
    sandbox.faults.set([{ route: '*', provider: 'wepay', fault: 'drop' }]);
    await start('wepay_concede');
    await start('dispute_won');
    await expect.poll(() => receiver.types()).toEqual(['dispute.created']);
    expect(sandbox.ledger.entries({ kind: 'fault' })).toMatchObject([
      { provider: 'wepay', name: 'drop' },
      { provider: 'wepay', name: 'drop' },
    ]);
  });
});

test('any topic can be sent, also with an object as it is overwritten', async () => {
  const receiver = await startReceiver();
  const { control, start } = await startWepay({ webhooksTo: receiver.url });
  const { dispute_id } = await start('wepay_concede');
  await expect.poll(() => receiver.received).toHaveLength(2);
  await control('PATCH', `/disputes/${dispute_id}?send=disputes.escalated`, { status: 'arbitration' });
  await control('POST', '/webhooks', { provider: 'wepay', type: 'accounts.updated', data: { id: 'a' } });
  await expect
    .poll(() => receiver.types().slice(2).toSorted())
    .toEqual(['accounts.updated', 'disputes.escalated']);
});
