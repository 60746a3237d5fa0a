import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, plus } from '../../src/domain/instant.ts';
import type { Refund } from '../../src/domain/refund.ts';
import { aCase, NOON } from './a-case.ts';
import { aRefund } from './a-refund.ts';
import { type Fixture, onEachDatabase } from './each-database.ts';

onEachDatabase((fixture) => {
  describe('what is counted for metrics', () => vitalSuite(fixture));
});

const UNKNOWN: Refund['attention'] = {
  reason: 'Who knows.',
  since: NOON,
  settleable: true,
  before: null,
  after: null,
};

const due = (span: number) => ({ respondBy: plus(NOON, span) });

function vitalSuite(fixture: Fixture): void {
  it('is cases by where they stand, deadlines by how near they are, refunds, and what asks for a person', async () => {
    const { store } = fixture;
    const asking = [
      { kind: 'provider_refused', disputeId: null, reason: 'No.', since: plus(NOON, HOUR) },
      { kind: 'provider_refused', disputeId: null, reason: 'No.', since: plus(NOON, MINUTE) },
    ] as const;
    for (const state of [
      aCase('late', due(-HOUR)),
      aCase('soon', due(23 * HOUR)),
      aCase('later', due(2 * DAY)),
      aCase('stuck', due(30 * DAY), { attention: [...asking] }),
      aCase('over', due(DAY), { open: false }),
    ])
      await store.recordCase(state, []);
    await store.recordRefund(aRefund('a', { status: 'succeeded' }));
    await store.recordRefund(aRefund('b', { status: 'needs_attention', attention: UNKNOWN }, 'pay_2'));

    const { cases, deadlines, attention, refunds, disputes } = await store.vitals.count(NOON);
    const whop = { provider: 'whop' };
    expect(cases).toHaveLength(2);
    expect(cases).toEqual(
      expect.arrayContaining([
        { ...whop, status: 'needs_response', open: true, count: 4 },
        { ...whop, status: 'needs_response', open: false, count: 1 },
      ]),
    );
    expect(deadlines).toEqual([
      { ...whop, decided: false, unanswered: 4, overdue: 1, withinDay: 1, withinThreeDays: 2 },
    ]);
    expect(attention).toEqual([
      { ...whop, what: 'case', count: 1, since: plus(NOON, MINUTE) },
      { ...whop, what: 'refund', count: 1, since: NOON },
    ]);
    expect(refunds).toEqual(
      expect.arrayContaining([
        { ...whop, status: 'succeeded', count: 1 },
        { ...whop, status: 'needs_attention', count: 1 },
      ]),
    );
    expect(disputes).toEqual([{ ...whop, answered: false, ruling: null, count: 5 }]);
  });

  it('is how long the closed case that is to be erased waits, and not the open one', async () => {
    const { store } = fixture;
    const since = async () => (await store.vitals.count(NOON)).erasureDueSince;
    const by = { type: 'person', id: 'ann', via: 'api' } as const;
    await store.recordCase(aCase('one'), []);
    await store.erasures.ask({ customer: 'one', cases: 1, by, now: NOON });
    expect(await since()).toBeNull();
    const closedAt = plus(NOON, DAY);
    await store.recordCase(aCase('one', {}, { open: false, nextSeq: 9, updatedAt: closedAt }), []);
    expect(await since()).toBe(closedAt);
    await store.erasures.eraseNext(plus(NOON, DAY));
    expect(await since()).toBeNull();
  });
}
