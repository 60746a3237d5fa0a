import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/domain/instant.ts';
import { createOpenId } from '../../src/people/openid.ts';
import { SESSION_IDLE, SESSION_TOTAL } from '../../src/store/sessions.ts';
import { startOpenIdProvider, type TestProvider } from '../setup/openid-provider.ts';
import { aCase } from '../store/a-case.ts';
import { type Browser, cookieHeader, openBrowser } from './a-browser.ts';
import { openApi, type TestApi } from './an-api.ts';

const DESK = 'https://desk.test';
const CALLBACK = `${DESK}/auth/oidc/callback`;

const ADA = {
  name: 'Ada L.',
  preferred_username: 'ada',
  email: 'ada@shop.test',
  email_verified: true,
  groups: ['desk'],
};

let provider: TestProvider;
let api: TestApi;
/** What the clock of the API is ahead of ours. */
let ahead = 0;
let browser: Browser;

beforeAll(async () => {
  provider = await startOpenIdProvider(CALLBACK);
  api = await openApi({
    access: {
      publicUrl: DESK,
      openId: createOpenId(provider.settings),
      now: () => Date.now() + ahead,
    },
  });
  await api.keep(aCase('pay_1'));
});
afterAll(async () => {
  await api.close();
  await provider.close();
});
beforeEach(() => {
  ahead = 0;
  browser = openBrowser({ [DESK]: api.url });
  provider.accounts['ada'] = ADA;
});

/** Logs in at the provider, up to where it sends the browser back to. */
async function logIn(as: string, from = '/auth/oidc'): Promise<URL> {
  const login = await browser.follow(DESK + from, CALLBACK);
  await browser.submit(login.href, { prompt: 'login', login: as, password: 'any' });
  const consent = await browser.follow(login.href.replace('/interaction/', '/auth/'), CALLBACK);
  await browser.submit(consent.href, { prompt: 'consent' });
  return browser.follow(consent.href.replace('/interaction/', '/auth/'), CALLBACK);
}

/** Signs in from end to end. Answers with where Recourse sends the browser. */
async function signIn(as: string, from?: string): Promise<string> {
  const back = await logIn(as, from);
  return (await browser.get(back.href)).headers.get('location') ?? '';
}

/** Asks the API as the pages in this browser would. */
function ask(method: string, path: string, headers: Readonly<Record<string, string>> = { origin: DESK }) {
  const cookie = cookieHeader(browser.cookies.get(DESK) ?? new Map());
  return api.send(method, path, { token: null, headers: { cookie, ...headers } });
}

const isSignedIn = () => browser.cookies.get(DESK)?.has('__Host-recourse-session') === true;

describe('signing in', () => {
  test('gives the role and merchants of the groups, and leads to where one wanted to go', async () => {
    expect((await ask('GET', '/api/v1/sign-in')).json).toEqual({
      methods: { oidc: { label: 'Test provider', path: '/auth/oidc' }, link: false },
    });
    const from = `/auth/oidc?return_to=${encodeURIComponent('/cases/whop:pay_1?tab=inbox#files')}`;
    expect(await signIn('ada', from)).toBe(`${DESK}/cases/whop:pay_1?tab=inbox#files`);
    const { json } = await ask('GET', '/api/v1/me');
    expect(json).toEqual({
      id: 'ada',
      name: 'Ada L.',
      role: 'responder',
      merchant_ids: ['biz_1'],
      via: 'page',
      expires_at: expect.any(String),
    });
    expect(Date.parse(json.expires_at) - Date.now()).toBeGreaterThan(SESSION_IDLE - MINUTE);
    expect(await api.store.people.byMail('ada@shop.test')).toMatchObject({ id: 'ada' });
  });

  test('cookies are for our origin, TLS and requests of our own pages only, and no script reads them', async () => {
    await signIn('ada');
    const ours = browser.setCookies.filter((line) => line.startsWith('__Host-recourse'));
    expect(ours.map((line) => line.split('=')[0])).toEqual([
      '__Host-recourse-sign-in',
      '__Host-recourse-sign-in',
      '__Host-recourse-session',
    ]);
    for (const line of ours) {
      expect(line.split('; ')).toEqual(
        expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']),
      );
      expect(line).not.toMatch(/domain=/i);
    }
  });

  test('what is done then is told with name, way and address', async () => {
    await signIn('ada');
    const cookie = cookieHeader(browser.cookies.get(DESK) ?? new Map());
    await api.send('PATCH', '/api/v1/disputes/whop:pay_1/evidence', {
      token: null,
      headers: { cookie, origin: DESK },
      json: { fields: { notes: 'hers' } },
    });
    const { json } = await ask('GET', '/api/v1/disputes/whop:pay_1/timeline');
    const told = { type: 'person', id: 'ada', via: 'page', name: 'Ada L.', address: '127.0.0.1' };
    expect(json.data.at(-1).actor).toEqual(told);
    const lines = await ask('GET', '/api/v1/disputes/whop:pay_1/timeline.jsonl');
    const entries: unknown[] = lines.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries).toEqual(json.data);
    expect(lines.headers.get('content-disposition')).toContain('.jsonl');
    expect(api.logged.join('')).not.toMatch(/Ada|ada@|127\.0\.0\.1/);
  });

  test('takes away and gives rights in the sessions one has already', async () => {
    await signIn('ada');
    const first = browser;
    browser = openBrowser({ [DESK]: api.url });
    provider.accounts['ada'] = { ...ADA, groups: ['desk', 'leads'] };
    await signIn('ada');
    browser = first;
    const { json } = await ask('GET', '/api/v1/me');
    expect(json).toMatchObject({ role: 'approver', merchant_ids: ['biz_2'] });
  });

  test('takes everything from whoever is in no group any more, wherever they are signed in', async () => {
    await signIn('ada');
    await api.store.people.linkSlackUser('ada', 'U1');
    const first = browser;
    browser = openBrowser({ [DESK]: api.url });
    provider.accounts['ada'] = { ...ADA, groups: ['guests'] };
    expect(await signIn('ada')).toBe(problem('no_access'));
    browser = first;
    expect((await ask('GET', '/api/v1/me')).status).toBe(401);
    const { people } = api.store;
    expect(await Promise.all([people.bySlackUser('U1'), people.byMail(ADA.email)])).toEqual([null, null]);
    provider.accounts['ada'] = ADA;
    await signInAgain();
    expect((await ask('GET', '/api/v1/me')).json).toMatchObject({ id: 'ada', role: 'responder' });
    expect(await people.bySlackUser('U1')).toMatchObject({ id: 'ada' });
  });

  test('ends the session there was', async () => {
    await signIn('ada');
    const before = new Map(browser.cookies.get(DESK));
    await signInAgain();
    browser.cookies.set(DESK, before);
    expect((await ask('GET', '/api/v1/me')).status).toBe(401);
  });
});

/** The provider knows the browser by now and asks nothing. */
async function signInAgain(): Promise<void> {
  const back = await browser.follow(`${DESK}/auth/oidc`, CALLBACK);
  await browser.get(back.href);
}

const problem = (name: string) => `${DESK}/sign-in?problem=${name}`;

describe('nobody gets in', () => {
  test('who is in no group that has a role here', async () => {
    provider.accounts['eve'] = { ...ADA, preferred_username: 'eve', groups: ['guests'] };
    expect(await signIn('eve')).toBe(problem('no_access'));
    expect(isSignedIn()).toBe(false);
    expect(await api.store.people.find('eve')).toBeNull();
  });

  test('under the name of somebody else', async () => {
    await signIn('ada');
    browser = openBrowser({ [DESK]: api.url });
    provider.accounts['mallory'] = { ...ADA, groups: ['ops'] };
    expect(await signIn('mallory')).toBe(problem('name_taken'));
    expect(isSignedIn()).toBe(false);
    expect(await api.store.people.find('ada')).toMatchObject({ subject: 'ada' });
  });

  test('with a state that is not the one sent', async () => {
    const back = await logIn('ada');
    back.searchParams.set('state', 'guessed');
    expect((await browser.get(back.href)).headers.get('location')).toBe(problem('mismatch'));
    expect(isSignedIn()).toBe(false);
  });

  test('with an answer that was used already, though the browser kept what it was begun with', async () => {
    const back = await logIn('ada');
    const begun = new Map(browser.cookies.get(DESK));
    await browser.get(back.href);
    browser.cookies.set(DESK, begun);
    expect((await browser.get(back.href)).headers.get('location')).toBe(problem('mismatch'));
    expect(isSignedIn()).toBe(false);
  });

  test('in another browser than the one that began', async () => {
    const back = await logIn('ada');
    browser = openBrowser({ [DESK]: api.url });
    expect((await browser.get(back.href)).headers.get('location')).toBe(problem('expired'));
  });

  test('with what was begun too long ago, or made up', async () => {
    const from = '/auth/oidc?return_to=/health';
    const back = await logIn('ada', from);
    ahead = HOUR;
    expect((await browser.get(back.href)).headers.get('location')).toBe(problem('expired'));
    browser.cookies.get(DESK)?.set('__Host-recourse-sign-in', 'made.up');
    expect((await browser.get(back.href)).headers.get('location')).toBe(problem('expired'));
  });

  test('who calls it off at the provider', async () => {
    const login = await browser.follow(`${DESK}/auth/oidc?return_to=/health`, CALLBACK);
    const back = await browser.follow(`${login.href}/abort`, CALLBACK);
    expect((await browser.get(back.href)).headers.get('location')).toBe(
      `${problem('denied')}&return_to=%2Fhealth`,
    );
  });

  test.each(['https://elsewhere.test/', '//elsewhere.test', '/\\elsewhere.test'])(
    'on the way to %j',
    async (target) => {
      const { status } = await ask('GET', `/auth/oidc?return_to=${encodeURIComponent(target)}`);
      expect(status).toBe(400);
    },
  );
});

describe('a session', () => {
  test('ends by logging out', async () => {
    await signIn('ada');
    const before = new Map(browser.cookies.get(DESK));
    const out = await ask('DELETE', '/api/v1/session');
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(/^__Host-recourse-session=; .*Expires=Thu, 01 Jan 1970/);
    browser.cookies.set(DESK, before);
    const { status, headers, json } = await ask('GET', '/api/v1/me');
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="recourse"']);
    expect(json.detail).toContain('Sign in');
  });

  test('ends when it is not used', async () => {
    await signIn('ada');
    ahead = SESSION_IDLE - MINUTE;
    expect((await ask('GET', '/api/v1/me')).status).toBe(200);
    ahead += SESSION_IDLE - MINUTE;
    expect((await ask('GET', '/api/v1/me')).status).toBe(200);
    ahead += SESSION_IDLE + MINUTE;
    expect((await ask('GET', '/api/v1/me')).status).toBe(401);
  });

  test('is not kept alive by a page that nobody is at', async () => {
    await signIn('ada');
    for (ahead = 0; ahead < SESSION_IDLE; ahead += HOUR)
      expect((await ask('GET', '/api/v1/me', { 'recourse-unattended': '1' })).status).toBe(200);
    ahead = SESSION_IDLE + MINUTE;
    expect((await ask('GET', '/api/v1/me')).status).toBe(401);
  });

  test('ends after some days however much it is used', async () => {
    await signIn('ada');
    for (ahead = 0; ahead < SESSION_TOTAL - HOUR; ahead += 7 * HOUR)
      expect((await ask('GET', '/api/v1/disputes/counts')).status).toBe(200);
    ahead = SESSION_TOTAL + MINUTE;
    expect((await ask('GET', '/api/v1/me')).status).toBe(401);
  });

  test('is no use beside a token that is not known', async () => {
    await signIn('ada');
    const headers = { authorization: 'Bearer nonsense' };
    expect((await ask('GET', '/api/v1/me', headers)).status).toBe(401);
  });
});

describe('another site acts with nobody’s session', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['its own origin', { origin: 'https://elsewhere.test' }],
    ['ours with another scheme', { origin: 'http://desk.test' }],
    ['ours with another port', { origin: 'https://desk.test:8443' }],
    ['ours as the beginning of its own', { origin: 'https://desk.test.elsewhere.test' }],
    ['none', { origin: 'null' }],
    ['no header at all', {}],
  ])('with %s', async (_case, headers) => {
    await signIn('ada');
    for (const [method, path] of [
      ['PATCH', '/api/v1/disputes/whop:pay_1/evidence'],
      ['DELETE', '/api/v1/session'],
    ] as const) {
      const { status, json } = await ask(method, path, headers);
      expect([status, json.type]).toEqual([403, 'urn:recourse:problem:foreign-origin']);
    }
    expect((await ask('GET', '/api/v1/me', headers)).status).toBe(200);
  });
});

test('a provider that is down keeps nobody from starting, and is found once it is there', async () => {
  const other = await startOpenIdProvider(CALLBACK);
  await other.close();
  const openId = createOpenId(other.settings);
  await expect(openId.begin(CALLBACK)).rejects.toMatchObject({ problem: 'unavailable' });
  const again = await startOpenIdProvider(CALLBACK, Number(new URL(other.url).port));
  expect((await openId.begin(CALLBACK)).url.origin).toBe(other.url);
  await again.close();
});

test('a program learns who its token is', async () => {
  const { json } = await api.send('GET', '/api/v1/me');
  expect(json).toEqual({
    id: 'admin',
    name: null,
    role: 'admin',
    merchant_ids: null,
    via: 'api',
    expires_at: null,
  });
});
