import { beforeEach, expect, it } from 'vitest';
import { CaseFile } from '../../src/domain/case-file.ts';
import type { Actor, CaseState, Dispute } from '../../src/domain/case.ts';
import { withoutPerson } from '../../src/domain/erasure.ts';
import { DAY, plus } from '../../src/domain/instant.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { takeUnwritten } from '../../src/domain/records.ts';
import type { Store } from '../../src/store/store.ts';
import { OtherCasesError } from '../../src/store/erasure.ts';
import { CAPABILITIES } from '../setup/capabilities.ts';
import { aCase, NOON } from './a-case.ts';
import { aRefund } from './a-refund.ts';
import { type Customer, keepCustomer } from './a-customer.ts';
import { onEachDatabase } from './each-database.ts';
import { everythingKept, wordsIn } from './everything-kept.ts';

const ANN: Actor = { type: 'person', id: 'ann', via: 'api' };
const LATER = plus(NOON, DAY);

onEachDatabase((fixture) => {
  let zelda: Customer;
  let other: Customer;

  beforeEach(async () => {
    zelda = await keepCustomer(fixture.store, 'zelda');
    other = await keepCustomer(fixture.store, 'quincy');
  });

  it('leaves nothing of a customer in any column of any table, and everything of all others', async () => {
    const { store, database } = fixture;
    expect(wordsIn(await everythingKept(database), zelda.words)).toEqual(zelda.words);
    const ledger = await ledgerOf(store, zelda);

    expect(await store.erasures.find(' ZELDA@mail.test')).toEqual({
      cases: [{ caseId: zelda.caseId, state: 'closed', texts: 4, files: 1 }],
      mentions: [],
    });
    await eraseAll(store, zelda.mail, 1);

    const kept = await everythingKept(database);
    expect(wordsIn(kept, [...zelda.words, zelda.mail, 'Meier'])).toEqual(['Meier']);
    expect(wordsIn(kept, other.words)).toEqual(other.words);
    expect(await ledgerOf(store, zelda)).toEqual(ledger);
    expect((await store.listCases({ q: 'zelda@' }, { limit: 9 })).data).toEqual([]);
    expect(await store.erasures.find(zelda.mail)).toEqual({ cases: [], mentions: [] });
  });

  it('tells in the time line who had it erased, when, and how much of it, and keeps who asked for ever', async () => {
    await eraseAll(fixture.store, zelda.mail, 1);
    const { data } = await fixture.store.timeline(zelda.caseId, { limit: 9 });
    expect(data.map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'event_received'],
      [2, 'decided'],
      [3, 'evidence_edited'],
      [-1, 'erased'],
    ]);
    expect(data[1]?.data).toEqual({ decision: 'challenge', note: null });
    expect(data[3]).toMatchObject({
      at: LATER,
      actor: ANN,
      data: { why: 'request', asked_at: LATER, texts: 4, files: 1, entries: 2, refunds: 1 },
    });
    const [kept] = (await fixture.store.erasures.list({ limit: 9 })).data;
    expect(kept).toMatchObject({ askedBy: ANN, askedAt: LATER, erased: [zelda.caseId], waiting: [] });
    expect(kept?.customerHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('erases nobody when the customer has other cases than were agreed to', async () => {
    const asked = fixture.store.erasures.ask({ customer: zelda.mail, cases: 2, by: ANN, now: LATER });
    await expect(asked).rejects.toThrow(OtherCasesError);
    expect(await fixture.store.erasures.eraseNext(LATER)).toBeNull();
  });

  it('keeps an open case as the answer to a claim, and erases it once it closes', async () => {
    const { store, database } = fixture;
    const opened = await keepCustomer(store, 'opal', { open: true });
    expect((await store.erasures.find(opened.caseId)).cases).toMatchObject([{ state: 'open' }]);
    await eraseAll(store, opened.caseId, 1);
    expect(wordsIn(await everythingKept(database), opened.words)).toEqual(opened.words);
    expect((await store.erasures.list({ limit: 1 })).data).toMatchObject([{ waiting: [opened.caseId] }]);

    const state = await loaded(store, opened.caseId);
    await store.recordCase({ ...state, open: false, nextSeq: 9, updatedAt: LATER }, []);
    expect(await store.erasures.eraseNext(LATER)).toBe(opened.caseId);
    expect(wordsIn(await everythingKept(database), opened.words)).toEqual([]);
  });

  it('what was marked is erased by whoever comes next, and a second time changes nothing', async () => {
    const { store, database } = fixture;
    await store.erasures.ask({ customer: zelda.mail, cases: 1, by: ANN, now: LATER });
    expect(await store.erasures.eraseNext(LATER)).toBe(zelda.caseId);
    const before = await everythingKept(database);
    expect(await store.erasures.eraseNext(plus(LATER, DAY))).toBeNull();
    expect(await everythingKept(database)).toBe(before);
    expect((await store.erasures.find(zelda.caseId)).cases).toMatchObject([{ state: 'erased' }]);
  });

  it('a late run that still knew the customer does not bring them back', async () => {
    const { store, database } = fixture;
    const stale = await loaded(store, zelda.caseId);
    const refund = await store.loadRefund('whop:pay_zelda:key-z');
    const [, decided] = (await store.timeline(zelda.caseId, { limit: 9 })).data;
    await eraseAll(store, zelda.mail, 1);

    const file = new CaseFile(stale, BUILT_IN_POLICY, CAPABILITIES.whop);
    file.note(LATER, 'decided', ANN, 'Decided.', { dispute: stale.disputes[0], data: decided?.data ?? {} });
    const unwritten = await store.recordCase(file.state, file.unrecorded);
    expect(unwritten).toEqual({ why: 'erased', at: LATER });
    if (unwritten !== null) takeUnwritten(file, unwritten, LATER);
    expect(await store.recordCase(file.state, file.unrecorded)).toBeNull();
    if (refund !== null) await store.recordRefund({ ...refund, updatedAt: LATER });
    const events = (await store.timeline(zelda.caseId, { limit: 9 })).data.map(({ seq }) => seq);

    expect(wordsIn(await everythingKept(database), zelda.words)).toEqual([]);
    expect(
      wordsIn(JSON.stringify(file.state), zelda.words),
      'the run refers to nothing that is gone',
    ).toEqual([]);
    expect(events).toContain(4);
  });

  it('an erased dispute that comes alive again is answered with new evidence, and erased again at the end', async () => {
    const { store } = fixture;
    await eraseAll(store, zelda.mail, 1);
    const state = await loaded(store, zelda.caseId);
    const [closed] = state.disputes;
    const [text] = await store.putTexts(zelda.caseId, ['a new answer']);
    if (closed === undefined || text === undefined) throw new Error('there is a dispute and a text');
    const draft = { ...closed.draft, fields: { notes: text } };
    const dispute: Dispute = { ...closed, status: 'needs_response', ruling: null, draft };
    const alive = { ...state, open: true, disputes: [dispute], nextSeq: 9, updatedAt: LATER };
    expect(await store.recordCase(alive, [])).toBeNull();
    expect((await loaded(store, zelda.caseId)).disputes[0]?.draft.fields).toEqual({ notes: text });
    expect(await store.erasures.disputesOf(zelda.caseId)).toEqual(new Set());

    const over = { ...alive, open: false, disputes: [{ ...dispute, ruling: closed.ruling }], nextSeq: 10 };
    expect(await store.recordCase(over, [])).toBeNull();
    expect(await store.erasures.eraseNext(plus(LATER, DAY))).toBe(zelda.caseId);
    expect((await loaded(store, zelda.caseId)).disputes[0]?.draft.fields).toEqual({});
  });

  it('a new dispute is a new claim: its evidence is kept until the case closes again', async () => {
    const { store, database } = fixture;
    await eraseAll(store, zelda.mail, 1);
    expect(await store.erasures.disputesOf(zelda.caseId)).toEqual(new Set(['dp_of_pay_zelda']));
    const [text] = await store.putTexts(zelda.caseId, ['zelda again']);
    const state = await loaded(store, zelda.caseId);
    const [fresh] = aCase('pay_new').disputes;
    if (fresh === undefined || text === undefined) throw new Error('there is a dispute and a text');
    const disputes = [...state.disputes, { ...fresh, draft: { ...fresh.draft, fields: { notes: text } } }];
    await store.recordCase({ ...state, disputes, open: true, nextSeq: 9, updatedAt: LATER }, []);

    expect(await store.erasures.eraseNext(LATER)).toBeNull();
    expect((await loaded(store, zelda.caseId)).disputes[1]?.draft.fields).toEqual({ notes: text });
    await store.recordCase({ ...(await loaded(store, zelda.caseId)), open: false, nextSeq: 10 }, []);
    expect(await store.erasures.eraseNext(plus(LATER, DAY))).toBe(zelda.caseId);
    expect(wordsIn(await everythingKept(database), ['zelda again', text.sha256])).toEqual([]);
  });

  it('what reaches an erased case later can be erased again, by whoever asks and when its time is over', async () => {
    const { store, database } = fixture;
    await eraseAll(store, zelda.mail, 1);
    expect((await store.erasures.find(zelda.caseId)).cases).toMatchObject([{ state: 'erased' }]);
    const about = {
      reason: 'Zelda Meier rang again',
      createdAt: plus(LATER, DAY),
      updatedAt: plus(LATER, DAY),
    };
    await store.recordRefund(aRefund('key-late', about, 'pay_zelda'));
    expect((await store.erasures.find(zelda.caseId)).cases).toMatchObject([{ state: 'closed' }]);
    await eraseAll(store, zelda.caseId, 1, plus(LATER, 2 * DAY));
    expect(wordsIn(await everythingKept(database), [about.reason])).toEqual([]);
    expect((await store.erasures.find(zelda.caseId)).cases).toMatchObject([{ state: 'erased' }]);

    await store.putTexts(zelda.caseId, ['zelda by a late run']);
    const times = BUILT_IN_POLICY.retention;
    const over = plus(LATER, 2 * DAY + times.evidence);
    // The other customer's time is over before.
    expect(await store.retention.tidy(times, over)).toMatchObject({ cases: 1 });
    expect(await store.retention.tidy(times, plus(over, DAY))).toMatchObject({ cases: 1 });
    while ((await store.erasures.eraseNext(plus(over, DAY))) !== null);
    expect(wordsIn(await everythingKept(database), ['zelda by a late run'])).toEqual([]);
    expect(await store.retention.tidy(times, plus(over, 2 * DAY))).toMatchObject({ cases: 0 });
    const why = (await store.timeline(zelda.caseId, { limit: 20 })).data.map(({ data }) => data['why']);
    expect(why.filter(Boolean)).toEqual(['request', 'request', 'retention']);
    expect((await store.erasures.list({ limit: 1 })).data).toMatchObject([{ erased: [zelda.caseId] }]);
  });

  it('a new dispute that was over before the case was written down is erased too', async () => {
    const { store } = fixture;
    await eraseAll(store, zelda.mail, 1);
    const state = await loaded(store, zelda.caseId);
    const disputes = [...state.disputes, ...aCase('pay_new').disputes];
    await store.recordCase({ ...state, disputes, nextSeq: 9, updatedAt: LATER }, []);
    expect(await store.erasures.eraseNext(LATER)).toBe(zelda.caseId);
    expect(await store.erasures.eraseNext(LATER)).toBeNull();
  });

  it('takes in what a case holds that was handed over, and shows where else the words stand', async () => {
    const { store, database } = fixture;
    const early = await keepCustomer(store, 'dispute.dp_9', { movedTo: zelda.caseId });
    await store.putTexts(other.caseId, [`Not the same as ${zelda.mail}.`]);
    expect(await store.erasures.find(zelda.mail)).toMatchObject({
      cases: [{ caseId: zelda.caseId }],
      mentions: [other.caseId],
    });
    await eraseAll(store, 'pay_zelda', 1);
    // Its refund is of a payment of its own.
    const own = early.words.filter((word) => !word.endsWith('asked for it'));
    expect(wordsIn(await everythingKept(database), own)).toEqual([]);
    expect(wordsIn(await everythingKept(database), other.words)).toEqual(other.words);
  });

  it('the time line takes no change but the loss of words, and that only from an erasure', async () => {
    const change = "update timeline set data = '{}' where seq = 1";
    const refused = 'P0001';
    await expect(fixture.database.query(change)).rejects.toThrow(refused);
    const erasing = (statement: string) =>
      fixture.database.transaction(async (tx) => {
        await tx.query("select set_config('recourse.erasing', 'on', true)");
        await tx.query(statement);
      });
    await expect(erasing("update timeline set kind = 'other'")).rejects.toThrow(refused);
    await expect(erasing('delete from timeline')).rejects.toThrow(refused);
    await expect(erasing(change)).resolves.toBeUndefined();
    await expect(fixture.database.query(change)).rejects.toThrow(refused);
  });

  it('throws away what was kept long enough, and keeps what may still be needed', async () => {
    const { store, database } = fixture;
    await store.recordCase(aCase('pay_open'), []);
    const news = (id: string, caseId: string) =>
      database.query(
        `insert into posts (news_id, subscriber, event, case_id, news, state, attempts, next_at, created_at)
         values ($1, 'books', 'dispute.ruled', $2, '{}', $3, 1, $4, $4)`,
        [id, caseId, id === 'waits' ? 'waiting' : 'delivered', NOON],
      );
    await news('old', zelda.caseId);
    await news('waits', zelda.caseId);
    await news('of an open case', 'whop:pay_open');

    const times = BUILT_IN_POLICY.retention;
    expect(await store.retention.tidy(times, plus(NOON, 364 * DAY))).toMatchObject({ cases: 0, news: 0 });
    expect(await store.retention.tidy(times, plus(NOON, 366 * DAY))).toMatchObject({ cases: 0, news: 1 });
    expect(await store.retention.tidy(times, plus(NOON, 731 * DAY))).toMatchObject({ cases: 2, news: 0 });
    expect(await store.erasures.eraseNext(plus(NOON, 731 * DAY))).toBe(other.caseId);
    expect(await store.retention.tidy(times, plus(NOON, 732 * DAY))).toMatchObject({ cases: 0 });
    const { data } = await store.timeline(other.caseId, { limit: 9 });
    expect(data.at(-1)).toMatchObject({
      kind: 'erased',
      actor: { type: 'policy' },
      data: { why: 'retention' },
    });
  });
});

/** Asks for it, and erases whatever can be erased now. */
async function eraseAll(store: Store, customer: string, cases: number, now = LATER): Promise<void> {
  const id = await store.erasures.ask({ customer, cases, by: ANN, now });
  while ((await store.erasures.eraseNext(now, id)) !== null);
}

async function loaded(store: Store, caseId: string): Promise<CaseState> {
  const state = await store.loadCase(caseId);
  if (state === null) throw new Error('the case is there');
  return state;
}

/** What has to stay: the case but for its customer, its refunds with their keys, and everything that was decided and ruled. */
async function ledgerOf(store: Store, { caseId }: Customer) {
  const state = await loaded(store, caseId);
  const ids = new Set(state.disputes.map(({ id }) => id));
  const { data: refunds } = await store.listRefunds({ paymentId: state.paymentId ?? '' }, { limit: 9 });
  const again = await Promise.all(refunds.map((refund) => store.reserveRefund(refund, 'another')));
  return {
    state: withoutPerson(state, ids, NOON),
    refunds: refunds.map((refund) => ({ ...refund, reason: null })),
    hashes: again.map(({ requestHash }) => requestHash),
  };
}
