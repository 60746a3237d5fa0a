import { expect, it } from 'vitest';
import { aCase, anEntry, idsOf, NOON } from './a-case.ts';
import { onEachDatabase } from './each-database.ts';

const ALL = { limit: 100 };

onEachDatabase((fixture) => {
  it('gives a case back as it was recorded', async () => {
    const state = aCase('pay_1');
    await fixture.store.recordCase(state, []);
    expect(await fixture.store.loadCase(state.id)).toStrictEqual(JSON.parse(JSON.stringify(state)));
  });

  it('knows no case that was never recorded', async () => {
    expect(await fixture.store.loadCase('whop:pay_none')).toBeNull();
  });

  it('changes nothing when the same record is written again', async () => {
    const state = aCase('pay_1', {}, { nextSeq: 3 });
    const entries = [anEntry(1), anEntry(2)];
    await fixture.store.recordCase(state, entries);
    await fixture.store.recordCase(state, entries);
    expect(await fixture.store.loadCase(state.id)).toEqual(state);
    expect((await fixture.store.timeline(state.id, ALL)).data).toEqual(entries);
    expect(idsOf(await fixture.store.listCases({}, ALL))).toEqual([state.id]);
  });

  it('never lets an older state replace a newer one, and answers with what it does not know', async () => {
    const newer = aCase('pay_1', { status: 'under_review' }, { nextSeq: 7 });
    const older = aCase('pay_1', { status: 'needs_response' }, { nextSeq: 6 });
    await fixture.store.recordCase(newer, [anEntry(6)]);
    const answer = await fixture.store.recordCase(older, [anEntry(5)]);
    expect(answer).toEqual({ why: 'behind', state: newer, told: [anEntry(6)] });
    expect(await fixture.store.loadCase(newer.id)).toEqual(newer);
    expect(idsOf(await fixture.store.listCases({ status: 'under_review' }, ALL))).toEqual([newer.id]);
    const { data } = await fixture.store.timeline(newer.id, ALL);
    expect(data.map(({ seq }) => seq)).toEqual([6]);
  });

  it('takes no state that has another entry in the place of a known one, however new it is', async () => {
    const known = aCase('pay_1', {}, { nextSeq: 3 });
    const decided = anEntry(2, { kind: 'decided' });
    await fixture.store.recordCase(known, [decided]);
    const stale = { ...known, merchantId: 'biz_stale', nextSeq: 4, updatedAt: '2026-11-02T12:00:00.000Z' };
    const answer = await fixture.store.recordCase(stale, [anEntry(2), anEntry(3)]);
    expect(answer).toEqual({ why: 'behind', state: known, told: [decided] });
    expect(await fixture.store.loadCase(known.id)).toEqual(known);
    expect((await fixture.store.timeline(known.id, ALL)).data).toEqual([decided]);
  });

  it('takes what a worker writes again after it was lost, at another moment', async () => {
    const at = '2026-11-01T12:00:20.000Z';
    const first = aCase('pay_1', {}, { nextSeq: 2 });
    const again = { ...first, nextSeq: 3, updatedAt: at };
    await fixture.store.recordCase(first, [anEntry(1)]);
    expect(await fixture.store.recordCase(again, [anEntry(1, { at }), anEntry(2, { at })])).toBeNull();
    expect(await fixture.store.loadCase(first.id)).toEqual(again);
  });

  it('takes a change that wrote no entry, but not a late repetition of what stood before it', async () => {
    const before = aCase('pay_1', {}, { nextSeq: 3, merchantId: 'biz_before' });
    const after = { ...before, merchantId: 'biz_after', updatedAt: '2026-11-01T12:00:00.001Z' };
    await fixture.store.recordCase(before, []);
    await fixture.store.recordCase(after, []);
    await fixture.store.recordCase(before, []);
    expect(await fixture.store.loadCase(before.id)).toEqual(after);
  });

  it('leaves an entry alone that is there already', async () => {
    const state = aCase('pay_1');
    await fixture.store.recordCase(state, [anEntry(1, { summary: 'first' })]);
    await fixture.store.recordCase(state, [anEntry(1, { summary: 'second' })]);
    expect((await fixture.store.timeline(state.id, ALL)).data).toEqual([anEntry(1, { summary: 'first' })]);
  });

  it('writes snapshot and entries together or not at all', async () => {
    const unwritable = anEntry(1, { at: 'no moment at all' });
    await expect(fixture.store.recordCase(aCase('pay_1'), [unwritable])).rejects.toThrow(
      'refused a statement',
    );
    expect(await fixture.store.loadCase('whop:pay_1')).toBeNull();
    expect(idsOf(await fixture.store.listCases({}, ALL))).toEqual([]);
  });

  it('records whatever characters a provider sends', async () => {
    const strange = 'nul \u0000, half a pair \ud800, emoji 🧾, quote \' " \\ % _';
    const state = aCase('pay_1', { providerReason: strange, reason: 'other' }, { merchantId: strange });
    const entry = anEntry(1, { data: { said: strange } });
    await fixture.store.recordCase(state, [entry]);
    expect(await fixture.store.loadCase(state.id)).toEqual(state);
    expect((await fixture.store.timeline(state.id, ALL)).data).toEqual([entry]);
    expect(idsOf(await fixture.store.listCases({ merchantIds: [strange] }, ALL))).toEqual([state.id]);
    expect(await fixture.store.loadCase('whop:pay_\u0000')).toBeNull();
  });

  it('records deadlines and ids beyond what the database could index', async () => {
    const long = 'm'.repeat(10_000);
    const state = aCase('pay_1', { respondBy: '+275760-09-13T00:00:00.000Z' }, { merchantId: long });
    await fixture.store.recordCase(state, []);
    expect(await fixture.store.loadCase(state.id)).toEqual(state);
    expect(idsOf(await fixture.store.listCases({ merchantIds: [long] }, ALL))).toEqual([state.id]);
  });

  it('takes records of many cases at once', async () => {
    const states = Array.from({ length: 20 }, (_, index) => aCase(`pay_${index}`));
    await Promise.all(states.map((state) => fixture.store.recordCase(state, [anEntry(1)])));
    expect((await fixture.store.listCases({}, ALL)).data).toHaveLength(20);
  });

  it('ends at the newest snapshot when those of one case arrive all at once', async () => {
    const snapshots = Array.from({ length: 10 }, (_, index) => aCase('pay_1', {}, { nextSeq: index + 1 }));
    await Promise.all(snapshots.toReversed().map((state) => fixture.store.recordCase(state, [anEntry(1)])));
    expect(await fixture.store.loadCase('whop:pay_1')).toEqual(snapshots.at(-1));
  });

  it('lists a case no more once it was handed over, and still loads it', async () => {
    const state = aCase('dispute.dp_1');
    await fixture.store.recordCase(state, []);
    const moved = {
      ...state,
      movedTo: 'whop:pay_1',
      open: false,
      nextSeq: state.nextSeq + 1,
      updatedAt: NOON,
    };
    await fixture.store.recordCase(moved, []);
    expect(idsOf(await fixture.store.listCases({}, ALL))).toEqual([]);
    expect(await fixture.store.loadCase(state.id)).toEqual(moved);
  });
});
