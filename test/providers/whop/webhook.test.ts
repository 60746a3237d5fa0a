import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { instant, MINUTE, SECOND } from '../../../src/domain/instant.ts';
import { WebhookFormatError, WebhookSignatureError } from '../../../src/providers/errors.ts';
import type { WebhookDelivery } from '../../../src/providers/provider.ts';
import type { WhopSettings } from '../../../src/providers/whop/settings.ts';
import { SECRET, signedHeaders, whopAlert, whopAt, whopDispute, whopRefund } from './samples.ts';

function envelope(type: unknown, data: unknown, extra: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    id: 'evt_1',
    api_version: 'v1',
    type,
    timestamp: '2026-11-20T10:00:00Z',
    data,
    ...extra,
  });
}

const CREATED = envelope('dispute.created', whopDispute());

interface Sent {
  readonly body?: string | Buffer;
  readonly headers?: IncomingHttpHeaders;
  readonly receivedAt?: number;
  readonly settings?: Partial<WhopSettings>;
}

/** Hands a webhook over as the bridge does; signed properly unless the test says otherwise. */
function deliver({
  body = CREATED,
  headers,
  receivedAt = Date.now(),
  settings,
}: Sent): Promise<WebhookDelivery> {
  const raw = Buffer.from(body);
  const whop = whopAt('http://127.0.0.1:9', settings);
  return whop.readWebhook(raw, headers ?? signedHeaders(raw), instant(receivedAt));
}

describe('signatures', () => {
  test("a webhook signed with the secret's literal bytes is taken", async () => {
    expect((await deliver({})).eventId).toBe('msg_1');
  });

  test('a secret beyond Latin-1 is taken by its UTF-8 bytes', async () => {
    const secret = 'ws_€ünïcode';
    const headers = signedHeaders(CREATED, { key: Buffer.from(secret, 'utf8') });
    expect((await deliver({ headers, settings: { webhookSecrets: [secret] } })).type).toBe('dispute.created');
  });

  test.each(['with', 'without'])('a whsec_ secret is a base64 key, %s padding', async (padding) => {
    const key = Buffer.from('0123456789abcdef0123456789abcdef', 'utf8').subarray(0, 25);
    const encoded = key.toString('base64');
    const secret = `whsec_${padding === 'with' ? encoded : encoded.replace(/=+$/, '')}`;
    const headers = signedHeaders(CREATED, { key });
    expect((await deliver({ headers, settings: { webhookSecrets: [secret] } })).type).toBe('dispute.created');
  });

  test('while secrets are being replaced, either is valid', async () => {
    const settings = { webhookSecrets: ['ws_old', 'ws_new'] };
    for (const secret of settings.webhookSecrets) {
      const headers = signedHeaders(CREATED, { key: Buffer.from(secret) });
      expect((await deliver({ headers, settings })).type).toBe('dispute.created');
    }
  });

  test('one good signature among several is enough', async () => {
    const headers = signedHeaders(CREATED);
    const good = headers['webhook-signature'];
    headers['webhook-signature'] = `v1,${Buffer.alloc(32).toString('base64')} v2,x v1 ${good}`;
    expect((await deliver({ headers })).type).toBe('dispute.created');
  });

  test('another secret is refused', async () => {
    const headers = signedHeaders(CREATED, { key: Buffer.from('ws_another') });
    await expect(deliver({ headers })).rejects.toThrow(WebhookSignatureError);
  });

  test.each([[], ['']])(
    'without a secret everything is refused (%j)',
    async (...webhookSecrets: string[]) => {
      const headers = signedHeaders(CREATED, { key: Buffer.from('x') });
      await expect(deliver({ headers, settings: { webhookSecrets } })).rejects.toThrow(WebhookSignatureError);
    },
  );

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'a missing or empty %s is refused',
    async (name) => {
      const headers = signedHeaders(CREATED);
      await expect(deliver({ headers: { ...headers, [name]: undefined } })).rejects.toThrow(
        WebhookSignatureError,
      );
      await expect(deliver({ headers: { ...headers, [name]: '' } })).rejects.toThrow(WebhookSignatureError);
    },
  );

  test('no headers at all are refused', async () => {
    await expect(deliver({ headers: {} })).rejects.toThrow(WebhookSignatureError);
  });

  test.each(['v1,', 'v1', ',', ' ', 'v0,abc', 'v1,AAAA', 'nonsense'])(
    'the signature %j is refused',
    async (signature) => {
      const headers = { ...signedHeaders(CREATED), 'webhook-signature': signature };
      await expect(deliver({ headers })).rejects.toThrow(WebhookSignatureError);
    },
  );

  test('a body changed by one byte is refused', async () => {
    const headers = signedHeaders(CREATED);
    await expect(deliver({ headers, body: `${CREATED} ` })).rejects.toThrow(WebhookSignatureError);
  });

  test("another event's id is refused", async () => {
    const headers = { ...signedHeaders(CREATED), 'webhook-id': 'msg_2' };
    await expect(deliver({ headers })).rejects.toThrow(WebhookSignatureError);
  });
});

describe('the replay window', () => {
  const now = Date.now();

  test.each([
    ['just inside, old', -4 * MINUTE - 50 * SECOND],
    ['just inside, new', 4 * MINUTE + 50 * SECOND],
  ])('%s is taken', async (_, offset) => {
    expect((await deliver({ headers: signedHeaders(CREATED, { at: now + offset }) })).eventId).toBe('msg_1');
  });

  test.each([
    ['stale', -5 * MINUTE - 2 * SECOND],
    ['from the future', 5 * MINUTE + 10 * SECOND],
  ])('%s is refused', async (_, offset) => {
    await expect(deliver({ headers: signedHeaders(CREATED, { at: now + offset }) })).rejects.toThrow(
      WebhookSignatureError,
    );
  });

  test('what counts is the time of receipt', async () => {
    const headers = signedHeaders(CREATED, { at: now });
    await expect(deliver({ headers, receivedAt: now + 6 * MINUTE })).rejects.toThrow(WebhookSignatureError);
    await expect(deliver({ headers, receivedAt: now - 6 * MINUTE })).rejects.toThrow(WebhookSignatureError);
  });

  test.each(['soon', '', '-1', '1e9', '99999999999999999999'])(
    'the time %j is refused',
    async (timestamp) => {
      const headers = { ...signedHeaders(CREATED), 'webhook-timestamp': timestamp };
      await expect(deliver({ headers })).rejects.toThrow(WebhookSignatureError);
    },
  );
});

describe('what a genuine webhook must have', () => {
  test('bytes that are not UTF-8 are a format error', async () => {
    const body = Buffer.concat([Buffer.from('{"type":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    await expect(deliver({ body })).rejects.toThrow(WebhookFormatError);
  });

  test.each(['', 'not json', '{"type":', '\uFEFF{}'])('%j is not JSON', async (body) => {
    await expect(deliver({ body })).rejects.toThrow(WebhookFormatError);
  });

  test('what is not JSON and not signed is refused for the signature', async () => {
    const headers = signedHeaders('something else');
    await expect(deliver({ body: 'not json', headers })).rejects.toThrow(WebhookSignatureError);
  });

  test.each([
    ['null', 'null'],
    ['a number', '7'],
    ['a list', '[]'],
    ['no type', envelope(undefined, whopDispute())],
    ['an empty type', envelope('', whopDispute())],
    ['a type that is no text', envelope(7, whopDispute())],
    ['no object', envelope('dispute.created', undefined)],
    ['a null object', envelope('dispute.created', null)],
    ['no object id', envelope('dispute.created', whopDispute({ id: undefined }))],
    ['an empty object id', envelope('dispute.created', whopDispute({ id: '' }))],
    ['an object id that is no text', envelope('dispute.created', whopDispute({ id: 7 }))],
    [
      'an object id longer than a workflow id may be',
      envelope('dispute.created', whopDispute({ id: 'd'.repeat(2000) })),
    ],
  ])('%s is a format error', async (_, body) => {
    await expect(deliver({ body })).rejects.toThrow(WebhookFormatError);
  });

  test('an id, and nothing else, is enough', async () => {
    const { event } = await deliver({
      body: JSON.stringify({ type: 'dispute.updated', data: { id: 'dp_1' } }),
    });
    expect(event).toMatchObject({
      object: { kind: 'dispute', id: 'dp_1' },
      paymentId: null,
      merchantId: 'biz_1',
    });
  });
});

describe('events', () => {
  test.each(['dispute.created', 'dispute.updated'])(
    '%s carries the dispute, and no evidence',
    async (type) => {
      const receivedAt = Date.now();
      const { event } = await deliver({ body: envelope(type, whopDispute()), receivedAt });
      expect(event).toEqual({
        provider: 'whop',
        id: 'msg_1',
        type,
        via: 'webhook',
        object: { kind: 'dispute', id: 'dp_1' },
        paymentId: 'pay_1',
        merchantId: 'biz_9',
        receivedAt: instant(receivedAt),
        reading: {
          kind: 'dispute',
          dispute: {
            id: 'dp_1',
            paymentId: 'pay_1',
            merchantId: 'biz_9',
            stage: 'chargeback',
            status: 'needs_response',
            providerStatus: 'needs_response',
            amount: { amount: '49.00', currency: 'usd' },
            reason: 'fraudulent',
            providerReason: 'Fraudulent',
            respondBy: '2026-12-01T00:00:00.000Z',
            editable: true,
            settledByNetwork: false,
            createdAt: '2026-11-20T10:00:00.401Z',
            evidence: null,
          },
        },
      });
    },
  );

  test('an alert is its own object, even when it names its dispute', async () => {
    const { event } = await deliver({
      body: envelope('dispute_alert.created', whopAlert({ dispute: { id: 'dp_7' } })),
    });
    expect(event).toMatchObject({
      object: { kind: 'alert', id: 'dspa_1' },
      paymentId: 'pay_1',
      reading: { kind: 'alert', alert: { id: 'dspa_1', type: 'dispute', disputeId: 'dp_7' } },
    });
  });

  test.each(['refund.created', 'refund.updated'])('%s says whose refund it is, and no more', async (type) => {
    const receivedAt = Date.now();
    const { event } = await deliver({
      body: envelope(type, whopRefund(), { company_id: 'biz_5' }),
      receivedAt,
    });
    expect(event).toEqual({
      provider: 'whop',
      id: 'msg_1',
      type,
      via: 'webhook',
      object: { kind: 'refund', id: 'rf_1' },
      paymentId: 'pay_1',
      merchantId: 'biz_5',
      receivedAt: instant(receivedAt),
    });
  });

  test.each([null, undefined, 'pay_1', { id: 7 }])('a refund may name no payment (%j)', async (payment) => {
    const { event } = await deliver({ body: envelope('refund.updated', whopRefund({ payment })) });
    expect(event).toMatchObject({ object: { kind: 'refund', id: 'rf_1' }, paymentId: null });
  });

  test.each([
    ["the object's own company", whopDispute(), { company_id: 'biz_5' }, 'biz_9'],
    ["the envelope's company", whopDispute({ company: null }), { company_id: 'biz_5' }, 'biz_5'],
    ['the company of the settings', whopDispute({ company: null }), { company_id: null }, 'biz_1'],
    ['the company of the settings', whopDispute({ company: 'odd' }), { company_id: 7 }, 'biz_1'],
  ])('the merchant is %s', async (_, data, extra, merchantId) => {
    const { event } = await deliver({ body: envelope('dispute.created', data, extra) });
    expect(event).toMatchObject({ merchantId, reading: { dispute: { merchantId } } });
  });

  test.each(['payment.succeeded', 'dispute.reopened', 'constructor', '__proto__', 'toString'])(
    'the type %s is acknowledged, and no more',
    async (type) => {
      expect(await deliver({ body: envelope(type, { id: 'x_1' }) })).toEqual({
        eventId: 'msg_1',
        type,
        event: null,
      });
    },
  );

  test.each([
    ['dispute.created', whopDispute()],
    ['dispute_alert.created', whopAlert()],
    ['refund.created', whopRefund()],
  ])('%s carries no personal data', async (type, data) => {
    const { event } = await deliver({ body: envelope(type, data) });
    expect(JSON.stringify(event)).not.toMatch(/jane|doe|main st|4242|subscription/i);
  });

  test('an unknown status, an unknown currency and a missing deadline are ordinary', async () => {
    const data = whopDispute({ status: 'paused', currency: 'whop_usd', needs_response_by: null });
    const { event } = await deliver({ body: envelope('dispute.updated', data) });
    expect(event).toMatchObject({
      reading: { dispute: { status: 'other', stage: 'other', providerStatus: 'paused', respondBy: null } },
    });
  });

  test('the secret is never part of an error', async () => {
    const headers = signedHeaders(CREATED, { key: Buffer.from('ws_another') });
    await expect(deliver({ headers })).rejects.toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(SECRET) }),
    );
  });
});
