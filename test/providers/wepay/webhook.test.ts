import { createHmac, createSign, constants, type KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WebhookFormatError, WebhookSignatureError } from '../../../src/providers/errors.ts';
import type { WebhookDelivery } from '../../../src/providers/provider.ts';
import type { WepaySettings } from '../../../src/providers/wepay/settings.ts';
import { mutated } from '../mutated.ts';
import {
  base64url,
  KEY,
  signatureHeader,
  signatureOf,
  signingKey,
  wepayAt,
  wepayDispute,
  wepayNotification,
  wepayPayment,
  wepayRefund,
} from './samples.ts';

const OTHER = signingKey();
const RECEIVED_AT = '2026-11-21T10:00:00.000Z';
const CREATED = Buffer.from(JSON.stringify(wepayNotification('disputes.created', wepayDispute())));

interface Sent {
  readonly body?: Buffer | string;
  readonly headers?: IncomingHttpHeaders;
  readonly settings?: Partial<WepaySettings>;
}

/** Hands a notification over as the bridge does; signed properly unless the test says otherwise. */
function deliver({ body = CREATED, headers, settings }: Sent = {}): Promise<WebhookDelivery> {
  const raw = Buffer.from(body);
  const wepay = wepayAt('http://127.0.0.1:9', settings);
  return wepay.readWebhook(raw, headers ?? signatureHeader(signatureOf(raw)), RECEIVED_AT);
}

function notify(topic: unknown, payload: unknown, fields = {}): Promise<WebhookDelivery> {
  return deliver({ body: JSON.stringify(wepayNotification(topic, payload, fields)) });
}

describe('signatures', () => {
  test('a notification signed with our key is taken', async () => {
    expect((await deliver()).eventId).toBe('aceecf2c-e432-4aac-90a3-8f3b7fbb6420');
  });

  test('either of several keys is valid', async () => {
    const settings = { webhookKeys: [KEY.pem, OTHER.pem] };
    for (const key of [KEY, OTHER]) {
      const headers = signatureHeader(signatureOf(CREATED, key));
      expect((await deliver({ headers, settings })).type).toBe('disputes.created');
    }
  });

  test('one good signature among several is enough, wherever it stands', async () => {
    const [good, bad] = [signatureOf(CREATED), signatureOf(CREATED, OTHER)];
    for (const headers of [signatureHeader(bad, good), signatureHeader(good, bad)])
      expect((await deliver({ headers })).type).toBe('disputes.created');
  });

  test('a key of the settings that is no key stands in no way of the others', async () => {
    const settings = { webhookKeys: ['nonsense', KEY.pem] };
    expect((await deliver({ settings })).type).toBe('disputes.created');
  });

  test('padding, and whatever else a signature has, does no harm', async () => {
    const header = Buffer.from(JSON.stringify([{ ...signatureOf(CREATED), kid: '1' }])).toString('base64');
    const padded = header.replaceAll('+', '-').replaceAll('/', '_');
    expect((await deliver({ headers: { 'wepay-signature': padded } })).type).toBe('disputes.created');
  });

  test('the bytes are what is signed: the same JSON written otherwise is refused', async () => {
    const body = JSON.stringify(JSON.parse(CREATED.toString()), null, 1);
    const headers = signatureHeader(signatureOf(CREATED));
    await expect(deliver({ body, headers })).rejects.toThrow(WebhookSignatureError);
  });

  test.each<[string, Sent]>([
    ['another key', { headers: signatureHeader(signatureOf(CREATED, OTHER)) }],
    ['no key at all', { settings: { webhookKeys: [] } }],
    ['a key that is none', { settings: { webhookKeys: ['nonsense'] } }],
    ['no signature', { headers: {} }],
    ['an empty header', { headers: { 'wepay-signature': '' } }],
    ['an empty list', { headers: signatureHeader() }],
    ['no base64', { headers: { 'wepay-signature': '{}[]!' } }],
    ['no JSON', { headers: { 'wepay-signature': base64url('nonsense') } }],
    ['no list', { headers: { 'wepay-signature': base64url(JSON.stringify(signatureOf(CREATED))) } }],
    ['a list of nothing', { headers: signatureHeader(null, 7, 'x', {}) }],
    ['no protected header', { headers: signatureHeader({ signature: signatureOf(CREATED).signature }) }],
    ['a signature cut short', { headers: signatureHeader(cut(signatureOf(CREATED))) }],
    ["another body's signature", { headers: signatureHeader(signatureOf(Buffer.from('{}'))) }],
    ['another protected header', { headers: signatureHeader(retold(signatureOf(CREATED))) }],
    ['a weak key', weak()],
  ])('%s is refused', async (_, sent) => {
    await expect(deliver(sent)).rejects.toThrow(WebhookSignatureError);
  });

  test.each<[string, (input: string) => string]>([
    ['none', () => ''],
    ['HS256', (input) => createHmac('sha256', KEY.pem).update(input).digest('base64url')],
    ['PS256', (input) => signedOtherwise(input, KEY.privateKey)],
    ['RS512', (input) => createSign('RSA-SHA512').update(input).sign(KEY.privateKey, 'base64url')],
    ['RS1', (input) => createSign('RSA-SHA1').update(input).sign(KEY.privateKey, 'base64url')],
  ])('what a signature says of its algorithm counts for nothing: %s', async (alg, sign) => {
    const head = base64url(JSON.stringify({ alg }));
    const signature = sign(`${head}.${CREATED.toString('base64url')}`);
    const made = signatureHeader({ protected: head, signature });
    await expect(deliver({ headers: made })).rejects.toThrow(WebhookSignatureError);
    const claimed = signatureHeader(signatureOf(CREATED, KEY, { alg }));
    expect((await deliver({ headers: claimed })).type).toBe('disputes.created');
  });

  test('a genuine one that says nothing of its algorithm is taken', async () => {
    const headers = signatureHeader(signatureOf(CREATED, KEY, {}));
    expect((await deliver({ headers })).type).toBe('disputes.created');
  });

  test('a body is refused whichever of its bytes was changed', async () => {
    const headers = signatureHeader(signatureOf(CREATED));
    await fc.assert(
      fc.asyncProperty(fc.nat(CREATED.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const body = Buffer.from(CREATED);
        body[at] = (body[at] ?? 0) ^ by;
        await expect(deliver({ body, headers })).rejects.toThrow(WebhookSignatureError);
      }),
      { numRuns: 30 },
    );
  });

  test('no header crashes the reader', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.jsonValue(), async (text, value) => {
        for (const header of [text, base64url(text), base64url(JSON.stringify(value))]) {
          const headers = { 'wepay-signature': header };
          await expect(deliver({ headers })).rejects.toThrow(WebhookSignatureError);
        }
      }),
      { numRuns: 50 },
    );
  });
});

function cut({ signature, ...rest }: ReturnType<typeof signatureOf>): unknown {
  return { ...rest, signature: signature.slice(0, -4) };
}

function retold({ signature }: ReturnType<typeof signatureOf>): unknown {
  return { protected: base64url(JSON.stringify({ alg: 'RS256', kid: '2' })), signature };
}

function weak(): Sent {
  const key = signingKey(1024);
  return { headers: signatureHeader(signatureOf(CREATED, key)), settings: { webhookKeys: [key.pem] } };
}

function signedOtherwise(input: string, key: KeyObject): string {
  return createSign('RSA-SHA256')
    .update(input)
    .sign({ key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, 'base64url');
}

describe('what a genuine notification must have', () => {
  test.each<[string, Buffer | string]>([
    ['nothing', ''],
    ['no JSON', 'nonsense'],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ['null', 'null'],
    ['a list', '[]'],
    ['no id', JSON.stringify(wepayNotification('disputes.created', wepayDispute(), { id: null }))],
    ['no topic', JSON.stringify(wepayNotification(null, wepayDispute()))],
    ['an empty topic', JSON.stringify(wepayNotification('', wepayDispute()))],
    [
      'a dispute without an id',
      JSON.stringify(wepayNotification('disputes.created', wepayDispute({ id: 7 }))),
    ],
    ['a dispute that is null', JSON.stringify(wepayNotification('disputes.resolved', null))],
  ])('%s is a format error', async (_, body) => {
    await expect(deliver({ body })).rejects.toThrow(WebhookFormatError);
  });

  test('what is not JSON and not signed is refused for the signature', async () => {
    const headers = signatureHeader(signatureOf(CREATED));
    await expect(deliver({ body: 'nonsense', headers })).rejects.toThrow(WebhookSignatureError);
  });

  test('the ids and the topic, and nothing else, are enough', async () => {
    const body = JSON.stringify({ id: 'n-1', topic: 'disputes.updated', payload: { id: 'd-1' } });
    const { event } = await deliver({ body });
    expect(event).toMatchObject({
      id: 'n-1',
      object: { kind: 'dispute', id: 'd-1' },
      paymentId: null,
      merchantId: null,
      reading: { dispute: { status: 'other', stage: 'other', respondBy: null, amount: null } },
    });
  });
});

describe('events', () => {
  test.each([
    'disputes.created',
    'disputes.updated',
    'disputes.funds_withdrawn',
    'disputes.funds_reinstated',
    'disputes.resolved',
    'disputes.of_a_new_kind',
  ])('%s carries the dispute, as it stands in the payload', async (type) => {
    const { event } = await notify(type, wepayDispute());
    expect(event).toMatchObject({
      provider: 'wepay',
      id: 'aceecf2c-e432-4aac-90a3-8f3b7fbb6420',
      type,
      via: 'webhook',
      object: { kind: 'dispute', id: '47521346-c054-11e7-abc4-cec278b6b50a' },
      paymentId: 'pay-1',
      merchantId: 'acc-1',
      receivedAt: RECEIVED_AT,
      reading: { kind: 'dispute', dispute: { status: 'needs_response', evidence: null } },
    });
  });

  test("the platform's app, which owns notifications, is no merchant", async () => {
    const owner = { id: '171845', resource: 'applications' };
    const { event } = await notify('disputes.created', wepayDispute({ owner }));
    expect(event).toMatchObject({ merchantId: null });
  });

  test.each(['refunds.created', 'refunds.completed', 'refunds.of_a_new_kind', 'payments.refunded'])(
    '%s says whose refund it is, and no more',
    async (type) => {
      const { event } = await notify(type, wepayRefund());
      expect(event).toEqual({
        provider: 'wepay',
        id: 'aceecf2c-e432-4aac-90a3-8f3b7fbb6420',
        type,
        via: 'webhook',
        object: { kind: 'refund', id: 'refund-1' },
        paymentId: 'pay-1',
        merchantId: 'acc-1',
        receivedAt: RECEIVED_AT,
      });
    },
  );

  test.each<[string, unknown]>([
    ['payments.completed', wepayPayment()],
    ['accounts.created', { id: 'acc-1', resource: 'accounts' }],
    ['disputes.of_a_new_kind', { id: 'docu-1', resource: 'documents' }],
    ['disputes.of_a_new_kind', null],
    ['refunds.created', { id: 'pay-1', resource: 'payments' }],
    ['refunds.created', null],
    ['disputes', wepayDispute()],
    ['constructor', wepayDispute()],
    ['__proto__', wepayDispute()],
  ])('%s with %o is acknowledged, and no more', async (type, payload) => {
    const eventId = 'aceecf2c-e432-4aac-90a3-8f3b7fbb6420';
    expect(await notify(type, payload)).toEqual({ eventId, type, event: null });
  });

  test.each<[string, unknown]>([
    ['disputes.updated', wepayDispute()],
    ['refunds.created', wepayRefund()],
  ])('%s carries no personal data', async (type, payload) => {
    const { event } = await notify(type, payload);
    expect(event).not.toBeNull();
    expect(JSON.stringify(event)).not.toMatch(/jane|example\.com/i);
  });

  test('a genuine notification never crashes the reader, whatever its payload', async () => {
    const topics = fc.constantFrom('disputes.created', 'disputes.funds_withdrawn', 'disputes.resolved');
    await fc.assert(
      fc.asyncProperty(topics, mutated(wepayDispute()), async (topic, fields) => {
        const { event } = await notify(topic, { ...fields, id: 'd-1' });
        expect(event?.object.id).toBe('d-1');
      }),
      { numRuns: 60 },
    );
  });
});

describe('money that moved', () => {
  const at = '2026-11-19T10:01:00.000Z';

  test('was withdrawn, with a fee, each counted by the notification that says so', async () => {
    const { event } = await notify('disputes.funds_withdrawn', wepayDispute());
    const source = 'disputes.funds_withdrawn';
    const id = 'aceecf2c-e432-4aac-90a3-8f3b7fbb6420';
    expect(event).toMatchObject({
      reading: {
        dispute: {
          funds: [
            { id, kind: 'withdrawn', amount: { amount: '42.00', currency: 'usd' }, at, source },
            { id: `${id}:fee`, kind: 'fee', amount: { amount: '15.00', currency: 'usd' }, at, source },
          ],
        },
      },
    });
  });

  test('was reinstated', async () => {
    const { event } = await notify('disputes.funds_reinstated', wepayDispute());
    const amount = { amount: '42.00', currency: 'usd' };
    const id = 'aceecf2c-e432-4aac-90a3-8f3b7fbb6420';
    expect(event).toMatchObject({
      reading: {
        dispute: { funds: [{ id, kind: 'reinstated', amount, at, source: 'disputes.funds_reinstated' }] },
      },
    });
  });

  test.each([
    ['disputes.created', {}],
    ['disputes.updated', {}],
    ['disputes.resolved', { status: 'resolved', resolution: { type: 'won' } }],
    ['disputes.funds_withdrawn', { amount: null, fee: null }],
    ['disputes.funds_withdrawn', { amount: -5, fee: 1.5 }],
    ['disputes.funds_withdrawn', { currency: null }],
    ['disputes.funds_reinstated', { amount: 'many' }],
  ])('is not assumed of %s with %j', async (topic, fields) => {
    const { event } = await notify(topic, wepayDispute(fields));
    expect(event).toHaveProperty('reading.dispute');
    expect(event).not.toHaveProperty('reading.dispute.funds');
  });

  test('with a fee of nothing, is known to have cost nothing', async () => {
    const { event } = await notify('disputes.funds_withdrawn', wepayDispute({ fee: 0 }));
    const fee = { kind: 'fee', amount: { amount: '0.00', currency: 'usd' } };
    expect(event).toMatchObject({ reading: { dispute: { funds: [{ kind: 'withdrawn' }, fee] } } });
  });

  test('without a fee, or without a time, is told all the same', async () => {
    const payload = wepayDispute({ fee: null });
    const { event } = await notify('disputes.funds_withdrawn', payload, { event_time: 0 });
    expect(event).toMatchObject({ reading: { dispute: { funds: [{ kind: 'withdrawn', at: null }] } } });
  });
});
