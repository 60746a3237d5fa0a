import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { ProviderError } from '../../../src/providers/errors.ts';
import type { EvidenceUpload, Provider } from '../../../src/providers/provider.ts';
import { json, startScriptedServer } from '../scripted-server.ts';
import { API_KEY, PATIENT, QUICK, unstopped, whopAt, whopDispute } from './samples.ts';

type Call = (whop: Provider, signal?: AbortSignal) => Promise<unknown>;

const READ: Call = (whop, signal = unstopped()) => whop.readDispute('dp_1', signal);
const SUBMIT: Call = (whop, signal = unstopped()) => whop.submitEvidence('dp_1', null, signal);
const STAGE: Call = (whop, signal = unstopped()) =>
  whop.stageEvidence('dp_1', { texts: { customer_name: 'Jane Doe', notes: 'n' }, files: {} }, signal);
const REFUND: Call = (whop, signal = unstopped()) =>
  whop.refund(
    {
      paymentId: 'pay_1',
      amount: { amount: '5.00', currency: 'usd' },
      idempotencyKey: 'key-1',
      reason: null,
    },
    signal,
  );
const FIRST_PAGE = { since: '2026-11-20T00:00:00.000Z', cursor: null };
const FILE: EvidenceUpload = {
  name: 'a.pdf',
  type: 'application/pdf',
  bytes: Buffer.from('%PDF'),
  slot: 'uncategorized_attachment',
  merchantId: null,
};
const CALLS: Record<string, Call> = {
  'reading a dispute': READ,
  'reading an alert': (whop) => whop.readAlert('dspa_1', unstopped()),
  'reading a payment': (whop) => whop.readPayment('pay_1', unstopped()),
  staging: STAGE,
  submitting: SUBMIT,
  'reading refunds': (whop) => whop.readRefunds('pay_1', unstopped()),
  'reading a refund': (whop) => whop.readRefundPayment('rf_1', unstopped()),
  refunding: REFUND,
  'listing disputes': (whop) => whop.listCreated('dispute', FIRST_PAGE, unstopped()),
  'listing alerts': (whop) => whop.listCreated('alert', FIRST_PAGE, unstopped()),
  uploading: (whop) => whop.uploadFile(FILE, unstopped()),
};

/** Makes one call against a server that answers so, and tells how it failed and how many requests that took. */
async function failing(
  respond: (response: ServerResponse) => void,
  call: Call = READ,
  timing = PATIENT,
): Promise<{ error: ProviderError; requests: number }> {
  await using server = await startScriptedServer((_, response) => respond(response));
  const error = await failureOf(call(whopAt(server.url, {}, timing)));
  return { error, requests: server.requests.length };
}

async function failureOf(call: Promise<unknown>): Promise<ProviderError> {
  const thrown: unknown = await call.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof ProviderError)) throw new Error('no ProviderError was thrown', { cause: thrown });
  return thrown;
}

const NO = { error: { code: 'nope', message: 'No, thanks.' } };

describe('every refusal of Whop has its own kind', () => {
  test.each([
    [400, 'refused'],
    [401, 'unauthorized'],
    [402, 'refused'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [408, 'timed_out'],
    [409, 'refused'],
    [410, 'not_found'],
    [421, 'refused'],
    [422, 'refused'],
    [429, 'rate_limited'],
    [500, 'unavailable'],
    [503, 'unavailable'],
    [520, 'unavailable'],
    [302, 'unreadable'],
    [308, 'unreadable'],
  ] as const)('%i is %s', async (status, kind) => {
    const { error } = await failing((response) => json(response, status, NO, { location: '/elsewhere' }));
    expect(error.kind).toBe(kind);
    expect(error.message).toContain('No, thanks.');
  });
});

describe('one call is one request, however it fails', () => {
  const faults: Record<string, (response: ServerResponse) => void> = {
    'a 400': (response) => json(response, 400, NO),
    'a 409': (response) => json(response, 409, NO),
    'a 429': (response) => json(response, 429, NO),
    'a 500': (response) => json(response, 500, NO),
    'a 503 that asks to be retried': (response) => json(response, 503, NO, { 'x-should-retry': 'true' }),
    'a redirect': (response) => json(response, 307, NO, { location: '/api/elsewhere' }),
    'a cut connection': (response) => response.destroy(),
    'no answer': () => undefined,
  };
  const cases = Object.entries(CALLS).flatMap(([call, make]) =>
    Object.entries(faults).map(([fault, respond]) => ({ call, make, fault, respond })),
  );
  test.concurrent.each(cases)('$call: $fault', async ({ make, fault, respond }) => {
    const { requests } = await failing(respond, make, fault === 'no answer' ? QUICK : PATIENT);
    expect(requests).toBe(1);
  });
});

/** Headers, and then a body that stops in its middle. */
function endless(status: number): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.write('{"id":');
  };
}

describe('connections', () => {
  test('a cut connection is a broken one, in doubt', async () => {
    const { error } = await failing((response) => response.destroy(), SUBMIT);
    expect(error.kind).toBe('disconnected');
    expect(error.inDoubt).toBe(true);
  });

  test('nobody listening is a broken connection that names the reason', async () => {
    const server = await startScriptedServer(() => undefined);
    await server[Symbol.asyncDispose]();
    const error = await failureOf(READ(whopAt(server.url)));
    expect(error.kind).toBe('disconnected');
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('an answer cut in the middle of its body is a broken connection', async () => {
    const { error } = await failing((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"id":"dp_1",', () => response.destroy());
    });
    expect(error.kind).toBe('disconnected');
  });

  test('no answer within the time-out is timed out', async () => {
    const { error } = await failing(() => undefined, SUBMIT, QUICK);
    expect(error.kind).toBe('timed_out');
  });

  test('a body that never ends is timed out, although its headers came in time', async () => {
    const { error } = await failing(endless(200), READ, QUICK);
    expect(error.kind).toBe('timed_out');
  });

  test('a refusal whose body never ends is still that refusal', async () => {
    const { error } = await failing(endless(403), READ, QUICK);
    expect(error.kind).toBe('forbidden');
  });

  test('the caller can stop waiting', async () => {
    await using server = await startScriptedServer(() => undefined);
    const controller = new AbortController();
    const call = failureOf(READ(whopAt(server.url), controller.signal));
    setTimeout(() => controller.abort(), 50);
    const error = await call;
    expect(error.kind).toBe('timed_out');
    expect(error.message).toContain('called off');
  });

  test('a caller that has stopped already sends nothing', async () => {
    await using server = await startScriptedServer((_, response) => json(response, 200, whopDispute()));
    await failureOf(SUBMIT(whopAt(server.url), AbortSignal.abort()));
    expect(server.requests).toHaveLength(0);
  });
});

describe('answers that make no sense', () => {
  const answers: Record<string, (response: ServerResponse) => void> = {
    'broken JSON': (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"id": "dp_1"');
    },
    'a page of HTML': (response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html>Welcome</html>');
    },
    'nothing at all': (response) => {
      response.writeHead(204);
      response.end();
    },
    null: (response) => json(response, 200, null),
    'a list': (response) => json(response, 200, [whopDispute()]),
    'an object without an id': (response) => json(response, 200, { ...whopDispute(), id: undefined }),
    "another dispute's object": (response) => json(response, 200, whopDispute({ id: 'dp_2' })),
  };
  test.each(Object.entries(answers))('%s is unreadable', async (_, respond) => {
    const { error } = await failing(respond);
    expect(error.kind).toBe('unreadable');
  });
});

describe('what a refusal says', () => {
  test.each([
    ['reading a dispute', 'payment:dispute:read'],
    ['reading an alert', 'payment:dispute_alert:read'],
    ['reading a payment', 'payment:basic:read'],
    ['staging', 'payment:dispute to'],
    ['submitting', 'payment:dispute to'],
    ['reading refunds', 'payment:basic:read'],
    ['reading a refund', 'payment:basic:read'],
    ['refunding', 'payment:manage to'],
    ['listing disputes', 'payment:dispute:read'],
    ['listing alerts', 'payment:dispute_alert:read'],
  ])('a 403 on %s names the missing permission', async (call, permission) => {
    const { error } = await failing((response) => json(response, 403, NO), CALLS[call]);
    expect(error.message).toContain(`permission ${permission}`);
  });

  test("a refusal keeps Whop's own sentence", async () => {
    const message = 'This dispute can no longer be edited.';
    const { error } = await failing((response) => json(response, 422, { error: { message } }), STAGE);
    expect(error.message).toContain(message);
  });

  test.each([{ message: 'Odd.' }, { error: 'Odd.' }, { error: { code: 'odd', message: 'Odd.', extra: [] } }])(
    'a sentence is found in %j',
    async (body) => {
      const { error } = await failing((response) => json(response, 400, body));
      expect(error.message).toContain('Whop says: Odd.');
    },
  );

  test.each([null, 'text', [1], { error: { message: 7 } }, { error: null }, {}])(
    'a body of another shape (%j) does no harm',
    async (body) => {
      const { error } = await failing((response) => json(response, 400, body));
      expect(error.kind).toBe('refused');
      expect(error.message).not.toContain('Whop says');
    },
  );

  test('personal data in a refusal is left out', async () => {
    const message = 'customer_name "Jane Doe" of jane@example.com, card 4242 4242 4242 4242, is not valid';
    const { error } = await failing((response) => json(response, 422, { error: { message } }), STAGE);
    expect(error.message).not.toMatch(/Jane|jane|4242/);
    expect(error.message).toContain('is not valid');
  });

  test('a date in a refusal is left alone', async () => {
    const message = 'The deadline 2026-12-01 has passed.';
    const { error } = await failing((response) => json(response, 422, { error: { message } }));
    expect(error.message).toContain(message);
  });

  test('a refusal of a thousand words is cut', async () => {
    const message = 'word '.repeat(1000);
    const { error } = await failing((response) => json(response, 422, { error: { message } }));
    expect(error.message.length).toBeLessThan(400);
  });

  test('nothing of the SDK goes with an error', async () => {
    const { error } = await failing((response) => json(response, 422, NO));
    expect(error.cause).toBeUndefined();
  });

  test('an id that cannot be part of an address is refused without a request', async () => {
    await using server = await startScriptedServer((_, response) => json(response, 200, whopDispute()));
    const error = await failureOf(whopAt(server.url).readDispute('..', unstopped()));
    expect(error.kind).toBe('refused');
    expect(server.requests).toHaveLength(0);
  });
});

/** Whop's rate limit, in its own shape. */
function limited(message: string): unknown {
  return { error: { type: 'rate_limit_exceeded', message } };
}

describe('waiting as told', () => {
  test('by the words of the refusal', async () => {
    const body = limited('Try again in 12 seconds.');
    const { error } = await failing((response) => json(response, 429, body));
    expect(error.retryAfter).toBe(12_000);
    expect(error.inDoubt).toBe(false);
  });

  test('by the header, which comes first', async () => {
    const body = limited('Try again in 12 seconds.');
    const { error } = await failing((response) => json(response, 429, body, { 'retry-after': '3' }));
    expect(error.retryAfter).toBe(3_000);
  });

  test('a 503 may ask to wait too', async () => {
    const { error } = await failing((response) => json(response, 503, NO, { 'retry-after': '7' }));
    expect(error.retryAfter).toBe(7_000);
  });

  test('a refusal that does not say', async () => {
    const { error } = await failing((response) => json(response, 429, limited('Slow down.')));
    expect(error.retryAfter).toBeNull();
  });
});

test('the key goes as a bearer token, and the API version is pinned', async () => {
  await using server = await startScriptedServer((_, response) => json(response, 200, whopDispute()));
  await READ(whopAt(server.url));
  expect(server.requests[0]?.headers).toMatchObject({
    authorization: `Bearer ${API_KEY}`,
    'api-version-date': '2026-07-20',
  });
});
