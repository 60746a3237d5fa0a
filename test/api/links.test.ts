import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instant } from '../../src/domain/instant.ts';
import { type Invitation, LINK_LIFE, makeLink, signInLinks } from '../../src/people/sign-in-links.ts';
import { aCase } from '../store/a-case.ts';
import { openApi, type Sent, type TestApi } from './an-api.ts';

const ADA: Invitation = { name: 'ada', role: 'approver', merchantIds: ['biz_1'] };
const PUBLIC = 'http://127.0.0.1:3000';

let dataDir: string;
let api: TestApi;
let ahead = 0;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'recourse-links-api-'));
  api = await openApi({
    access: {
      publicUrl: PUBLIC,
      links: signInLinks(dataDir),
      trustedProxies: ['192.0.2.1', '127.0.0.1'],
      now: () => Date.now() + ahead,
    },
  });
  await api.keep(aCase('pay_1'));
});
afterAll(async () => {
  await api.close();
  await rm(dataDir, { recursive: true, force: true });
});

const linkFor = (somebody: Partial<Invitation> = {}) =>
  makeLink(dataDir, { ...ADA, ...somebody }, instant(Date.now()));

function use(link: string, origin: string | null = PUBLIC) {
  const headers = origin === null ? {} : { origin };
  return api.send('POST', '/api/v1/session', { token: null, json: { link }, headers });
}

/** The cookie somebody has once they are in. */
async function cookieOf(somebody: Partial<Invitation> = {}): Promise<string> {
  const { headers } = await use(await linkFor(somebody));
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

const asked = (method: string, path: string, headers: Sent['headers'] = {}, json?: unknown) =>
  api.send(method, path, { token: null, headers, json });

describe('a one-time link', () => {
  test('lets one browser in, by a cookie that no script reads', async () => {
    const link = await linkFor();
    const { status, json, headers } = await use(link);
    expect([status, json]).toEqual([
      201,
      {
        id: 'ada',
        name: 'ada',
        role: 'approver',
        merchant_ids: ['biz_1'],
        via: 'page',
        expires_at: expect.any(String),
      },
    ]);
    const attributes = headers.get('set-cookie')?.split('; ') ?? [];
    expect(attributes).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'SameSite=Lax']));
    // Over plain HTTP browsers would not send it back otherwise.
    expect(attributes).not.toContain('Secure');
    expect(attributes[0]).toMatch(/^recourse-session=[\w-]{43}$/);
    expect((await use(link)).status).toBe(422);
  });

  test('is not used up by being looked at, nor by a page of another site', async () => {
    const link = await linkFor();
    await api.send('GET', `/sign-in/link/${link}`, { token: null });
    for (const origin of [null, 'https://elsewhere.test', 'null'])
      expect((await use(link, origin)).status).toBe(403);
    expect((await use(link)).status).toBe(201);
    expect(api.logged.join('')).not.toContain(link);
  });

  test('is over after its time, and one that was made up is none', async () => {
    const link = await linkFor();
    ahead = LINK_LIFE;
    expect(await use(link)).toMatchObject({
      status: 422,
      json: { type: 'urn:recourse:problem:link-refused' },
    });
    ahead = 0;
    expect((await use('made-up')).status).toBe(422);
  });

  test('gives what it was made for, and the same name is the same person', async () => {
    const cookie = await cookieOf({ role: 'viewer', merchantIds: null });
    const again = await cookieOf({ role: 'responder', merchantIds: ['biz_2'] });
    for (const one of [cookie, again])
      expect((await asked('GET', '/api/v1/me', { cookie: one })).json).toMatchObject({
        id: 'ada',
        role: 'responder',
        merchant_ids: ['biz_2'],
      });
  });

  test('is the only way in where no provider is set up', async () => {
    const { json } = await asked('GET', '/api/v1/sign-in');
    expect(json).toEqual({ methods: { oidc: null, link: true } });
    for (const path of ['/auth/oidc', '/auth/oidc/callback'])
      expect((await asked('GET', path)).status).toBe(404);
  });
});

/** Edits evidence as a page of an origin that reached the API under a name would. */
async function edited(origin: string, host = new URL(api.url).host): Promise<number | undefined> {
  const sent = request(`${api.url}/api/v1/disputes/whop:pay_1/evidence`, {
    method: 'PATCH',
    headers: { cookie: await cookieOf(), origin, host, 'content-type': 'application/json' },
  });
  sent.end(JSON.stringify({ fields: {} }));
  const [answer]: IncomingMessage[] = await once(sent, 'response');
  answer?.resume();
  return answer?.statusCode;
}

describe('on one machine', () => {
  test('the pages may be opened under any of its names', async () => {
    expect(await edited(PUBLIC)).toBe(200);
    expect(await edited(api.url)).toBe(200);
    expect(await edited('http://localhost:4000', 'localhost:4000')).toBe(200);
  });

  test('but by no page of another port or site, whatever name it gives us', async () => {
    expect(await edited('http://127.0.0.1:1')).toBe(403);
    expect(await edited('http://elsewhere.test')).toBe(403);
    expect(await edited('http://elsewhere.test', 'elsewhere.test')).toBe(403);
    expect(await edited('http://127.0.0.1.elsewhere.test', '127.0.0.1.elsewhere.test')).toBe(403);
  });
});

/** The address that stands in the time line for what a proxy says it passed on. */
async function addressTold(forwarded: string | null): Promise<string | null> {
  const cookie = await cookieOf();
  const passedOn = forwarded === null ? {} : { 'x-forwarded-for': forwarded };
  await asked(
    'PATCH',
    '/api/v1/disputes/whop:pay_1/evidence',
    { cookie, origin: PUBLIC, ...passedOn },
    { fields: { notes: `from ${forwarded}` } },
  );
  const { json } = await asked('GET', '/api/v1/disputes/whop:pay_1/timeline', { cookie });
  return json.data.at(-1).actor.address;
}

test('the address in the time line is what trusted proxies tell, and no more', async () => {
  expect(await addressTold(null)).toBe('127.0.0.1');
  expect(await addressTold('203.0.113.7')).toBe('203.0.113.7');
  expect(await addressTold('10.9.9.9, 203.0.113.7, 192.0.2.1')).toBe('203.0.113.7');
  expect(await addressTold('::ffff:203.0.113.7')).toBe('203.0.113.7');
  expect(await addressTold('<script>')).toBeNull();
});
