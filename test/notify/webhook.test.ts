import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SECOND } from '../../src/domain/instant.ts';
import type { News } from '../../src/domain/news.ts';
import { linksUnder } from '../../src/notify/links.ts';
import type { Resolve } from '../../src/public-address.ts';
import {
  createWebhookChannel,
  type WebhookChannelOptions,
} from '../../src/notify/webhook/webhook-channel.ts';
import { openReceiver, type Receiver } from './receiver.ts';
import { someNews } from './some-news.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

let receiver: Receiver;
beforeAll(async () => {
  receiver = await openReceiver();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer = (res) => res.writeHead(204).end();
});
afterAll(() => receiver.close());

test('is signed so that the standard library verifies it, and says what happened in our own words', async () => {
  await post(someNews());
  const [got] = receiver.received;
  expect(new Webhook(SECRET).verify(got?.body ?? '', got?.headers ?? {})).toEqual({
    type: 'dispute.ruled',
    timestamp: '2026-11-01T12:00:00.000Z',
    data: {
      id: 'whop:pay_1#7',
      summary: 'The dispute was won.',
      provider: 'whop',
      merchant_id: 'biz_1',
      payment_id: 'pay_1',
      case_id: 'whop:pay_1',
      dispute_id: 'dp_of_pay_1',
      refund_id: null,
      url: 'https://desk.example/cases/whop%3Apay_1',
    },
  });
  expect(got?.headers).toMatchObject({ 'content-type': 'application/json' });
  const forged = new Webhook(`whsec_${Buffer.alloc(32, 8).toString('base64')}`);
  expect(() => forged.verify(got?.body ?? '', got?.headers ?? {})).toThrow();
});

test('has the same id on every attempt, and another one for anything else', async () => {
  const odd = someNews({ id: 'whop:pay\r\nX-Evil: 1\0"é"#7' });
  await post(odd);
  await post(odd);
  await post(someNews());
  await post(someNews(), { name: 'crm' });
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect(ids[0]).toBe(ids[1]);
  expect(new Set(ids).size).toBe(3);
  expect(receiver.received[0]?.headers).not.toHaveProperty('x-evil');
});

describe('what it answers', () => {
  test.each([200, 201, 204, 299])('%d: it has it', async (status) => {
    receiver.answer = (res) => res.writeHead(status).end();
    await expect(post(someNews())).resolves.toBeUndefined();
  });

  test('410: it wants no more', async () => {
    receiver.answer = (res) => res.writeHead(410).end();
    await expect(post(someNews())).rejects.toMatchObject({ name: 'Undeliverable' });
  });

  test.each([400, 401, 404, 429, 500, 503])('%d: again', async (status) => {
    receiver.answer = (res) => res.writeHead(status).end();
    await expect(post(someNews())).rejects.toMatchObject({
      name: 'RetryLater',
      message: `It answered ${status}.`,
      after: null,
    });
  });

  test('Retry-After is heard', async () => {
    receiver.answer = (res) => res.writeHead(503, { 'retry-after': '120' }).end();
    await expect(post(someNews())).rejects.toMatchObject({ after: 120 * SECOND });
  });

  test('an answer without an end counts by its status, and is not read on', async () => {
    let written = 0;
    const hungUp = Promise.withResolvers<void>();
    receiver.answer = (res) => {
      const chunk = Buffer.alloc(64 * 1024);
      const more = () => {
        while (!res.destroyed && written < 256 * 1024 * 1024 && res.write(chunk)) written += chunk.length;
      };
      res.writeHead(200).on('drain', more).on('close', hungUp.resolve);
      more();
    };
    await expect(post(someNews())).resolves.toBeUndefined();
    await hungUp.promise;
    expect(written).toBeLessThan(32 * 1024 * 1024);
  });

  test('a hung connection is cut off when the attempt is over', async () => {
    const attempt = new AbortController();
    receiver.answer = () => attempt.abort();
    await expect(post(someNews(), {}, attempt.signal)).rejects.toMatchObject({
      name: 'RetryLater',
      message: 'It did not answer in time.',
    });
  });

  test('a cut connection: again', async () => {
    receiver.answer = (res) => res.destroy();
    await expect(post(someNews())).rejects.toMatchObject({ message: 'It cannot be reached (ECONNRESET).' });
  });
});

describe('private addresses', () => {
  const REFUSED = {
    name: 'RetryLater',
    message: expect.stringContaining('RECOURSE_WEBHOOKS_ALLOW_PRIVATE'),
  };

  test.each([
    '127.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    '10.0.0.1',
    '169.254.169.254',
    'localhost',
  ])('%s is not posted to', async (host) => {
    const url = `http://${host}:${receiver.port}/hook`;
    await expect(post(someNews(), { url, allowPrivate: false })).rejects.toMatchObject(REFUSED);
    expect(receiver.received).toEqual([]);
  });

  test('a name is not, if any of its addresses is private, however often it points elsewhere', async () => {
    const answers = [['127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::ffff:10.0.0.1']];
    const url = `http://hooks.example:${receiver.port}/hook`;
    for (const addresses of answers) {
      const resolve = resolvingTo(addresses);
      await expect(post(someNews(), { url, allowPrivate: false, resolve })).rejects.toMatchObject(REFUSED);
    }
    expect(receiver.received).toEqual([]);
  });

  test('the address that was looked at is the one the connection goes to: a name is looked up once', async () => {
    const lookedUp: string[] = [];
    const url = `http://hooks.example:${receiver.port}/hook`;
    const resolve: Resolve = (name, options, callback) => {
      lookedUp.push(name);
      resolvingTo(['127.0.0.1'])(name, options, callback);
    };
    await post(someNews(), { url, resolve });
    expect(lookedUp).toEqual(['hooks.example']);
    expect(receiver.received).toMatchObject([{ headers: { host: `hooks.example:${receiver.port}` } }]);
  });

  test('a redirect is not followed to one, nor anywhere', async () => {
    const inside = await openReceiver();
    receiver.answer = (res) => res.writeHead(307, { location: inside.url }).end();
    await expect(post(someNews())).rejects.toMatchObject({
      message: 'It answered 307: redirects are not followed.',
    });
    expect(inside.received).toEqual([]);
    await inside.close();
  });
});

function post(
  news: News,
  changes: Partial<WebhookChannelOptions> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const channel = createWebhookChannel({
    name: 'billing',
    url: receiver.url,
    secret: SECRET,
    links: linksUnder('https://desk.example/'),
    allowPrivate: true,
    ...changes,
  });
  return channel.deliver(news, { attempt: 1, signal });
}

function resolvingTo(addresses: readonly string[]): Resolve {
  return (_name, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
}
