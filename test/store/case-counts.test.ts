import { expect, it } from 'vitest';
import { aCase } from './a-case.ts';
import { onEachDatabase } from './each-database.ts';

onEachDatabase((fixture) => {
  it('counts cases by tab, and those that are due within a day or overdue, of the merchants asked for', async () => {
    const { store } = fixture;
    const now = '2026-11-20T00:00:00.000Z';
    for (const state of [
      aCase('overdue', { respondBy: '2026-11-19T23:59:59.999Z' }),
      aCase('soon', { respondBy: '2026-11-20T12:00:00.000Z' }),
      aCase('later', { respondBy: '2026-11-21T00:00:00.000Z' }),
      aCase('undated', { respondBy: null }),
      aCase('foreign', { respondBy: '2026-11-20T12:00:00.000Z' }, { merchantId: 'biz_2' }),
      aCase('answered', { status: 'under_review' }),
      aCase('over', {}, { open: false }),
    ])
      await store.recordCase(state, []);
    const counts = await store.countCases({ now });
    expect(counts).toEqual({
      tabs: { inbox: 5, bank: 1, won: 0, lost: 0, closed: 1 },
      dueWithinDay: 2,
      overdue: 1,
    });
    expect(await store.countCases({ now, merchantIds: ['biz_2'] })).toMatchObject({
      tabs: { inbox: 1, bank: 0 },
      dueWithinDay: 1,
      overdue: 0,
    });
    expect(await store.countCases({ now, merchantIds: [] })).toMatchObject({ tabs: { inbox: 0 } });
  });
});
