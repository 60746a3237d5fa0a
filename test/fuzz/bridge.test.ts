import { once } from 'node:events';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { serverOptions } from '../../src/api/server.ts';
import { caseIdFor } from '../../src/domain/names.ts';
import { openApi, type Received, type TestApi } from '../api/an-api.ts';
import { bottomless, ENCODINGS, odd } from './bodies.ts';
import { answersIn, collected, connected, exchangeRaw, rawRequest } from './raw-http.ts';
import { PROVIDERS_SET_UP, type Sender, SENDERS } from './webhooks.ts';

const MIB = 1024 * 1024;
/** Words of the samples that are of people, or are typed by them: no log line may hold one. */
const PERSONAL = /Jane|jane@|Main St|never paid/;
const PROBLEM = 'application/problem+json; charset=utf-8';

let api: TestApi;
let port: number;
beforeAll(async () => {
  api = await openApi({ providers: PROVIDERS_SET_UP });
  port = Number(new URL(api.url).port);
});
afterAll(() => api.close());
beforeEach(() => {
  api.gateway.delivered.length = 0;
});

function post({ name }: Sender, body: Buffer, headers: Readonly<Record<string, string>>): Promise<Received> {
  return api.send('POST', `/webhooks/${name}`, {
    token: null,
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

function expectProblem(answer: Received, ...statuses: readonly number[]): void {
  expect(statuses).toContain(answer.status);
  expect([answer.type, answer.json.status]).toEqual([PROBLEM, answer.status]);
}

const sample = ({ sample: payload }: Sender): Buffer => Buffer.from(JSON.stringify(payload));

describe.each(SENDERS)('signed by $name', (sender) => {
  test('whatever is in it, it is kept or refused for its form, and what is acknowledged has reached Temporal', async () => {
    await fc.assert(
      fc.asyncProperty(odd(sender.payloads), async (body) => {
        const before = api.gateway.delivered.length;
        const headers = await sender.sign(body);
        const answer = await post(sender, body, headers);
        const delivered = api.gateway.delivered.slice(before);
        if (answer.status !== 200) {
          expectProblem(answer, 400);
          expect(delivered).toEqual([]);
          return;
        }
        const { event } = await sender.provider.readWebhook(body, headers, new Date().toISOString());
        expect(delivered).toHaveLength(event === null ? 0 : 1);
        for (const each of delivered) expectFit(each);
      }),
      { numRuns: 150 },
    );
    expect(api.logged.filter((line) => PERSONAL.test(line))).toEqual([]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test.each(Object.keys(ENCODINGS))('as %s it is refused, or taken for what it is', async (encoding) => {
    const text = sample(sender).toString();
    const body = ENCODINGS[encoding]?.(text) ?? Buffer.alloc(0);
    const answer = await post(sender, body, await sender.sign(body));
    if (answer.status !== 200) expectProblem(answer, 400);
    expect(api.gateway.delivered).toHaveLength(answer.status === 200 ? 1 : 0);
  });

  test('something bottomless beside what is used does no harm', async () => {
    const body = bottomless(sender.sample);
    expect((await post(sender, body, await sender.sign(body))).status).toBe(200);
    expect(api.gateway.delivered).toHaveLength(1);
  });

  test('a mebibyte is taken, and one byte more is not', async () => {
    const largest = Buffer.from(sample(sender).toString().padEnd(MIB, ' '));
    expect((await post(sender, largest, await sender.sign(largest))).status).toBe(200);
    const larger = Buffer.concat([largest, Buffer.from(' ')]);
    expectProblem(await post(sender, larger, await sender.sign(larger)), 413);
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('compressed by %s it is refused, and so is a bomb: neither is unpacked', async (encoding, compress) => {
    for (const body of [compress(sample(sender)), compress(Buffer.alloc(32 * MIB))]) {
      const headers = { ...(await sender.sign(body)), 'content-encoding': encoding };
      expectProblem(await post(sender, body, headers), 415);
    }
    expect(api.gateway.delivered).toEqual([]);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    '*/*; q=a',
  ])('called %s it is still what its signature covers', async (type) => {
    const body = sample(sender);
    const answer = await post(sender, body, { ...(await sender.sign(body)), 'content-type': type });
    expect(answer.status).toBe(200);
  });
});

/** What a workflow is made of: an id Temporal takes, and content that survives being written as JSON. */
function expectFit(event: TestApi['gateway']['delivered'][number]): void {
  expect(JSON.parse(JSON.stringify(event))).toEqual(event);
  const id = 'reading' in event ? caseIdFor(event) : (event.paymentId ?? event.object.id);
  expect(id.length).toBeLessThan(600);
  expect(id).toMatch(/^[^\s\p{C}]+$/u);
}

describe.each(SENDERS)('not signed by $name', (sender) => {
  test.each(Object.keys(sender.forged))('%s: refused, whatever is in it', async (kind) => {
    await fc.assert(
      fc.asyncProperty(odd(sender.payloads), async (body) => {
        const headers = await sender.forged[kind]?.(body);
        expectProblem(await post(sender, body, headers ?? {}), 401);
      }),
      { numRuns: 8 },
    );
    expect(api.gateway.delivered).toEqual([]);
  });

  test("with another provider's signature, which is good there", async () => {
    const body = sample(sender);
    for (const other of SENDERS.filter(({ name }) => name !== sender.name)) {
      expectProblem(await post(sender, body, await other.sign(body)), 401);
    }
    expect(api.gateway.delivered).toEqual([]);
  });
});

describe.each(SENDERS)('the same delivery of $name again', (sender) => {
  test('is the same event, which a case takes once', async () => {
    const body = sample(sender);
    const headers = await sender.sign(body);
    const answers = [await post(sender, body, headers), await post(sender, body, headers)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const [first, second] = api.gateway.delivered;
    expect(first?.id).toBe(second?.id);
  });
});

describe('over the wire', () => {
  const [whop] = SENDERS;
  if (whop === undefined) throw new Error('there is a sender');
  const body = sample(whop);
  const length = `Content-Length: ${body.length}`;

  /** The head of a request that is good but for these lines. */
  async function head(...lines: readonly string[]): Promise<readonly string[]> {
    const signature = Object.entries((await whop?.sign(body)) ?? {}).map(
      ([name, value]) => `${name}: ${value}`,
    );
    return ['POST /webhooks/whop HTTP/1.1', 'Host: a', ...signature, ...lines];
  }

  async function statuses(lines: readonly string[], content: Buffer | string = body): Promise<number[]> {
    const request = rawRequest([...(await head(...lines)), 'Connection: close'], content);
    const answers = await exchangeRaw(port, request);
    return answers.map(({ status }) => status);
  }

  test('in chunks, without a length, or when told to go on: taken', async () => {
    const chunked = Buffer.concat([
      Buffer.from('7\r\n'),
      body.subarray(0, 7),
      Buffer.from(`\r\n${(body.length - 7).toString(16)}\r\n`),
      body.subarray(7),
      Buffer.from('\r\n0\r\n\r\n'),
    ]);
    expect(await statuses(['Transfer-Encoding: chunked'], chunked)).toEqual([200]);
    expect(await statuses([length, 'Expect: 100-continue'])).toEqual([200]);
    expect(api.gateway.delivered).toHaveLength(2);
  });

  test.each([
    ['two lengths', [length, 'Content-Length: 3'], [400]],
    ['a length and chunks: a way to smuggle a second request', [length, 'Transfer-Encoding: chunked'], [400]],
    ['chunks that are none', ['Transfer-Encoding: chunked'], [400]],
    ['an unknown coding', ['Transfer-Encoding: gzip, chunked'], [400, 415]],
    ['a length that is no number', ['Content-Length: 1e3'], [400]],
    ['a negative length', ['Content-Length: -1'], [400]],
    ['a length of terabytes', ['Content-Length: 99999999999999'], [413]],
    ['a header of 20 kB', [length, `X-Large: ${'x'.repeat(20_000)}`], [431]],
    ['a header with a line break of old', [length, 'X-Odd: a\r\n b'], [400]],
    ['a header without a name', [length, ': a'], [400]],
    ['a NUL in a header', [length, 'X-Odd: a\0b'], [400]],
    ['an expectation nobody knows', [length, 'Expect: the-unexpected'], [417]],
  ])('%s: refused, and nothing gets through', async (_what, lines, expected) => {
    const answered = await statuses(lines);
    expect(answered).toHaveLength(1);
    expect(expected).toContain(answered[0]);
    expect(api.gateway.delivered).toEqual([]);
  });

  test('a signature that stands twice proves no more than once', async () => {
    const own = await head();
    const twice = own.filter((line) => line.startsWith('webhook-signature'));
    const bad = 'webhook-signature: v1,AAAA';
    for (const lines of [
      [length, bad],
      [length, ...twice],
    ]) {
      const [answered] = await statuses(lines);
      expect([200, 401]).toContain(answered);
    }
    const others = own.filter((line) => !line.startsWith('webhook-signature'));
    const forged = rawRequest([...others, bad, bad, length, 'Connection: close'], body);
    expect((await exchangeRaw(port, forged)).map(({ status }) => status)).toEqual([401]);
  });

  test('three in one packet are three, answered in their order', async () => {
    const good = rawRequest(await head(length), body);
    const forged = rawRequest(['POST /webhooks/whop HTTP/1.1', 'Host: a', length], body);
    const last = rawRequest([...(await head(length)), 'Connection: close'], body);
    const answers = await exchangeRaw(port, Buffer.concat([good, forged, last]), 3);
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 200]);
    expect(api.gateway.delivered).toHaveLength(2);
  });

  test('one whose sender goes away in the middle is nothing, and the next is taken', async () => {
    const socket = await connected(port);
    const received = collected(socket);
    socket.write(rawRequest(await head(length), body.subarray(0, body.length / 2)));
    socket.resetAndDestroy();
    await once(socket, 'close');
    expect(received()).toBe('');
    expect(await statuses([length])).toEqual([200]);
    expect(api.gateway.delivered).toHaveLength(1);
  });

  test('one that comes too slowly is cut off, in its head or in its body, and others are served meanwhile', async () => {
    const quick = { headersTimeout: 150, requestTimeout: 300, connectionsCheckingInterval: 30 };
    const slow = await openApi({ providers: PROVIDERS_SET_UP }, { ...serverOptions, ...quick });
    const slowPort = Number(new URL(slow.url).port);
    const whole = rawRequest(await head(length, 'Connection: close'), body);
    const began = Date.now();
    const dribbled = await Promise.all(
      [0, 40, whole.length - body.length + 5].map((at) => dribble(slowPort, whole, at)),
    );
    expect(dribbled).toEqual([[408], [408], [408]]);
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(slow.gateway.delivered).toEqual([]);
    expect((await exchangeRaw(slowPort, whole)).map(({ status }) => status)).toEqual([200]);
    await slow.close();
  });
});

/** Sends a beginning at once and the rest byte by byte, until the other side has had enough. */
async function dribble(to: number, whole: Buffer, at: number): Promise<number[]> {
  const socket = await connected(to);
  const received = collected(socket);
  socket.write(whole.subarray(0, at));
  let next = at;
  const drip = setInterval(() => socket.write(whole.subarray(next, (next += 1))), 40);
  await once(socket, 'close');
  clearInterval(drip);
  return answersIn(received()).map(({ status }) => status);
}
