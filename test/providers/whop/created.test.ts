import { describe, expect, test } from 'vitest';
import { json, startScriptedServer, type ScriptedServer } from '../scripted-server.ts';
import { unstopped, whopAlert, whopAt, whopDispute } from './samples.ts';

const SINCE = '2026-11-18T00:00:00.000Z';
const FIRST = { since: SINCE, cursor: null };

function startList(data: unknown, page_info: unknown): Promise<ScriptedServer> {
  return startScriptedServer((_, response) => json(response, 200, { data, page_info }));
}

/** Where the only request of a list went, and with which query. */
function asked({ requests }: ScriptedServer): { readonly path: string; readonly query: object } {
  expect(requests).toHaveLength(1);
  const { pathname, searchParams } = new URL(requests[0]?.path ?? '', 'http://whop');
  return { path: pathname, query: Object.fromEntries(searchParams) };
}

describe('listing what was created', () => {
  test.each([
    ['dispute', '/disputes'],
    ['alert', '/dispute_alerts'],
  ] as const)('since a moment: one page of every %s, newest first', async (kind, path) => {
    await using server = await startList([], {});
    expect(await whopAt(server.url).listCreated(kind, FIRST, unstopped())).toEqual({
      entries: [],
      next: null,
    });
    const query = { company_id: 'biz_1', created_after: SINCE, direction: 'desc', first: '100' };
    expect(asked(server)).toEqual({ path, query });
  });

  test('goes on where the page before ended', async () => {
    await using server = await startList([whopDispute()], { end_cursor: 'b', has_next_page: true });
    const { next } = await whopAt(server.url).listCreated(
      'dispute',
      { since: SINCE, cursor: 'a' },
      unstopped(),
    );
    expect(next).toBe('b');
    expect(asked(server).query).toMatchObject({ after: 'a' });
  });

  test('ends with the page that says so, though it has a cursor', async () => {
    await using server = await startList([whopDispute()], { end_cursor: 'b', has_next_page: false });
    expect(await whopAt(server.url).listCreated('dispute', FIRST, unstopped())).toMatchObject({ next: null });
  });

  test('reads disputes without evidence, which the entries of a list do not hold', async () => {
    const entry = { id: 'dp_1', status: 'lost', amount: 49, currency: 'usd', payment: { id: 'pay_1' } };
    await using server = await startList([entry, whopDispute({ id: 'dp_2' })], {});
    const { entries } = await whopAt(server.url).listCreated('dispute', FIRST, unstopped());
    expect(entries).toMatchObject([
      { kind: 'dispute', dispute: { id: 'dp_1', status: 'lost', merchantId: 'biz_1', evidence: null } },
      { kind: 'dispute', dispute: { id: 'dp_2', status: 'needs_response', evidence: null } },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/jane|main st/i);
  });

  test('reads alerts', async () => {
    await using server = await startList([whopAlert({ payment: null, dispute: { id: 'dp_7' } })], {});
    const { entries } = await whopAt(server.url).listCreated('alert', FIRST, unstopped());
    expect(entries).toMatchObject([
      { kind: 'alert', alert: { id: 'dspa_1', disputeId: 'dp_7', paymentId: null, merchantId: 'biz_1' } },
    ]);
  });

  test('takes a status it does not know as it comes', async () => {
    await using server = await startList([{ id: 'dp_1', status: 'paused', created_at: 7.5 }], null);
    const { entries } = await whopAt(server.url).listCreated('dispute', FIRST, unstopped());
    expect(entries).toMatchObject([{ dispute: { status: 'other', providerStatus: 'paused' } }]);
  });
});

describe('a list that cannot be read', () => {
  test.each(['dispute', 'alert'] as const)('of any %s, without a company to list', async (kind) => {
    await using server = await startList([], {});
    const call = whopAt(server.url, { companyId: null }).listCreated(kind, FIRST, unstopped());
    await expect(call).rejects.toMatchObject({
      name: 'ProviderError',
      kind: 'refused',
      message: expect.stringContaining('WHOP_COMPANY_ID'),
    });
    expect(server.requests).toHaveLength(0);
  });

  test.each<[string, unknown, unknown]>([
    ['no list', null, {}],
    ['an entry without an id', [{ status: 'lost' }], {}],
    ['the page it came from', [whopDispute()], { end_cursor: 'a', has_next_page: true }],
  ])('because it is %s', async (_, data, page_info) => {
    await using server = await startList(data, page_info);
    const page = { since: SINCE, cursor: 'a' };
    const call = whopAt(server.url).listCreated('dispute', page, unstopped());
    await expect(call).rejects.toMatchObject({ name: 'ProviderError', kind: 'unreadable' });
    expect(server.requests).toHaveLength(1);
  });
});
