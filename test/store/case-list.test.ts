import { describe, expect, it } from 'vitest';
import type { CaseState } from '../../src/domain/case.ts';
import { BadCursorError, type CaseFilter, type Store } from '../../src/store/store.ts';
import { aCase, idsOf, NOON } from './a-case.ts';
import { type Fixture, onEachDatabase } from './each-database.ts';

const ALL = { limit: 100 };

/** Means something to SQL wherever it is not handed over as a value. */
const SQL = [
  "'",
  '"',
  ';',
  '--',
  '/*',
  '$1',
  '?',
  '%_\\',
  "\\'",
  "x' or '1'='1",
  "x') or true --",
  "x'; delete from cases; --",
  '"; drop table case_list; --',
];

onEachDatabase((fixture) => {
  describe('order', () => orderSuite(fixture));
  describe('pages', () => pageSuite(fixture));
  describe('filters', () => filterSuite(fixture));
  describe('search', () => searchSuite(fixture));
});

function orderSuite(fixture: Fixture): void {
  it('shows waiting cases by deadline, then those without one, then the rest, newest first', async () => {
    await record(fixture.store, [
      aCase('late', { respondBy: '2026-12-09T00:00:00.000Z' }),
      aCase('old_ruled', { status: 'won' }, {}, '2026-10-01T00:00:00.000Z'),
      aCase('undated', { respondBy: null }),
      aCase('new_ruled', { status: 'lost' }, {}, '2026-11-20T00:00:00.000Z'),
      aCase('soon', { respondBy: '2026-12-02T00:00:00.000Z' }),
      aCase('past', { respondBy: '2026-10-30T00:00:00.000Z' }),
      aCase('closed', { respondBy: '2026-11-30T00:00:00.000Z' }, { open: false }),
    ]);
    expect(await listed(fixture.store, {})).toEqual([
      'past',
      'soon',
      'late',
      'undated',
      'new_ruled',
      'closed',
      'old_ruled',
    ]);
  });

  it('puts an estimate in its place among deadlines, without taking it for one', async () => {
    await record(fixture.store, [
      aCase('late', { respondBy: '2026-12-09T00:00:00.000Z' }),
      aCase('guessed', { respondBy: null, respondByEstimate: '2026-12-05T00:00:00.000Z' }),
      aCase('soon', { respondBy: '2026-12-02T00:00:00.000Z' }),
    ]);
    expect(await listed(fixture.store, {})).toEqual(['soon', 'guessed', 'late']);
    expect(await listed(fixture.store, { dueBefore: '2026-12-31T00:00:00.000Z' })).toEqual(['soon', 'late']);
  });

  it('moves a case down once it is answered', async () => {
    await record(fixture.store, [aCase('a', { respondBy: '2026-11-10T00:00:00.000Z' }), aCase('b')]);
    expect(await listed(fixture.store, {})).toEqual(['a', 'b']);
    await record(fixture.store, [aCase('a', { status: 'under_review' }, { nextSeq: 9 })]);
    expect(await listed(fixture.store, {})).toEqual(['b', 'a']);
  });
}

function pageSuite(fixture: Fixture): void {
  it('ends without a cursor exactly when nothing follows', async () => {
    await record(
      fixture.store,
      ['a', 'b', 'c', 'd'].map((id) => aCase(id)),
    );
    expect((await fixture.store.listCases({}, { limit: 4 })).cursor).toBeNull();
    expect((await fixture.store.listCases({}, { limit: 5 })).cursor).toBeNull();
    const first = await fixture.store.listCases({}, { limit: 3 });
    expect(first.cursor).not.toBeNull();
    const second = await fixture.store.listCases({}, { limit: 3, cursor: first.cursor ?? '' });
    expect([idsOf(second), second.cursor]).toEqual([['whop:d'], null]);
  });

  it('shows each case once while others are added between the pages', async () => {
    const deadlines = Array.from({ length: 9 }, (_, day) => `2026-12-0${day + 1}T00:00:00.000Z`);
    const sameMoment = ['x', 'y', 'z'].map((id) => aCase(id, { status: 'won' }));
    const present = [...deadlines.map((respondBy, day) => aCase(`day_${day}`, { respondBy })), ...sameMoment];
    await record(fixture.store, present);

    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; ; page += 1) {
      const answer = await fixture.store.listCases({}, { limit: 2, cursor });
      seen.push(...idsOf(answer));
      if (answer.cursor === null) break;
      cursor = answer.cursor;
      await record(fixture.store, [
        aCase(`urgent_${page}`, { respondBy: '2026-11-02T00:00:00.000Z' }),
        aCase(`newest_${page}`, { status: 'won' }, {}, '2026-11-20T00:00:00.000Z'),
      ]);
    }
    const wanted = present.map(({ id }) => id);
    expect(seen.filter((id) => wanted.includes(id))).toEqual(wanted);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it.each([
    ['nothing', ''],
    ['no base64', '%%%'],
    ['no JSON', Buffer.from('[1,').toString('base64url')],
    ['another shape', Buffer.from('{"a":1}').toString('base64url')],
    ['numbers of another kind', Buffer.from('[0.5,1,"whop:a"]').toString('base64url')],
    ['numbers out of range', Buffer.from('[0,1e300,"whop:a"]').toString('base64url')],
    ['a group that is none', Buffer.from('[99999,1,"whop:a"]').toString('base64url')],
    ['too little', Buffer.from('[0,1]').toString('base64url')],
  ])('refuses a cursor of %s', async (_, cursor) => {
    await expect(fixture.store.listCases({}, { limit: 1, cursor })).rejects.toThrow(BadCursorError);
  });

  it('refuses the cursor of another list', async () => {
    await record(fixture.store, [aCase('a'), aCase('b')]);
    const { cursor } = await fixture.store.listCases({}, { limit: 1 });
    await expect(fixture.store.timeline('whop:a', { limit: 1, cursor: cursor ?? '' })).rejects.toThrow(
      BadCursorError,
    );
  });

  it('does not mind a cursor whose case is gone', async () => {
    const cursor = Buffer.from(JSON.stringify([0, 0, 'whop:\u0000gone'])).toString('base64url');
    await record(fixture.store, [aCase('a')]);
    expect(idsOf(await fixture.store.listCases({}, { limit: 1, cursor }))).toEqual(['whop:a']);
  });
}

function filterSuite(fixture: Fixture): void {
  const attention = { kind: 'deadline_past', disputeId: null, reason: 'Look at it.', since: NOON } as const;

  it.each<[string, CaseFilter, string[]]>([
    ['provider', { provider: 'whop' }, ['warned', 'plain', 'undated', 'ruled', 'other_merchant']],
    ['merchant', { merchantIds: ['biz_2'] }, ['other_merchant']],
    ['payment', { paymentId: 'plain' }, ['plain']],
    ['stage', { stage: 'alert' }, ['warned']],
    ['status', { status: 'won' }, ['ruled', 'other_merchant']],
    ['reason', { reason: 'duplicate' }, ['undated']],
    ['attention', { needsAttention: true }, ['warned']],
    ['no attention', { needsAttention: false }, ['plain', 'undated', 'ruled', 'other_merchant']],
    ['deadline', { dueBefore: '2026-12-01T00:00:00.000Z' }, ['warned']],
    ['deadline a moment later', { dueBefore: '2026-12-01T00:00:00.001Z' }, ['warned', 'plain']],
    ['several at once', { status: 'won', merchantIds: ['biz_1'] }, ['ruled']],
    ['nothing that is there', { stage: 'inquiry' }, []],
  ])('finds by %s', async (_, filter, found) => {
    await record(fixture.store, [
      aCase('warned', { stage: 'alert', respondBy: '2026-11-05T00:00:00.000Z' }, { attention: [attention] }),
      aCase('plain'),
      aCase('undated', { respondBy: null, reason: 'duplicate' }),
      aCase(
        'ruled',
        { status: 'won', respondBy: '2026-11-02T00:00:00.000Z' },
        {},
        '2026-10-03T00:00:00.000Z',
      ),
      aCase('other_merchant', { status: 'won', merchantId: 'biz_2' }, {}, '2026-10-02T00:00:00.000Z'),
    ]);
    expect(await listed(fixture.store, filter)).toEqual(found);
  });

  it('keeps its filter from page to page', async () => {
    await record(fixture.store, [aCase('a'), aCase('b', { reason: 'duplicate' }), aCase('c')]);
    const first = await fixture.store.listCases({ reason: 'fraudulent' }, { limit: 1 });
    const second = await fixture.store.listCases(
      { reason: 'fraudulent' },
      { limit: 1, cursor: first.cursor ?? '' },
    );
    expect([...idsOf(first), ...idsOf(second)]).toEqual(['whop:a', 'whop:c']);
    expect(second.cursor).toBeNull();
  });
}

function searchSuite(fixture: Fixture): void {
  it.each([
    ['the case', 'WHOP:pay_A'],
    ['the payment', 'pay_a'],
    ['the dispute', 'dp_of_pay_a'],
    ["the customer's name in any case", 'ÖZLEM'],
    ["a part of the customer's mail", '@example.org'],
    ['several words in any order', 'example.org  yılmaz pay_a'],
    ['a name only the payment gave', 'holder'],
  ])('finds by %s', async (_, q) => {
    const [name, mail, holder] = await fixture.store.putTexts('whop:pay_A', [
      'Özlem Yılmaz',
      'Ozlem@Example.org',
      'Card Holder',
    ]);
    if (name === undefined || mail === undefined || holder === undefined) throw new Error('no reference');
    const state = aCase('pay_A', {}, { paymentEvidence: { customer_name: holder } });
    Object.assign(state.disputes[0]?.draft.fields ?? {}, {
      customer_name: name,
      customer_email_address: mail,
    });
    await record(fixture.store, [state, aCase('pay_b')]);
    expect(await listed(fixture.store, { q })).toEqual(['pay_A']);
  });

  it.each(['%', '_____', '\\', 'pay%a', 'pay\\_a', 'no such word', 'pay_a pay_b', ...SQL])(
    'takes %j by the letter',
    async (q) => {
      await record(fixture.store, [aCase('pay-a'), aCase('pay-b')]);
      for (const filter of filtersBy(q)) expect(await listed(fixture.store, filter)).toEqual([]);
      expect(await rowsOf(fixture)).toEqual([2, 2, 2]);
    },
  );

  it.each(SQL)('keeps %j as it was written', async (id) => {
    await record(fixture.store, [aCase('pay-a'), aCase(id, { merchantId: id })]);
    for (const filter of filtersBy(id)) expect(await listed(fixture.store, filter)).toEqual([id]);
    expect(await rowsOf(fixture)).toEqual([2, 2, 2]);
  });

  it('finds wildcards that are really there', async () => {
    await record(fixture.store, [aCase('100%_off\\'), aCase('100xxoff')]);
    expect(await listed(fixture.store, { q: '100%_OFF\\' })).toEqual(['100%_off\\']);
  });

  it('finds everything by nothing but spaces, and nothing by a NUL', async () => {
    await record(fixture.store, [aCase('pay_a')]);
    expect(await listed(fixture.store, { q: ' \t ' })).toEqual(['pay_a']);
    expect(await listed(fixture.store, { q: '\u0000' })).toEqual([]);
  });

  it('tells cases of one customer by a name or mail that is the same but for its case, however long', async () => {
    const long = 'Özlem '.repeat(3_000);
    for (const [id, words] of [
      ['pay_a', 'Ozlem@Example.org'],
      ['pay_b', long],
      ['pay_c', 'ozlem@example.org.uk'],
    ] as const) {
      const [ref] = await fixture.store.putTexts(`whop:${id}`, [words]);
      await record(fixture.store, [
        aCase(id, {}, { paymentEvidence: { ...(ref && { customer_name: ref }) } }),
      ]);
    }
    expect(await listed(fixture.store, { customers: ['ozlem@example.ORG'] })).toEqual(['pay_a']);
    expect(await listed(fixture.store, { customers: ['nobody', long.toUpperCase()] })).toEqual(['pay_b']);
    expect(await listed(fixture.store, { customers: [] })).toEqual([]);
  });

  it('finds a customer by the name a person has corrected', async () => {
    const state = aCase('pay_a');
    await record(fixture.store, [state]);
    expect(await listed(fixture.store, { q: 'corrected' })).toEqual([]);
    const [ref] = await fixture.store.putTexts(state.id, ['Corrected Name']);
    Object.assign(state.disputes[0]?.draft.fields ?? {}, { customer_name: ref });
    await record(fixture.store, [{ ...state, nextSeq: state.nextSeq + 1 }]);
    expect(await listed(fixture.store, { q: 'corrected' })).toEqual(['pay_a']);
  });
}

async function record(store: Store, states: readonly CaseState[]): Promise<void> {
  for (const state of states) await store.recordCase(state, []);
}

/** Payment ids of the cases a filter finds, in order. */
async function listed(store: Store, filter: CaseFilter): Promise<string[]> {
  return idsOf(await store.listCases(filter, ALL)).map((id) => id.replace('whop:', ''));
}

/** Every way a list takes words of a caller's own. */
function filtersBy(text: string): readonly CaseFilter[] {
  return [{ q: text }, { paymentId: text }, { merchantIds: [text] }];
}

/** How many rows there are of cases, of lines in the list, and of disputes in it. */
async function rowsOf({ database }: Fixture): Promise<readonly number[]> {
  const tables = ['cases', 'case_list', 'dispute_list'];
  return Promise.all(tables.map(async (table) => (await database.query(`select 1 from ${table}`)).length));
}
