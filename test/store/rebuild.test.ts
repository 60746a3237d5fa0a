import { expect, it } from 'vitest';
import { BadCursorError, type Store } from '../../src/store/store.ts';
import { aCase, idsOf, NOON } from './a-case.ts';
import { onEachDatabase } from './each-database.ts';

const ALL = { limit: 500 };

onEachDatabase((fixture) => {
  it('puts a list that was lost or spoilt back as it was', async () => {
    const [name] = await fixture.store.putTexts('whop:pay_1', ['Özlem Yılmaz']);
    const state = aCase('pay_1', {}, { paymentEvidence: name === undefined ? {} : { customer_name: name } });
    const others = Array.from({ length: 250 }, (_, index) => aCase(`pay_of_${index}`));
    for (const one of [state, ...others]) await fixture.store.recordCase(one, []);
    const before = await fixture.store.listCases({}, ALL);

    await fixture.database.query("update case_list set status = 'spoilt', search = ''");
    await fixture.database.query("delete from case_list where id <= 'whop:pay_of_2'");
    expect(await rebuild(fixture.store)).toEqual([100, 100, 51]);

    expect(await fixture.store.listCases({}, ALL)).toEqual(before);
    expect(idsOf(await fixture.store.listCases({ q: 'yılmaz' }, ALL))).toEqual(['whop:pay_1']);
  });

  it('makes the whole read model anew, row by row, when all of it is lost', async () => {
    const cases = Array.from({ length: 120 }, (_, index) => aCase(`pay_${index}`));
    for (const one of cases) await fixture.store.recordCase(one, []);
    const rows = async () => [
      await fixture.database.query('select * from case_list order by id'),
      await fixture.database.query('select * from dispute_list order by case_id, dispute_id'),
      await fixture.store.countCases({ now: NOON }),
    ];
    const before = await rows();
    await fixture.database.query('truncate case_list, dispute_list');
    expect(await rows()).not.toEqual(before);
    await rebuild(fixture.store);
    expect(await rows()).toEqual(before);
  });

  it('takes a case off the list that was handed over', async () => {
    const state = aCase('dispute.dp_1');
    await fixture.store.recordCase({ ...state, movedTo: 'whop:pay_1' }, []);
    await fixture.store.recordCase(aCase('pay_1'), []);
    await fixture.database.query(
      `insert into case_list (id, provider, stage, status, needs_attention, open, created_at, updated_at, list_group, list_rank, search)
       values ($1, 'whop', 'chargeback', 'needs_response', false, true, $2, $2, 0, 0, '')`,
      [state.id, NOON],
    );
    expect(await rebuild(fixture.store)).toEqual([2]);
    expect(idsOf(await fixture.store.listCases({}, ALL))).toEqual(['whop:pay_1']);
  });

  it('has nothing to do where there is no case', async () => {
    expect(await rebuild(fixture.store)).toEqual([0]);
  });

  it('ends exactly at the last case', async () => {
    for (let index = 0; index < 100; index += 1) await fixture.store.recordCase(aCase(`pay_${index}`), []);
    expect(await rebuild(fixture.store)).toEqual([100, 0]);
  });

  it('refuses a cursor that is none of its own', async () => {
    await expect(fixture.store.rebuildReadModel('nonsense')).rejects.toThrow(BadCursorError);
  });

  it('beside cases that go on, and beside another rebuild, shows all of them at their newest', async () => {
    const states = Array.from({ length: 120 }, (_, index) => aCase(`pay_${index}`));
    for (const state of states) await fixture.store.recordCase(state, []);
    const answered = states.map((state) =>
      aCase(state.paymentId ?? '', { status: 'under_review' }, { nextSeq: 9 }),
    );
    const opened = Array.from({ length: 20 }, (_, index) => aCase(`new_${index}`));
    let shown = Number.POSITIVE_INFINITY;
    await Promise.all([
      rebuild(fixture.store),
      rebuild(fixture.store),
      ...[...answered, ...opened].map((state) => fixture.store.recordCase(state, [])),
      fixture.store.listCases({}, ALL).then(({ data }) => (shown = data.length)),
    ]);
    expect(shown).toBeGreaterThanOrEqual(120);
    expect((await fixture.store.listCases({ status: 'under_review' }, ALL)).data).toHaveLength(120);
    expect((await fixture.store.listCases({ status: 'needs_response' }, ALL)).data).toHaveLength(20);
  });
});

/** Rebuilds to the end; answers with how many cases each step wrote. */
async function rebuild(store: Store): Promise<number[]> {
  const steps: number[] = [];
  for (let from: string | undefined; ;) {
    const { cases, cursor } = await store.rebuildReadModel(from);
    steps.push(cases);
    if (cursor === null) return steps;
    from = cursor;
  }
}
