import { describe, expect, test } from 'vitest';
import { DAY, instant, millis, SECOND } from '../../../src/domain/instant.ts';
import { json, startScriptedServer, type ScriptedServer } from '../scripted-server.ts';
import { unstopped, wepayAt, wepayDispute, wepayNotification, wepayPayment, wepayRefund } from './samples.ts';

const SINCE = instant(Date.now() - 2 * DAY);
const FIRST = { since: SINCE, cursor: null };
const SINCE_SECONDS = String(Math.floor(millis(SINCE) / SECOND));

function startList(results: unknown, rest: object = { next: null, previous: null }): Promise<ScriptedServer> {
  return startScriptedServer((_, response) => json(response, 200, { results, ...rest }));
}

function many(count: number): readonly unknown[] {
  return Array.from({ length: count }, (_, index) => wepayDispute({ id: `d-${index}` }));
}

/** Where the only request of a list went, and with which query. */
function asked({ requests }: ScriptedServer): { readonly path: string; readonly query: object } {
  expect(requests).toHaveLength(1);
  const { pathname, searchParams } = new URL(requests[0]?.path ?? '', 'http://wepay');
  return { path: pathname, query: Object.fromEntries(searchParams) };
}

describe('listing the disputes created since a moment', () => {
  test('reads one page, without evidence', async () => {
    await using server = await startList([wepayDispute()]);
    const page = await wepayAt(server.url).listCreated('dispute', FIRST, unstopped());
    expect(page).toMatchObject({
      entries: [
        { kind: 'dispute', dispute: { status: 'needs_response', paymentId: 'pay-1', evidence: null } },
      ],
      next: null,
    });
    const query = { create_time_start: SINCE_SECONDS, page_size: '50' };
    expect(asked(server)).toEqual({ path: '/disputes', query });
    expect(JSON.stringify(page)).not.toMatch(/jane|example\.com/i);
  });

  test('takes a status and a type it does not know as they come', async () => {
    await using server = await startList([{ id: 'd-1', status: 'paused', type: 'arbitration' }]);
    const { entries } = await wepayAt(server.url).listCreated('dispute', FIRST, unstopped());
    expect(entries).toMatchObject([
      {
        dispute: { status: 'other', providerStatus: 'paused', stage: 'other', providerStage: 'arbitration' },
      },
    ]);
  });
});

describe('the page after', () => {
  test.each<[unknown, string | null]>([
    ['/disputes?page=0f3ef5b0-625d', '/disputes?page=0f3ef5b0-625d'],
    ['https://api.wepay.com/disputes?page=b', '/disputes?page=b'],
    ['//elsewhere.example/disputes?page=b', '/disputes?page=b'],
    ['?page=b', '/?page=b'],
    ['', null],
    [null, null],
  ])('is where next leads: %j', async (next, cursor) => {
    await using server = await startList(many(50), { next });
    const page = await wepayAt(server.url).listCreated('dispute', FIRST, unstopped());
    expect(page.next).toBe(cursor);
  });

  test('is asked for at the address of the page before, whoever it names', async () => {
    await using server = await startScriptedServer(({ path }, response) => {
      const next = path.includes('page=b') ? null : 'https://elsewhere.example/disputes?page=b';
      json(response, 200, { results: [wepayDispute()], next });
    });
    const wepay = wepayAt(server.url);
    const { next: cursor } = await wepay.listCreated('dispute', FIRST, unstopped());
    await wepay.listCreated('dispute', { since: SINCE, cursor }, unstopped());
    expect(server.requests.map(({ path }) => path).at(-1)).toBe('/disputes?page=b');
  });

  test('is found below the path an address has, however next is written', async () => {
    await using server = await startScriptedServer(({ path, headers }, response) => {
      const next = path.includes('page=b')
        ? '/disputes?page=c'
        : `http://${headers.host}/wepay/disputes?page=b`;
      json(response, 200, { results: [wepayDispute()], next });
    });
    const wepay = wepayAt(`${server.url}/wepay`);
    const { next: second } = await wepay.listCreated('dispute', FIRST, unstopped());
    const { next: third } = await wepay.listCreated('dispute', { ...FIRST, cursor: second }, unstopped());
    expect([second, third]).toEqual(['/disputes?page=b', '/disputes?page=c']);
    expect(server.requests.at(-1)?.path).toBe('/wepay/disputes?page=b');
  });

  test('is counted where nothing is said, as long as pages come full', async () => {
    await using server = await startList(many(50), {});
    const wepay = wepayAt(server.url);
    const { next: second } = await wepay.listCreated('dispute', FIRST, unstopped());
    const { next: third } = await wepay.listCreated('dispute', { ...FIRST, cursor: second }, unstopped());
    const filter = `create_time_start=${SINCE_SECONDS}&page_size=50`;
    expect([second, third]).toEqual([`/disputes?${filter}&page=2`, `/disputes?${filter}&page=3`]);
  });

  test('is not there after a page that is not full', async () => {
    await using server = await startList(many(49), {});
    const page = await wepayAt(server.url).listCreated('dispute', FIRST, unstopped());
    expect(page.next).toBeNull();
    expect(page.entries).toHaveLength(49);
  });
});

describe('a list that cannot be read', () => {
  test.each<[string, unknown, object]>([
    ['no list', null, {}],
    ['an entry without an id', [{ status: 'resolved' }], {}],
    ['the page it came from', [wepayDispute()], { next: '/disputes?page=a' }],
  ])('because it is %s', async (_, results, rest) => {
    await using server = await startList(results, rest);
    const page = { since: SINCE, cursor: '/disputes?page=a' };
    const call = wepayAt(server.url).listCreated('dispute', page, unstopped());
    await expect(call).rejects.toMatchObject({ name: 'ProviderError', kind: 'unreadable' });
  });

  test.each(['@elsewhere.example/', 'https://elsewhere.example/', '.elsewhere.example/', ''])(
    'because %j leads away from WePay',
    async (cursor) => {
      await using server = await startList([]);
      const call = wepayAt(server.url).listCreated('dispute', { since: SINCE, cursor }, unstopped());
      await expect(call).rejects.toMatchObject({ kind: 'unreadable' });
      expect(server.requests).toHaveLength(0);
    },
  );
});

describe('listing notifications', () => {
  const list = [
    wepayNotification('disputes.funds_withdrawn', wepayDispute(), { id: 'n-1' }),
    wepayNotification('payments.completed', wepayPayment(), { id: 'n-2' }),
    wepayNotification('disputes.updated', wepayDispute({ id: null }), { id: 'n-3' }),
    wepayNotification('refunds.created', wepayRefund(), { id: 'n-4', event_time: 1_795_082_460 }),
    wepayNotification('disputes.updated', wepayDispute(), { id: null }),
    null,
  ];

  test('gives the events their webhooks would have been, and leaves out those of no use', async () => {
    await using server = await startList(list);
    const { entries, next } = await wepayAt(server.url).listNotifications(FIRST, unstopped());
    expect(entries).toMatchObject([
      {
        id: 'n-1',
        type: 'disputes.funds_withdrawn',
        via: 'reconcile',
        paymentId: 'pay-1',
        reading: { dispute: { evidence: null, funds: [{ id: 'n-1' }, { id: 'n-1:fee' }] } },
      },
      {
        id: 'n-4',
        via: 'reconcile',
        object: { kind: 'refund', id: 'refund-1' },
        paymentId: 'pay-1',
        receivedAt: '2026-11-19T10:01:00.000Z',
      },
    ]);
    expect(next).toBeNull();
    const query = { event_time_start: SINCE_SECONDS, page_size: '50' };
    expect(asked(server)).toEqual({ path: '/notifications', query });
  });

  test('takes one that does not say when it was sent for one sent now', async () => {
    await using server = await startList([
      wepayNotification('refunds.created', wepayRefund(), { event_time: null }),
    ]);
    const before = Date.now();
    const { entries } = await wepayAt(server.url).listNotifications(FIRST, unstopped());
    expect(millis(entries[0]?.receivedAt ?? '')).toBeGreaterThanOrEqual(before);
  });

  test('asks for no more than the thirty days WePay keeps them', async () => {
    await using server = await startList([]);
    const before = Math.floor((Date.now() - 30 * DAY) / SECOND);
    const since = instant(Date.now() - 180 * DAY);
    await wepayAt(server.url).listNotifications({ since, cursor: null }, unstopped());
    const { query } = asked(server);
    const start = Number(new Map(Object.entries(query)).get('event_time_start'));
    expect(start).toBeGreaterThanOrEqual(before);
    expect(start).toBeLessThanOrEqual(Math.floor((Date.now() - 30 * DAY) / SECOND));
  });

  test('goes on where the page before ended, though that was of no use', async () => {
    await using server = await startList([list[1]], { next: '/notifications?page=b' });
    const page = await wepayAt(server.url).listNotifications(FIRST, unstopped());
    expect(page).toEqual({ entries: [], next: '/notifications?page=b' });
  });
});
