import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { ProviderError } from '../../../src/providers/errors.ts';
import type { Provider } from '../../../src/providers/provider.ts';
import type { Timing } from '../../../src/providers/wepay/client.ts';
import { json, startScriptedServer } from '../scripted-server.ts';
import { APP_TOKEN, QUICK, RISK_TOKEN, unstopped, wepayAt, wepayDispute, wepayPayment } from './samples.ts';

type Call = (wepay: Provider, signal?: AbortSignal) => Promise<unknown>;

const ID = '47521346-c054-11e7-abc4-cec278b6b50a';
const EXPLANATION = 'Jane Doe of 1 Main St\nsigned for it twice.';
const READ: Call = (wepay, signal = unstopped()) => wepay.readDispute(ID, signal);
const CHALLENGE: Call = (wepay, signal = unstopped()) =>
  wepay.submitEvidence(
    ID,
    { texts: { explanation: EXPLANATION }, files: [{ slot: 'invoice', providerFileId: 'docu-1' }] },
    signal,
  );
const REFUND: Call = (wepay, signal = unstopped()) =>
  wepay.refund(
    {
      paymentId: 'pay-1',
      amount: { amount: '5.00', currency: 'usd' },
      idempotencyKey: 'key-1',
      reason: 'Jane Doe asked for it.',
    },
    signal,
  );
const FIRST_PAGE = { since: '2026-11-20T00:00:00.000Z', cursor: null };
const CALLS: Record<string, Call> = {
  'reading a dispute': READ,
  'reading a payment': (wepay) => wepay.readPayment('pay-1', unstopped()),
  challenging: CHALLENGE,
  conceding: (wepay) => wepay.concede(ID, unstopped()),
  'reading refunds': (wepay) => wepay.readRefunds('pay-1', unstopped()),
  'reading a refund': (wepay) => wepay.readRefundPayment('refund-1', unstopped()),
  refunding: REFUND,
  'listing disputes': (wepay) => wepay.listCreated('dispute', FIRST_PAGE, unstopped()),
  'listing notifications': (wepay) => wepay.listNotifications(FIRST_PAGE, unstopped()),
  uploading: (wepay) =>
    wepay.uploadFile(
      {
        name: 'Jane Doe.pdf',
        type: 'application/pdf',
        bytes: Buffer.from('%PDF'),
        slot: 'invoice',
        merchantId: 'acc-1',
      },
      unstopped(),
    ),
};

/** Makes one call against a server that answers so, and tells how it failed and how many requests that took. */
async function failing(
  respond: (response: ServerResponse) => void,
  call: Call = READ,
  timing?: Timing,
): Promise<{ error: ProviderError; requests: number }> {
  await using server = await startScriptedServer((_, response) => respond(response));
  const error = await failureOf(call(wepayAt(server.url, {}, timing)));
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

const NO = {
  error_code: 'INVALID_PARAMS',
  error_message: 'Invalid parameter(s).',
  details: [
    { reason_code: 'PARAM_VALUE_IS_INVALID', message: 'The document is not known.', target: 'documents' },
  ],
};

describe('every refusal of WePay has its own kind', () => {
  test.each([
    [400, 'refused', false],
    [401, 'unauthorized', false],
    [403, 'forbidden', false],
    [404, 'not_found', false],
    [408, 'timed_out', true],
    [409, 'refused', false],
    [410, 'not_found', false],
    [422, 'refused', false],
    [429, 'rate_limited', false],
    [500, 'unavailable', true],
    [502, 'unavailable', true],
    [503, 'unavailable', true],
    [301, 'unreadable', true],
    [307, 'unreadable', true],
  ])('%i is %s', async (status, kind, inDoubt) => {
    const headers = status < 400 ? { location: '/elsewhere' } : {};
    const { error, requests } = await failing((response) => json(response, status, NO, headers), CHALLENGE);
    expect(error).toMatchObject({ kind, inDoubt });
    expect(requests).toBe(1);
  });

  test.each(Object.keys(CALLS))('%s fails as WePay says, after one request', async (name) => {
    const { error, requests } = await failing((response) => json(response, 422, NO), CALLS[name]);
    expect(error.kind).toBe('refused');
    expect(error.message).toContain('The document is not known.');
    expect(error.cause).toBeUndefined();
    expect(requests).toBe(1);
  });

  test.each(Object.keys(CALLS))('%s is sent once when WePay fails', async (name) => {
    const { error, requests } = await failing((response) => json(response, 500, {}), CALLS[name]);
    expect(error.kind).toBe('unavailable');
    expect(requests).toBe(1);
  });
});

describe('what is said of a failure', () => {
  test("is WePay's own words, and the correlation id by which WePay finds it", async () => {
    const headers = { 'x-correlation-id': '6c1f0b1e-3b0b-4a56' };
    const { error } = await failing((response) => json(response, 400, NO, headers), CHALLENGE);
    expect(error.message).toBe(
      'Challenging the dispute was refused by WePay (400). WePay says: Invalid parameter(s). The document is not known. ' +
        '(Correlation id 6c1f0b1e-3b0b-4a56.)',
    );
  });

  test.each(['a b', 'Jane@example.com', 'x'.repeat(200), '"'])(
    'has no correlation id that is none: %j',
    async (id) => {
      const headers = { 'x-correlation-id': id };
      const { error } = await failing((response) => json(response, 400, NO, headers));
      expect(error.message).not.toContain('orrelation');
    },
  );

  test('is a code where there are no words', async () => {
    const body = { error_code: 'UNEXPECTED_ERROR', details: [{ reason_code: 'ID_NOT_FOUND' }, null, 7] };
    const { error } = await failing((response) => json(response, 400, body));
    expect(error.message).toContain('WePay says: UNEXPECTED_ERROR ID_NOT_FOUND');
  });

  test.each([null, [], 'no', { error_message: 7 }, { details: 'x' }, { details: [[]] }])(
    'is nothing of WePay where it says nothing: %j',
    async (body) => {
      const { error } = await failing((response) => json(response, 400, body));
      expect(error.message).toBe('Reading the dispute was refused by WePay (400).');
    },
  );

  test.each([
    [CHALLENGE, EXPLANATION],
    [CHALLENGE, 'signed for it twice.'],
    [REFUND, 'Jane Doe asked for it.'],
    [READ, 'jane@example.com'],
    [READ, '4111 1111 1111 1111'],
  ])('has nothing in it of what was sent, nor of a person (%#)', async (call, text) => {
    const body = { error_message: `Not valid: ${text}` };
    const { error } = await failing((response) => json(response, 400, body), call);
    expect(error.message).toContain('WePay says: Not valid: …');
    expect(error.message).not.toMatch(/jane|signed|4111/i);
  });

  test('names the settings when they are not accepted', async () => {
    const { error } = await failing((response) => json(response, 401, NO));
    expect(error.message).toContain('WEPAY_APP_ID and WEPAY_APP_TOKEN');
    const { error: upload } = await failing((response) => json(response, 403, NO), CALLS['uploading']);
    expect(upload.message).toContain('WEPAY_RISK_TOKEN');
  });

  test('never has a token in it', async () => {
    for (const status of [307, 400, 401, 403, 500]) {
      const body = { error_message: 'No.' };
      const { error } = await failing((response) => json(response, status, body), CALLS['uploading']);
      expect(error.message).not.toContain(APP_TOKEN);
      expect(error.message).not.toContain(RISK_TOKEN);
    }
  });
});

describe('waiting as told', () => {
  test.each([
    ['12', 12_000],
    ['0', 0],
  ])('Retry-After: %s', async (seconds, wait) => {
    const headers = { 'retry-after': seconds };
    const { error } = await failing((response) => json(response, 429, NO, headers));
    expect(error).toMatchObject({ kind: 'rate_limited', retryAfter: wait });
  });

  test('as long as WePay counts, where it says nothing', async () => {
    const { error } = await failing((response) => json(response, 429, NO));
    expect(error.retryAfter).toBe(10_000);
  });
});

const WHOLE = JSON.stringify(wepayDispute());

/** Begins an answer and leaves it there. */
function begin(response: ServerResponse, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': WHOLE.length });
  response.write(WHOLE.slice(0, 20));
}

describe('an answer that does not come, or makes no sense, leaves a challenge in doubt', () => {
  test.each<[string, (response: ServerResponse) => void, ProviderError['kind']]>([
    ['the connection is cut', (response) => response.destroy(), 'disconnected'],
    [
      'the answer is cut',
      (response) => {
        begin(response);
        setTimeout(() => response.destroy(), 50);
      },
      'disconnected',
    ],
    ['no answer comes', () => undefined, 'timed_out'],
    ['the answer never ends', (response) => begin(response), 'timed_out'],
    ['it is no JSON', (response) => response.end('<html>'), 'unreadable'],
    ['it is nothing', (response) => response.writeHead(204).end(), 'unreadable'],
    ['it is accepted without a word', (response) => response.writeHead(202).end(), 'unreadable'],
    ['it is another dispute', (response) => json(response, 200, wepayDispute({ id: 'd-2' })), 'unreadable'],
    ['it is a list', (response) => json(response, 200, []), 'unreadable'],
    ['it is null', (response) => json(response, 200, null), 'unreadable'],
    ['it is endless', (response) => json(response, 200, { filler: 'x'.repeat(6_000_000) }), 'unreadable'],
  ])('because %s', async (_, respond, kind) => {
    const timing = kind === 'timed_out' ? QUICK : undefined;
    const { error, requests } = await failing(respond, CHALLENGE, timing);
    expect(error).toMatchObject({ kind, inDoubt: true });
    expect(requests).toBe(1);
  });

  test('because nobody listens', async () => {
    const error = await failureOf(CHALLENGE(wepayAt('http://127.0.0.1:9')));
    expect(error).toMatchObject({ kind: 'disconnected', inDoubt: true });
  });

  test('because the caller stopped waiting', async () => {
    const controller = new AbortController();
    await using server = await startScriptedServer(() => controller.abort());
    const error = await failureOf(CHALLENGE(wepayAt(server.url), controller.signal));
    expect(error).toMatchObject({ kind: 'timed_out', inDoubt: true });
    expect(server.requests).toHaveLength(1);
  });

  test('but a refusal whose words are cut off is a refusal', async () => {
    const { error } = await failing((response) => {
      begin(response, 400);
      setTimeout(() => response.destroy(), 50);
    }, CHALLENGE);
    expect(error).toMatchObject({ kind: 'refused', inDoubt: false });
  });

  test('and so is one whose words never end', async () => {
    const { error } = await failing((response) => begin(response, 400), CHALLENGE, QUICK);
    expect(error).toMatchObject({ kind: 'refused', inDoubt: false });
  });
});

describe('an address', () => {
  test.each(['', '.', '..'])('is not made of the id %j', async (id) => {
    await using server = await startScriptedServer((_, response) =>
      json(response, 200, wepayDispute({ id })),
    );
    const error = await failureOf(wepayAt(server.url).readDispute(id, unstopped()));
    expect(error.kind).toBe('refused');
    expect(server.requests).toHaveLength(0);
  });

  test('takes an id as it is, whatever is in it', async () => {
    const id = 'a/../b?c=d#e%2f';
    await using server = await startScriptedServer((_, response) =>
      json(response, 200, wepayPayment({ id })),
    );
    const { payment } = await wepayAt(server.url).readPayment(id, unstopped());
    expect(payment.id).toBe(id);
    expect(server.requests[0]?.path).toBe('/payments/a%2F..%2Fb%3Fc%3Dd%23e%252f');
  });

  test('may have a path of its own, with or without a slash at its end', async () => {
    await using server = await startScriptedServer((_, response) => json(response, 200, wepayDispute()));
    await READ(wepayAt(`${server.url}/wepay`));
    await READ(wepayAt(`${server.url}/wepay/`));
    expect(server.requests.map(({ path }) => path)).toEqual([
      `/wepay/disputes/${ID}`,
      `/wepay/disputes/${ID}`,
    ]);
  });
});

test('the app is named by headers, and a read has no Unique-Key', async () => {
  await using server = await startScriptedServer((_, response) => json(response, 200, wepayDispute()));
  await READ(wepayAt(server.url));
  const headers = server.requests[0]?.headers;
  expect(headers).toMatchObject({ 'app-id': '121212', 'app-token': APP_TOKEN, 'api-version': '3.0' });
  expect(headers).not.toHaveProperty('unique-key');
});
