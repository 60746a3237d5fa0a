import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/domain/instant.ts';
import { TemporalUnavailableError } from '../../src/temporal/gateway.ts';
import { signedHeaders, whopAlert, whopDispute } from '../providers/whop/samples.ts';
import { type Received, type TestApi, openApi } from './an-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openApi({ deliveryDeadline: 200, maxDeliveries: 3 });
});
afterAll(() => api.close());
afterEach(() => {
  api.gateway.delivered.length = 0;
  api.gateway.failure = null;
  api.gateway.pause = null;
});

function webhook(fields: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ id: 'evt_1', type: 'dispute.created', data: whopDispute(), ...fields });
}

function post(body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Received> {
  return api.send('POST', '/webhooks/whop', {
    token: null,
    headers: { 'content-type': 'application/json', ...signedHeaders(body), ...headers },
    body: Buffer.from(body),
  });
}

describe('200: the event is kept', () => {
  test('a signed webhook is delivered to its case before it is acknowledged', async () => {
    const answer = await post(webhook());
    expect(answer).toMatchObject({ status: 200, json: { received: true } });
    expect(api.gateway.delivered).toMatchObject([
      {
        id: 'msg_1',
        type: 'dispute.created',
        provider: 'whop',
        paymentId: 'pay_1',
        object: { id: 'dp_1' },
        via: 'webhook',
      },
    ]);
  });

  test('a duplicate is acknowledged as the first was', async () => {
    expect((await post(webhook())).status).toBe(200);
    expect((await post(webhook())).status).toBe(200);
  });

  test('an event of a type that is not used is acknowledged and not delivered', async () => {
    expect((await post(webhook({ type: 'membership.went_valid', data: { id: 'mem_1' } }))).status).toBe(200);
    expect(api.gateway.delivered).toEqual([]);
  });

  test('unknown enum values, extra fields and missing ones are ordinary', async () => {
    const odd = { id: 'dp_2', status: 'on_the_moon', surprise: { deep: [1] } };
    expect((await post(webhook({ data: odd, more: true }))).status).toBe(200);
    expect((await post(webhook({ type: 'dispute_alert.created', data: whopAlert() }))).status).toBe(200);
    expect(api.gateway.delivered).toHaveLength(2);
  });

  test('the signature is checked over the very bytes that came, odd spacing and letters beyond ASCII included', async () => {
    const body = ` {"type":"dispute.created" ,\n"data": {"id":"dp_ü€😀"}} `;
    expect((await post(body)).status).toBe(200);
  });
});

describe('401: bad, stale or missing signature', () => {
  test.each([
    ['missing', {}],
    ['made with another key', signedHeaders(webhook(), { key: Buffer.from('other') })],
    ['of another body', signedHeaders(webhook({ id: 'evt_2' }))],
    ['more than five minutes old', signedHeaders(webhook(), { at: Date.now() - 6 * MINUTE })],
    ['from the future', signedHeaders(webhook(), { at: Date.now() + 6 * MINUTE })],
  ])('%s', async (_case, headers) => {
    const answer = await api.send('POST', '/webhooks/whop', { token: null, headers, body: webhook() });
    expect(answer).toMatchObject({ status: 401, json: { status: 401, title: 'Unauthorized' } });
    expect(api.gateway.delivered).toEqual([]);
  });
});

describe('400: a genuine webhook that says nothing', () => {
  test.each([
    ['not JSON', 'hello'],
    ['empty', ''],
    ['without a type', JSON.stringify({ data: whopDispute() })],
    ['without an object id', webhook({ data: { status: 'won' } })],
  ])('%s', async (_case, body) => {
    expect((await post(body)).status).toBe(400);
  });
});

test('404 for a provider that is not set up, before anything is read', async () => {
  const none = await openApi({ providers: new Map() });
  try {
    expect((await none.send('POST', '/webhooks/whop', { token: null, body: webhook() })).status).toBe(404);
    expect((await none.send('POST', '/webhooks/nobody', { token: null, body: webhook() })).status).toBe(404);
  } finally {
    await none.close();
  }
});

test('405 for anything but POST', async () => {
  const answer = await api.send('GET', '/webhooks/whop', { token: null });
  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe('POST');
});

const padded = (size: number): string => webhook().padEnd(size, ' ');

test('413 over 1 MiB, and not under it', async () => {
  expect((await post(padded(1024 * 1024))).status).toBe(200);
  expect((await post(padded(1024 * 1024 + 1))).status).toBe(413);
});

test('415 for a compressed body, since the signature is over the bytes as sent', async () => {
  const body = gzipSync(webhook());
  expect((await post(body, { 'content-encoding': 'gzip' })).status).toBe(415);
});

describe('503: Temporal cannot take it', () => {
  test('out of reach', async () => {
    api.gateway.failure = new TemporalUnavailableError('down');
    const answer = await post(webhook());
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('hanging: the bridge answers by its own deadline', async () => {
    api.gateway.pause = new Promise(() => {});
    const began = Date.now();
    const answer = await post(webhook());
    expect(answer.status).toBe(503);
    expect(answer.headers.has('retry-after')).toBe(true);
    expect(Date.now() - began).toBeLessThan(2_000);
  });
});

test('under overload it refuses at once, forged webhooks take up no room, and it recovers', async () => {
  const crowded = await openApi({ deliveryDeadline: 5_000, maxDeliveries: 3 });
  const send = (headers: Readonly<Record<string, string>>): Promise<Received> =>
    crowded.send('POST', '/webhooks/whop', { token: null, headers, body: webhook() });
  try {
    const gate = Promise.withResolvers<void>();
    crowded.gateway.pause = gate.promise;
    const waiting = [1, 2, 3].map(() => send(signedHeaders(webhook())));
    await expect.poll(() => inFlight(crowded)).toBe(3);
    expect((await send({})).status).toBe(401);
    const refused = await send(signedHeaders(webhook()));
    expect(refused.status).toBe(503);
    expect(refused.headers.has('retry-after')).toBe(true);
    gate.resolve();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await send(signedHeaders(webhook()))).status).toBe(200);
  } finally {
    await crowded.close();
  }
});

async function inFlight(of: TestApi): Promise<number> {
  const { text } = await of.send('GET', '/metrics');
  return Number(/^recourse_webhook_deliveries_in_flight (\d+)$/m.exec(text)?.[1]);
}

test('webhooks are counted by what became of them', async () => {
  const { text } = await api.send('GET', '/metrics');
  for (const result of [
    'delivered',
    'unused',
    'bad_signature',
    'bad_format',
    'too_large',
    'temporal_unavailable',
  ]) {
    expect(text).toMatch(
      new RegExp(`^recourse_webhooks_total\\{provider="whop",result="${result}"\\} [1-9]`, 'm'),
    );
  }
});
