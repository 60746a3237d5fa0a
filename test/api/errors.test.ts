import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StoreUnavailableError } from '../../src/store/errors.ts';
import { aCase } from '../store/a-case.ts';
import { type TestApi, openApi } from './an-api.ts';

const DECISIONS = '/api/v1/disputes/whop:pay_1/decisions';

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
  await api.keep(aCase('pay_1'));
});
afterAll(() => api.close());

test('every error is a problem: type, title, status and what to do', async () => {
  const { type, json } = await api.send('GET', '/nothing', { token: null });
  expect(type).toMatch(/^application\/problem\+json/);
  expect(json).toEqual({
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: expect.stringContaining('/docs'),
  });
});

describe('addresses and methods', () => {
  test('404 for an address that is not there', async () => {
    for (const path of [
      '/nothing',
      '/api',
      '/api/v1',
      '/api/v1/refund',
      '/api/v2/disputes',
      '/favicon.ico',
      '/API/v1/disputes',
    ]) {
      const { status, type } = await api.send('GET', path);
      expect([status, type.split(';')[0]], path).toEqual([404, 'application/problem+json']);
    }
  });

  test('405 with what the address takes', async () => {
    const answer = await api.send('PUT', '/api/v1/disputes/whop:pay_1/files/file_1', { json: {} });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, DELETE']);
  });

  test('400 for an address whose escapes are broken', async () => {
    expect((await api.send('GET', '/api/v1/disputes/whop:%E0%A4%A')).status).toBe(400);
  });
});

describe('JSON bodies', () => {
  const json = { 'content-type': 'application/json' };

  test.each([
    ['malformed', '{"decision": ', json, 400],
    ['a bare word', '"challenge"', json, 400],
    ['missing', undefined, {}, 400],
    ['not UTF-8', Buffer.from('{"note":"\xff"}', 'latin1'), json, 400],
    ['nested deeper than anybody reads', '['.repeat(200_000) + ']'.repeat(200_000), json, 422],
    ['called something else', '{}', { 'content-type': 'text/plain' }, 415],
    ['compressed', '{}', { ...json, 'content-encoding': 'gzip' }, 415],
    ['of a character set that is none', '{}', { 'content-type': 'application/json; charset=klingon' }, 415],
    ['larger than 1 MiB', `{"note":"${'x'.repeat(1024 * 1024)}"}`, json, 413],
  ])('%s', async (_case, body, headers, expected) => {
    const sent = { headers, ...(body !== undefined && { body }) };
    const { status, type, text } = await api.send('POST', DECISIONS, sent);
    expect([status, type.split(';')[0]], text).toEqual([expected, 'application/problem+json']);
  });

  test("a key that would reach an object's prototype is only a key that does not belong", async () => {
    const body = '{"decision":"challenge","__proto__":{"confirm":"concede"}}';
    expect((await api.send('POST', DECISIONS, { headers: json, body })).status).toBe(422);
  });
});

/** An API whose store fails on every read. */
async function broken(error: Error, work: (of: TestApi) => Promise<void>): Promise<void> {
  const other = await openApi();
  other.store.loadCase = () => Promise.reject(error);
  try {
    await work(other);
  } finally {
    await other.close();
  }
}

describe('when something breaks', () => {
  test('503 with Retry-After when the store is out of reach', () =>
    broken(new StoreUnavailableError('The database does not answer.'), async (other) => {
      const { status, headers, json } = await other.send('GET', '/api/v1/disputes/whop:pay_1');
      expect([status, headers.has('retry-after')]).toEqual([503, true]);
      expect(json.type).toBe('urn:recourse:problem:store-unavailable');
    }));

  test('500 tells nothing of the inside; the log does, under the id the answer carries, without what people wrote', () => {
    const error = Object.assign(new Error('relation is gone'), { parameters: ['jane@example.com'] });
    return broken(error, async (other) => {
      const { status, text, headers } = await other.send('GET', '/api/v1/disputes/whop:pay_1');
      expect(status).toBe(500);
      expect(text).not.toMatch(/relation|src\/|node_modules|at /);
      const logged = other.logged.filter((line) => line.includes('a request failed')).join();
      expect(logged).toContain('relation is gone');
      expect(logged).toContain(headers.get('x-request-id'));
      expect(logged).not.toContain('jane@example.com');
    });
  });
});
