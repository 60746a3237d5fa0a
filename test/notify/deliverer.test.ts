import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  DAY,
  HOUR,
  type Instant,
  instant,
  type Millis,
  millis,
  MINUTE,
  plus,
  SECOND,
} from '../../src/domain/instant.ts';
import { type News, NEWS_EVENTS } from '../../src/domain/news.ts';
import {
  type Channel,
  NothingToTell,
  NotKnownYet,
  RetryLater,
  Undeliverable,
} from '../../src/notify/channel.ts';
import { Deliverer, type DelivererOptions } from '../../src/notify/deliverer.ts';
import type { Subscriber } from '../../src/notify/subscriber.ts';
import { StoreUnavailableError } from '../../src/store/errors.ts';
import { migrate } from '../../src/store/migrate.ts';
import type { KeptPost, Outbox } from '../../src/store/outbox.ts';
import { PgliteDatabase } from '../../src/store/pglite.ts';
import { SqlStore } from '../../src/store/sql-store.ts';
import type { Store } from '../../src/store/store.ts';
import { aCase } from '../store/a-case.ts';
import { someNews } from './some-news.ts';

let database: PgliteDatabase;
let store: Store;
let now: Instant;

beforeAll(async () => {
  database = await PgliteDatabase.inMemory();
  await migrate(database);
  store = new SqlStore(database);
});
beforeEach(async () => {
  await database.query('truncate posts');
  now = instant(Date.now() + MINUTE);
});
afterAll(() => database.close());

test('what waits is delivered, once', async () => {
  const told: News[] = [];
  const deliverer = delivererTo({ ops: telling(told) });
  await put(someNews());
  await oneRound(deliverer);
  await oneRound(deliverer);
  expect(told).toEqual([someNews()]);
  expect(await only()).toMatchObject({ state: 'delivered', attempts: 1, deliveredAt: now });
});

test('what a killed process had taken is delivered by another one when the lease is over, under the same id', async () => {
  const told: News[] = [];
  const killed = delivererTo({ ops: { deliver: (news) => (told.push(news), never()) } });
  await put(someNews());
  await killed.round();
  await expect.poll(() => told).toHaveLength(1);

  const next = delivererTo({ ops: telling(told) });
  expect(await next.round()).toBe(0);
  pass(MINUTE);
  await oneRound(next);
  expect(told.map(({ id }) => id)).toEqual([someNews().id, someNews().id]);
  expect(await only()).toMatchObject({ state: 'delivered', attempts: 2 });
});

test('what ends every process that tries it is tried less and less often, and no longer than its day', async () => {
  await put(someNews({ id: 'poison' }));
  const end = plus((await only()).triedSince, DAY);
  let calls = 0;
  for (let post = await only(); post.state === 'waiting'; post = await only()) {
    now = instant(Math.max(millis(now) + MINUTE, millis(post.nextAt)));
    const called = Promise.withResolvers<void>();
    const killed = delivererTo({ ops: { deliver: () => ((calls += 1), called.resolve(), never()) } });
    expect(await killed.round()).toBe(1);
    await Promise.race([called.promise, killed.settled()]);
  }
  expect(await only()).toMatchObject({
    state: 'dead',
    lastError: 'The process that tried it ended before it could tell what came of it.',
  });
  expect(now >= end).toBe(true);
  expect(calls).toBeLessThan(60);
});

test('whoever asks for time is left alone with everything, for so long', async () => {
  let calls = 0;
  const channel: Channel = {
    deliver: async () => {
      calls += 1;
      throw new RetryLater('It answered 429.', { after: MINUTE });
    },
  };
  const told: News[] = [];
  const deliverer = delivererTo({ ops: channel, crm: telling(told) });
  for (let index = 0; index < 12; index += 1)
    await put(someNews({ id: `n${index}`, caseId: `whop:${index}` }), ['ops', 'crm']);
  for (let round = 0; round < 5; round += 1) await oneRound(deliverer);
  expect([calls, told.length]).toEqual([4, 12]);
  pass(MINUTE - 1);
  await oneRound(deliverer);
  expect(calls).toBe(4);
  pass(1);
  for (let round = 0; round < 3; round += 1) await oneRound(deliverer);
  expect(calls).toBe(5);
});

describe('a failure', () => {
  test('is tried again after longer and longer waits for a day, and is dead then', async () => {
    const deliverer = delivererTo({ ops: failing(() => new RetryLater('It answered 503.')) });
    await put(someNews());
    const since = millis((await only()).triedSince);
    now = instant(since);
    const waits: Millis[] = [];
    for (;;) {
      await oneRound(deliverer);
      const post = await only();
      if (post.state === 'dead') break;
      waits.push(millis(post.nextAt) - millis(now));
      now = instant(millis(post.nextAt) - 1);
      expect(await deliverer.round()).toBe(0);
      now = post.nextAt;
    }
    expect(waits.slice(0, 5)).toEqual([10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE]);
    expect(new Set(waits.slice(5, -1))).toEqual(new Set([30 * MINUTE]));
    expect(millis(now) - since).toBe(DAY);
    expect(await only()).toMatchObject({ lastError: 'It answered 503.', attempts: waits.length + 1 });
  });

  test('waits as long as it is asked to, but no longer than the day', async () => {
    const asked = [HOUR, 3 * DAY];
    const deliverer = delivererTo({
      ops: failing(() => new RetryLater('Too many.', { after: asked.shift() ?? null })),
    });
    await put(someNews());
    await oneRound(deliverer);
    expect((await only()).nextAt).toBe(plus(now, HOUR));
    pass(HOUR);
    await oneRound(deliverer);
    const { nextAt, triedSince } = await only();
    expect(nextAt).toBe(plus(triedSince, DAY));
  });

  test('that is final is dead at once', async () => {
    const deliverer = delivererTo({ ops: failing(() => new Undeliverable('It answered 410.')) });
    await put(someNews());
    await oneRound(deliverer);
    expect(await only()).toMatchObject({ state: 'dead', lastError: 'It answered 410.', attempts: 1 });
  });

  test('nobody foresaw is tried again, and its words are shown to nobody', async () => {
    const lines: string[] = [];
    const deliverer = delivererTo(
      { ops: failing(() => new TypeError('ann@example.com is not a function')) },
      { log: pino({ level: 'debug' }, { write: (line) => lines.push(line) }) },
    );
    await put(someNews());
    await oneRound(deliverer);
    expect(await only()).toMatchObject({
      state: 'waiting',
      lastError: 'Something unforeseen went wrong (TypeError).',
    });
    expect(lines.join('')).toContain('TypeError');
    expect(lines.join('')).not.toContain('ann@');
  });

  test('of a dead one is forgotten when a person has it sent again: it gets another day', async () => {
    let isUp = false;
    const told: News[] = [];
    const deliverer = delivererTo({
      ops: { deliver: async (news) => (isUp ? void told.push(news) : refuse()) },
    });
    await put(someNews());
    pass(2 * DAY);
    await oneRound(deliverer);
    expect((await only()).state).toBe('dead');
    await store.outbox.resend({ newsId: someNews().id, subscriber: 'ops' }, { by: 'ann', now });
    await oneRound(deliverer);
    expect(await only()).toMatchObject({ state: 'waiting', nextAt: plus(now, 10 * SECOND) });
    isUp = true;
    pass(10 * SECOND);
    await oneRound(deliverer);
    expect(told).toHaveLength(1);
  });
});

describe('what cannot be told for reasons of our own', () => {
  test('leaves room for all the rest while it is not known yet, and is skipped after its day', async () => {
    const deliverer = delivererTo({ payers: failing(() => new NotKnownYet('Not read yet.')) });
    for (let index = 0; index < 6; index += 1)
      await put(someNews({ id: `n${index}`, caseId: `whop:${index}` }), ['payers']);
    for (const size of [4, 2]) {
      expect(await deliverer.round()).toBe(size);
      await deliverer.settled();
    }
    pass(DAY);
    for (const size of [4, 2]) {
      expect(await deliverer.round()).toBe(size);
      await deliverer.settled();
    }
    const posts = await postsOf('payers');
    expect(posts.map(({ state, lastError }) => [state, lastError])).toEqual(
      posts.map(() => ['skipped', 'Not read yet.']),
    );
  });

  test('is over at once where there is nobody to tell, and counts as no failure', async () => {
    await put(someNews(), ['payers']);
    await oneRound(delivererTo({ payers: failing(() => new NothingToTell('Nobody to tell.')) }));
    expect(await only()).toMatchObject({ state: 'skipped', lastError: 'Nobody to tell.', deliveredAt: null });
    expect(await store.outbox.undelivered()).toEqual([]);
  });
});

test('one who hangs holds up nobody else, and is given up on in time', async () => {
  const told: News[] = [];
  const news = Array.from({ length: 12 }, (_, index) =>
    someNews({ id: `n${index}`, caseId: `whop:${index}` }),
  );
  for (const one of news) await put(one, ['hung', 'ops']);
  const stop = new AbortController();
  const hung = Promise.withResolvers<void>();
  const deliverer = delivererTo(
    { hung: { deliver: () => (hung.resolve(), never()) }, ops: telling(told) },
    { attemptLimit: 2 * SECOND, grace: 1 },
  );
  const running = deliverer.run(stop.signal);
  await hung.promise;
  await expect.poll(() => told.length).toBe(12);
  await expect
    .poll(
      async () => (await postsOf('hung')).filter(({ lastError }) => lastError === 'It took too long.').length,
    )
    .toBeGreaterThanOrEqual(4);
  stop.abort();
  await running;
  expect((await postsOf('hung')).every(({ state }) => state === 'waiting')).toBe(true);
});

describe('told to stop', () => {
  test('it finishes what is under way', async () => {
    const begun = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    const deliverer = delivererTo({ ops: { deliver: () => (begun.resolve(), answer.promise) } });
    await put(someNews());
    const stop = new AbortController();
    const running = deliverer.run(stop.signal);
    await begun.promise;
    stop.abort();
    await put(someNews({ id: 'later', caseId: 'whop:pay_2' }));
    answer.resolve();
    await running;
    expect(await postsOf('ops')).toMatchObject([
      { news: { id: 'later' }, state: 'waiting', attempts: 0 },
      { state: 'delivered' },
    ]);
  });

  test('it leaves what does not come to an end to the next process, at once', async () => {
    const begun = Promise.withResolvers<void>();
    const deliverer = delivererTo({ ops: { deliver: () => (begun.resolve(), never()) } }, { grace: 1 });
    await put(someNews());
    const stop = new AbortController();
    const running = deliverer.run(stop.signal);
    await begun.promise;
    stop.abort();
    await running;
    expect(await only()).toMatchObject({ state: 'waiting', lastError: 'Recourse was stopped meanwhile.' });
    pass(10 * SECOND);
    const told: News[] = [];
    await oneRound(delivererTo({ ops: telling(told) }));
    expect(told).toHaveLength(1);
  });
});

test('a store that is away for a while is waited for, before and after a delivery', async () => {
  const told: News[] = [];
  const outages = { take: 1, delivered: 1 };
  const outbox: Outbox = {
    ...store.outbox,
    take: (...asked) => (outages.take-- > 0 ? away() : store.outbox.take(...asked)),
    delivered: (...done) => (outages.delivered-- > 0 ? away() : store.outbox.delivered(...done)),
  };
  await put(someNews());
  const deliverer = delivererTo({ ops: telling(told) }, { outbox });
  const stop = new AbortController();
  const running = deliverer.run(stop.signal);
  await expect.poll(async () => (await only()).state).toBe('delivered');
  stop.abort();
  await running;
  expect(told).toHaveLength(1);
});

test('news for a subscriber who is not set up any more is dead after a day of its own and of the process, with that reason', async () => {
  await put(someNews(), ['gone']);
  pass(2 * DAY);
  const deliverer = delivererTo({ ops: telling([]) });
  await oneRound(deliverer);
  pass(DAY - 1);
  await oneRound(deliverer);
  expect(await only()).toMatchObject({ state: 'waiting' });
  pass(1);
  await oneRound(deliverer);
  expect(await only()).toMatchObject({
    state: 'dead',
    lastError:
      'Nobody knew this subscriber for a whole day: it is not set up any more, see RECOURSE_NOTIFICATIONS.',
    attempts: 0,
  });
});

function delivererTo(
  channels: Readonly<Record<string, Channel>>,
  options: Partial<DelivererOptions> = {},
): Deliverer {
  const subscribers = Object.entries(channels).map(([name, channel]): Subscriber => ({
    name,
    channel,
    kind: 'webhook',
    events: NEWS_EVENTS,
    merchantIds: null,
  }));
  const log = pino({ level: 'silent' });
  return new Deliverer({ outbox: store.outbox, subscribers, log, clock: () => now, ...options });
}

async function oneRound(deliverer: Deliverer): Promise<void> {
  await deliverer.round();
  await deliverer.settled();
}

function telling(told: News[]): Channel {
  return { deliver: async (news) => void told.push(news) };
}

function failing(error: () => Error): Channel {
  return {
    deliver: async () => {
      throw error();
    },
  };
}

function refuse(): never {
  throw new RetryLater('Not yet.');
}

function away(): Promise<never> {
  return Promise.reject(new StoreUnavailableError('The database does not answer.'));
}

function never(): Promise<void> {
  return new Promise(() => undefined);
}

function pass(duration: Millis): void {
  now = plus(now, duration);
}

async function put(news: News, subscribers: readonly string[] = ['ops']): Promise<void> {
  const posts = subscribers.map((subscriber) => ({ news, subscriber }));
  await store.recordCase(aCase('pay_1'), [], posts);
}

async function postsOf(subscriber: string): Promise<readonly KeptPost[]> {
  return (await store.outbox.list({ subscriber }, { limit: 100 })).data;
}

async function only(): Promise<KeptPost> {
  const [post, ...others] = (await store.outbox.list({}, { limit: 2 })).data;
  if (post === undefined || others.length > 0) throw new Error('there is not exactly one post');
  return post;
}
