import { once } from 'node:events';
import { get } from 'node:http';
import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../src/api/auth.ts';
import { liveEvents } from '../../src/api/live-events.ts';
import { mountRoutes } from '../../src/api/mount.ts';
import { Problem } from '../../src/api/problem.ts';
import { eventRoutes } from '../../src/api/routes/events.ts';
import { listen } from '../../src/api/server.ts';
import type { Change, Changes } from '../../src/store/changes.ts';
import { aCase } from '../store/a-case.ts';
import { aRefund } from '../store/a-refund.ts';
import { ADMIN, ADMIN_OF_1, type TestApi, VIEWER, openApi } from './an-api.ts';

let api: TestApi;
const stop = new AbortController();
beforeAll(async () => {
  api = await openApi({ stop: stop.signal });
});
afterAll(() => api.close());

/** A stream as a page hears it. */
async function follow(token = VIEWER) {
  const leave = new AbortController();
  const response = await fetch(`${api.url}/api/v1/events`, {
    headers: { authorization: `Bearer ${token.token}` },
    signal: leave.signal,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    response,
    leave: () => leave.abort(),
    /** Everything heard so far, once these words are part of it; or, without any, once the stream has ended. */
    async until(words: string | null): Promise<string> {
      for (;;) {
        if (words !== null && text.includes(words)) return text;
        const { value = '', done } = (await reader?.read()) ?? { done: true };
        text += value;
        if (done) return text;
      }
    },
  };
}

describe('the stream of events', () => {
  test('tells what changes as it happens, each thing once however often it changed', async () => {
    const stream = await follow();
    expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(stream.response.headers.get('x-accel-buffering')).toBe('no');
    await stream.until('event: resync\ndata: {}\n\n');
    await api.keep(aCase('pay_1'));
    await api.keep(aCase('pay_1'));
    await api.store.recordRefund(aRefund('key-1', { merchantId: 'biz_1' }));
    const refund = 'event: refund\ndata: {"id":"whop:pay_1:key-1","payment_id":"pay_1"}\n\n';
    const heard = await stream.until(refund);
    expect(heard.match(/event: case\ndata: {"id":"whop:pay_1"}\n\n/g)).toHaveLength(1);
    stream.leave();
  });

  test("is silent about other merchants', and about what is of nobody known", async () => {
    const [bound, free] = await Promise.all([follow(ADMIN_OF_1), follow(ADMIN)]);
    await Promise.all([bound.until('resync'), free.until('resync')]);
    await api.keep(aCase('foreign', {}, { merchantId: 'biz_2' }));
    await api.keep(aCase('unknown', {}, { merchantId: null }));
    await api.keep(aCase('own', {}, { merchantId: 'biz_1' }));
    expect(await bound.until('whop:own')).not.toMatch(/foreign|unknown/);
    expect(await free.until('whop:own')).toMatch(/foreign[^]*unknown/);
    bound.leave();
    free.leave();
  });

  test('ends when the process does', async () => {
    const stream = await follow();
    await stream.until('resync');
    stop.abort();
    await stream.until(null);
  });
});

const CALLER: Caller = {
  id: 'ann',
  name: null,
  role: 'viewer',
  merchantIds: ['biz_1'],
  via: 'page',
  address: null,
};

/** Changes at a test's hand. */
function changesByHand() {
  const listeners = new Set<(change: Change) => void>();
  const changes: Changes = {
    listen(listener) {
      listeners.add(listener);
      listener({ kind: 'resync' });
      return () => listeners.delete(listener);
    },
  };
  const tell = (change: Change) => {
    for (const listener of listeners) listener(change);
  };
  return { changes, listeners, tell };
}

const wordsOf = ({ value }: IteratorResult<Uint8Array, void>) => Buffer.from(value ?? []).toString();

describe('a stream', () => {
  test('says that it is there while nothing happens, and ends once the caller may listen no more', async () => {
    const { changes, listeners } = changesByHand();
    let asked = 0;
    const stream = liveEvents({
      changes,
      caller: CALLER,
      stop: new AbortController().signal,
      heartbeat: 1,
      recheck: 0,
      authenticate: async () => {
        asked += 1;
        if (asked > 2) throw new Problem(401, 'Signed out.');
        return CALLER;
      },
    });
    expect(wordsOf(await stream.next())).toBe(': still here\n\n');
    expect(wordsOf(await stream.next())).toBe('event: resync\ndata: {}\n\n');
    expect(wordsOf(await stream.next())).toBe(': still here\n\n');
    expect(listeners.size).toBe(1);
    expect((await stream.next()).done).toBe(true);
    expect(listeners.size).toBe(0);
  });

  test('that hears more than anybody can follow says to look at everything again', async () => {
    const { changes, tell } = changesByHand();
    const stream = liveEvents({
      changes,
      caller: CALLER,
      stop: new AbortController().signal,
      authenticate: async () => CALLER,
    });
    await stream.next();
    await stream.next();
    for (let n = 0; n <= 2_000; n += 1) tell({ kind: 'case', id: `whop:pay_${n}`, merchantId: 'biz_1' });
    expect(wordsOf(await stream.next())).toBe('event: resync\ndata: {}\n\n');
    await stream.return(undefined);
  });
});

test('whoever leaves before it is known who they are takes nobody’s place', async () => {
  const { changes } = changesByHand();
  const leaving = 510;
  const known = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const left: Promise<unknown>[] = [];
  const app = express();
  const authenticate = async ({ res }: express.Request) => {
    if (res !== undefined) left.push(once(res, 'close'));
    if (left.length === leaving) arrived.resolve();
    await known.promise;
    return CALLER;
  };
  mountRoutes(app, eventRoutes({ store: { changes }, authenticate }), authenticate);
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  const address = `${server.url}/api/v1/events`;
  const requests = Array.from({ length: leaving }, () => get(address).on('error', () => undefined));
  await arrived.promise;
  for (const request of requests) request.destroy();
  await Promise.all(left);
  known.resolve();
  const leave = new AbortController();
  const { status } = await fetch(address, { signal: leave.signal });
  expect(status).toBe(200);
  leave.abort();
  await server.close();
});
