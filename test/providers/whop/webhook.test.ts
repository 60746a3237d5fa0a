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
function deliver({ body = CREATED, headers, receivedAt = Date.now(), settings }: Sent): WebhookDelivery {
  const raw = Buffer.from(body);
  const whop = whopAt('http://127.0.0.1:9', settings);
  return whop.readWebhook(raw, headers ?? signedHeaders(raw), instant(receivedAt));
}

describe('signatures', () => {
  test("a webhook signed with the secret's literal bytes is taken", () => {
    expect(deliver({}).eventId).toBe('msg_1');
  });

  test('a secret beyond Latin-1 is taken by its UTF-8 bytes', () => {
    const secret = 'ws_€ünïcode';
    const headers = signedHeaders(CREATED, { key: Buffer.from(secret, 'utf8') });
    expect(deliver({ headers, settings: { webhookSecrets: [secret] } }).type).toBe('dispute.created');
  });

  test.each(['with', 'without'])('a whsec_ secret is a base64 key, %s padding', (padding) => {
    const key = Buffer.from('0123456789abcdef0123456789abcdef', 'utf8').subarray(0, 25);
    const encoded = key.toString('base64');
    const secret = `whsec_${padding === 'with' ? encoded : encoded.replace(/=+$/, '')}`;
    const headers = signedHeaders(CREATED, { key });
    expect(deliver({ headers, settings: { webhookSecrets: [secret] } }).type).toBe('dispute.created');
  });

  test('while secrets are being replaced, either is valid', () => {
    const settings = { webhookSecrets: ['ws_old', 'ws_new'] };
    for (const secret of settings.webhookSecrets) {
      const headers = signedHeaders(CREATED, { key: Buffer.from(secret) });
      expect(deliver({ headers, settings }).type).toBe('dispute.created');
    }
  });

  test('one good signature among several is enough', () => {
    const headers = signedHeaders(CREATED);
    const good = headers['webhook-signature'];
    headers['webhook-signature'] = `v1,${Buffer.alloc(32).toString('base64')} v2,x v1 ${good}`;
    expect(deliver({ headers }).type).toBe('dispute.created');
  });

  test('another secret is refused', () => {
    const headers = signedHeaders(CREATED, { key: Buffer.from('ws_another') });
    expect(() => deliver({ headers })).toThrow(WebhookSignatureError);
  });

  test.each([[], ['']])('without a secret everything is refused (%j)', (...webhookSecrets: string[]) => {
    const headers = signedHeaders(CREATED, { key: Buffer.from('x') });
    expect(() => deliver({ headers, settings: { webhookSecrets } })).toThrow(WebhookSignatureError);
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'a missing or empty %s is refused',
    (name) => {
      const headers = signedHeaders(CREATED);
      expect(() => deliver({ headers: { ...headers, [name]: undefined } })).toThrow(WebhookSignatureError);
      expect(() => deliver({ headers: { ...headers, [name]: '' } })).toThrow(WebhookSignatureError);
    },
  );

  test('no headers at all are refused', () => {
    expect(() => deliver({ headers: {} })).toThrow(WebhookSignatureError);
  });

  test.each(['v1,', 'v1', ',', ' ', 'v0,abc', 'v1,AAAA', 'nonsense'])(
    'the signature %j is refused',
    (signature) => {
      const headers = { ...signedHeaders(CREATED), 'webhook-signature': signature };
      expect(() => deliver({ headers })).toThrow(WebhookSignatureError);
    },
  );

  test('a body changed by one byte is refused', () => {
    const headers = signedHeaders(CREATED);
    expect(() => deliver({ headers, body: `${CREATED} ` })).toThrow(WebhookSignatureError);
  });

  test("another event's id is refused", () => {
    const headers = { ...signedHeaders(CREATED), 'webhook-id': 'msg_2' };
    expect(() => deliver({ headers })).toThrow(WebhookSignatureError);
  });
});

describe('the replay window', () => {
  const now = Date.now();

  test.each([
    ['just inside, old', -4 * MINUTE - 50 * SECOND],
    ['just inside, new', 4 * MINUTE + 50 * SECOND],
  ])('%s is taken', (_, offset) => {
    expect(deliver({ headers: signedHeaders(CREATED, { at: now + offset }) }).eventId).toBe('msg_1');
  });

  test.each([
    ['stale', -5 * MINUTE - 2 * SECOND],
    ['from the future', 5 * MINUTE + 10 * SECOND],
  ])('%s is refused', (_, offset) => {
    expect(() => deliver({ headers: signedHeaders(CREATED, { at: now + offset }) })).toThrow(
      WebhookSignatureError,
    );
  });

  test('what counts is the time of receipt', () => {
    const headers = signedHeaders(CREATED, { at: now });
    expect(() => deliver({ headers, receivedAt: now + 6 * MINUTE })).toThrow(WebhookSignatureError);
    expect(() => deliver({ headers, receivedAt: now - 6 * MINUTE })).toThrow(WebhookSignatureError);
  });

  test.each(['soon', '', '-1', '1e9', '99999999999999999999'])('the time %j is refused', (timestamp) => {
    const headers = { ...signedHeaders(CREATED), 'webhook-timestamp': timestamp };
    expect(() => deliver({ headers })).toThrow(WebhookSignatureError);
  });
});

describe('what a genuine webhook must have', () => {
  test('bytes that are not UTF-8 are a format error', () => {
    const body = Buffer.concat([Buffer.from('{"type":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    expect(() => deliver({ body })).toThrow(WebhookFormatError);
  });

  test.each(['', 'not json', '{"type":', '\uFEFF{}'])('%j is not JSON', (body) => {
    expect(() => deliver({ body })).toThrow(WebhookFormatError);
  });

  test('what is not JSON and not signed is refused for the signature', () => {
    const headers = signedHeaders('something else');
    expect(() => deliver({ body: 'not json', headers })).toThrow(WebhookSignatureError);
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
  ])('%s is a format error', (_, body) => {
    expect(() => deliver({ body })).toThrow(WebhookFormatError);
  });

  test('an id, and nothing else, is enough', () => {
    const { event } = deliver({ body: JSON.stringify({ type: 'dispute.updated', data: { id: 'dp_1' } }) });
    expect(event).toMatchObject({
      object: { kind: 'dispute', id: 'dp_1' },
      paymentId: null,
      merchantId: 'biz_1',
    });
  });
});

describe('events', () => {
  test.each(['dispute.created', 'dispute.updated'])('%s carries the dispute, and no evidence', (type) => {
    const receivedAt = Date.now();
    const { event } = deliver({ body: envelope(type, whopDispute()), receivedAt });
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
  });

  test('an alert is its own object, even when it names its dispute', () => {
    const { event } = deliver({
      body: envelope('dispute_alert.created', whopAlert({ dispute: { id: 'dp_7' } })),
    });
    expect(event).toMatchObject({
      object: { kind: 'alert', id: 'dspa_1' },
      paymentId: 'pay_1',
      reading: { kind: 'alert', alert: { id: 'dspa_1', type: 'dispute', disputeId: 'dp_7' } },
    });
  });

  test.each(['refund.created', 'refund.updated'])('%s says whose refund it is, and no more', (type) => {
    const receivedAt = Date.now();
    const { event } = deliver({ body: envelope(type, whopRefund(), { company_id: 'biz_5' }), receivedAt });
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

  test.each([null, undefined, 'pay_1', { id: 7 }])('a refund may name no payment (%j)', (payment) => {
    const { event } = deliver({ body: envelope('refund.updated', whopRefund({ payment })) });
    expect(event).toMatchObject({ object: { kind: 'refund', id: 'rf_1' }, paymentId: null });
  });

  test.each([
    ["the object's own company", whopDispute(), { company_id: 'biz_5' }, 'biz_9'],
    ["the envelope's company", whopDispute({ company: null }), { company_id: 'biz_5' }, 'biz_5'],
    ['the company of the settings', whopDispute({ company: null }), { company_id: null }, 'biz_1'],
    ['the company of the settings', whopDispute({ company: 'odd' }), { company_id: 7 }, 'biz_1'],
  ])('the merchant is %s', (_, data, extra, merchantId) => {
    const { event } = deliver({ body: envelope('dispute.created', data, extra) });
    expect(event).toMatchObject({ merchantId, reading: { dispute: { merchantId } } });
  });

  test.each(['payment.succeeded', 'dispute.reopened', 'constructor', '__proto__', 'toString'])(
    'the type %s is acknowledged, and no more',
    (type) => {
      expect(deliver({ body: envelope(type, { id: 'x_1' }) })).toEqual({
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
  ])('%s carries no personal data', (type, data) => {
    const { event } = deliver({ body: envelope(type, data) });
    expect(JSON.stringify(event)).not.toMatch(/jane|doe|main st|4242|subscription/i);
  });

  test('an unknown status, an unknown currency and a missing deadline are ordinary', () => {
    const data = whopDispute({ status: 'paused', currency: 'whop_usd', needs_response_by: null });
    const { event } = deliver({ body: envelope('dispute.updated', data) });
    expect(event).toMatchObject({
      reading: { dispute: { status: 'other', stage: 'other', providerStatus: 'paused', respondBy: null } },
    });
  });

  test('the secret is never part of an error', () => {
    const headers = signedHeaders(CREATED, { key: Buffer.from('ws_another') });
    expect(() => deliver({ headers })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(SECRET) }),
    );
  });
});
