import { createHash } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ApiOptions, routesOf } from '../../src/api/app.ts';
import type { Route } from '../../src/api/route.ts';
import { instant } from '../../src/domain/instant.ts';
import type { News } from '../../src/domain/news.ts';
import { hashOf, newSecret } from '../../src/people/secret.ts';
import { ROLES, type Role } from '../../src/people/role.ts';
import { aCase, anEntry, NOON } from '../store/a-case.ts';
import { aRefund } from '../store/a-refund.ts';
import {
  ADMIN,
  ADMIN_OF_1,
  ADMIN_OF_2,
  APPROVER,
  openApi,
  RESPONDER,
  type Sent,
  type TestApi,
  VIEWER,
} from './an-api.ts';
import { PDF } from './sample-files.ts';
import { filledIn, idsOf, ROUTE_SAMPLES, type RouteSample, type SampleIds } from './samples-of-routes.ts';

const PUBLIC = 'http://desk.test';

let api: TestApi;
let routes: readonly Route[];

beforeAll(async () => {
  // What is counted up to the present must be the same whenever it is asked.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-10T12:00:00Z') });
  const options: Partial<ApiOptions> = { access: { publicUrl: PUBLIC }, stop: AbortSignal.abort() };
  api = await openApi(options);
  routes = tableOf(options);
});
afterAll(async () => {
  vi.useRealTimers();
  await api.close();
});

function tableOf(options: Partial<ApiOptions>): readonly Route[] {
  const { store, gateway } = api;
  const log = pino({ level: 'silent' });
  return routesOf({ store, gateway, log, providers: new Map(), tokens: [], ...options });
}

/** How somebody shows who they are. */
type Credentials = () => Promise<Sent>;

const byToken =
  (token: typeof ADMIN): Credentials =>
  async () => ({ token });

/** A new session for each request: one of them is the one that ends it. */
const bySession =
  (role: Role, merchantIds: readonly string[] | null = null): Credentials =>
  async () => {
    const id = merchantIds === null ? role : `${role} of ${merchantIds.join()}`;
    const secret = newSecret();
    const now = instant(Date.now());
    await api.store.people.signIn(
      { id, issuer: 'test', subject: id, name: null, mail: null, mailVerified: false, role, merchantIds },
      now,
    );
    await api.store.sessions.begin(hashOf(secret), id, now);
    return { token: null, headers: { cookie: `recourse-session=${secret}`, origin: PUBLIC } };
  };

const anonymous: Credentials = async () => ({ token: null });

async function call(route: Route, credentials: Credentials, ids: SampleIds, query = '', sent: Sent = {}) {
  const own = await credentials();
  const headers = { ...own.headers, ...sent.headers };
  const path = filledIn(route.path, ids) + query;
  return api.send(route.method.toUpperCase(), path, { ...sent, ...own, headers });
}

function sampleOf({ operationId }: Route): RouteSample {
  const sample = ROUTE_SAMPLES[operationId];
  if (sample === undefined) throw new Error(`The walk does not know how to call ${operationId}.`);
  return sample;
}

test('the walk knows every route there is, and no other', () => {
  expect(routes.map(({ operationId }) => operationId).toSorted()).toEqual(
    Object.keys(ROUTE_SAMPLES).toSorted(),
  );
});

describe('roles', () => {
  const NOBODYS = idsOf('none');

  test.each([
    ['token', [VIEWER, RESPONDER, APPROVER, ADMIN].map(byToken)],
    ['session', ROLES.map((role) => bySession(role))],
  ])('each route takes exactly the roles it should, by %s', async (_way, callers) => {
    for (const route of routes) {
      const { needs } = sampleOf(route);
      expect(route.access?.role ?? null, route.operationId).toBe(needs);
      for (const [index, credentials] of needs === null ? [] : callers.entries()) {
        const { status, json } = await call(route, credentials, NOBODYS);
        const isAllowed = needs === null || index >= ROLES.indexOf(needs);
        expect(status === 403, `${ROLES[index]} on ${route.operationId}: ${status}`).toBe(!isAllowed);
        expect(status).not.toBe(401);
        if (!isAllowed) expect(json.detail).toContain(`role ${needs}`);
      }
    }
  });

  test('whoever is nobody gets in only where it is open', async () => {
    for (const route of routes) {
      const { status, headers } = await call(route, anonymous, NOBODYS);
      const isOpen = sampleOf(route).needs === null;
      // What providers and the chat send is signed: unsigned, it is refused in the same words.
      if (!route.operationId.startsWith('receive')) expect(status === 401, route.operationId).toBe(!isOpen);
      if (!isOpen) expect(headers.get('www-authenticate')).toContain('Bearer');
    }
  });
});

describe('one merchant never sees or touches what is of another', () => {
  const THEIRS = idsOf('two');
  /** Of a case whose merchant is not known yet: it is for those alone who see all. */
  const NOBODYS = idsOf('lost');
  const OWN = idsOf('one');
  const callers: Readonly<Record<string, Credentials>> = {
    token: byToken(ADMIN_OF_1),
    session: bySession('admin', ['biz_1']),
  };
  let before: Map<string, unknown>;
  let beforeForAll: Map<string, unknown>;

  beforeAll(async () => {
    await keepWorld('one', 'biz_1');
    before = await everythingAsked(callers);
    beforeForAll = await answers(byToken(VIEWER), THEIRS, isRead);
    await keepWorld('two', 'biz_2');
    await keepWorld('lost', null);
  });

  /** Everything somebody can ask for or try: with the other's ids, and with their own where nothing changes. */
  async function everythingAsked(by: Readonly<Record<string, Credentials>>): Promise<Map<string, unknown>> {
    const all = new Map<string, unknown>();
    for (const [way, credentials] of Object.entries(by)) {
      const answered = [
        ...(await answers(credentials, THEIRS)),
        ...(await answers(credentials, NOBODYS)),
        ...(await answers(credentials, OWN, isRead)),
      ];
      for (const [what, answer] of answered) all.set(`${way}: ${what}`, answer);
    }
    return all;
  }

  test('every answer is what it would be if there were no other', async () => {
    const worlds = await Promise.all(['two', 'lost'].map(worldOf));
    expect(before.size).toBeGreaterThan(100);
    for (const [what, answer] of await everythingAsked(callers))
      expect(answer, what).toEqual(before.get(what));
    expect(await Promise.all(['two', 'lost'].map(worldOf))).toEqual(worlds);
  });

  test('whoever may see all merchants sees a difference in every answer that tells of any', async () => {
    for (const [what, answer] of await answers(byToken(VIEWER), THEIRS, isRead))
      expect(answer, what).not.toEqual(beforeForAll.get(what));
  });

  test('the other merchant itself finds everything it tries', async () => {
    for (const route of routes.filter((one) => one.access !== null && !isRead(one))) {
      const { status } = await call(route, byToken(ADMIN_OF_2), THEIRS, '', sampleOf(route).sent?.());
      const refused = route.access?.allMerchants === true ? [401, 404] : [401, 403, 404];
      expect(refused, `${route.operationId}: ${status}`).not.toContain(status);
    }
  });
});

/** Whether a route only reads, and what it tells is somebody's. */
function isRead(route: Route): boolean {
  return route.method === 'get' && sampleOf(route).ofNobody !== true;
}

/** What each guarded route answers, by what was asked. */
async function answers(
  credentials: Credentials,
  ids: SampleIds,
  wanted: (route: Route) => boolean = () => true,
): Promise<Map<string, unknown>> {
  const all = new Map<string, unknown>();
  for (const route of routes.filter((one) => one.access !== null && wanted(one))) {
    const { queries = [''], sent } = sampleOf(route);
    for (const query of queries) {
      const { status, type, bytes } = await call(route, credentials, ids, query, sent?.());
      const what = `${route.method} ${filledIn(route.path, ids)}${query}`;
      all.set(what, { status, type, body: bytes.toString('latin1') });
    }
  }
  return all;
}

/** A merchant with one case that has a customer, a file and news, and with a refund. The customer is one of both merchants. */
async function keepWorld(word: string, merchantId: string | null): Promise<void> {
  const paymentId = `pay_${word}`;
  const state = aCase(paymentId, { merchantId }, { merchantId });
  const texts = ['Zelda Fitz', 'zelda@example.test', `The secret of ${word}.`];
  const [name, mail, notes] = await api.store.putTexts(state.id, texts);
  const bytes = Buffer.concat([PDF, Buffer.from(`%${word}\n`)]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = { id: `file_${word}`, name: `${word}.pdf`, type: 'application/pdf', sha256 };
  await api.store.putFile(state.id, { ...file, bytes });
  for (const { draft } of state.disputes) {
    draft.fields = {
      ...(name && { customer_name: name }),
      ...(mail && { customer_email_address: mail }),
      ...(notes && { notes }),
    };
    draft.files = [{ ...file, slot: 'uncategorized_attachment', size: bytes.length, providerFileId: null }];
  }
  const news: News = {
    id: `news_${word}`,
    event: 'dispute.opened',
    summary: 'A dispute was opened.',
    at: NOON,
    provider: 'whop',
    merchantId,
    paymentId,
    caseId: state.id,
    disputeId: null,
    refundId: null,
  };
  await api.store.recordCase(state, [anEntry(1)], [{ news, subscriber: 'books' }]);
  // What is wrong with them is told as well: on the health page, and by the provider's list that is everybody's.
  const attention = { reason: `Of ${word}.`, since: NOON, settleable: false, before: null, after: null };
  await api.store.recordRefund(aRefund(`key_${word}`, { merchantId, attention }, paymentId));
  await api.store.signs.listFailed('whop', 'dispute', `Dispute dp_of_${paymentId} could not be read.`);
}

/** All of it that somebody could have touched. */
async function worldOf(word: string) {
  const { store } = api;
  return {
    state: await store.loadCase(`whop:pay_${word}`),
    entries: await store.timeline(`whop:pay_${word}`, { limit: 100 }),
    file: await store.getFile(`whop:pay_${word}`, `file_${word}`),
    refunds: await store.listRefunds({ paymentId: `pay_${word}` }, { limit: 100 }),
    posts: await store.outbox.list({}, { limit: 100 }),
  };
}
