import { describe, expect, it } from 'vitest';
import type { CaseState, Dispute } from '../../src/domain/case.ts';
import { DAY, HOUR, instant, millis } from '../../src/domain/instant.ts';
import { aCase, NOON } from './a-case.ts';
import { type Fixture, onEachDatabase } from './each-database.ts';

const YEAR = { from: '2026-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' };

onEachDatabase((fixture) => {
  describe('what is at stake and due', () => stakeSuite(fixture));
  describe('rulings', () => rulingSuite(fixture));
  describe('answers and alerts', () => answerSuite(fixture));
});

function stakeSuite(fixture: Fixture): void {
  it('is summed to the last digit, each currency by itself, a case of two disputes once', async () => {
    const [first, second] = [aCase('a', usd('0.10')), aCase('b', usd('0.20'))];
    const moreOfA = aCase('a', { ...usd('90071992547409.93'), id: 'dp_other' }).disputes;
    await record(fixture, [
      { ...first, disputes: [...first.disputes, ...moreOfA] },
      second,
      aCase('c', { amount: { amount: '5000', currency: 'jpy' } }),
      aCase('d', { amount: { amount: '1.234', currency: 'kwd' }, status: 'under_review' }),
      aCase('e', { amount: null }),
      aCase('f', { status: 'lost' }),
    ]);
    expect(await fixture.store.insights.atStake({})).toEqual([
      { currency: 'jpy', amount: '5000', cases: 1 },
      { currency: 'kwd', amount: '1.234', cases: 1 },
      { currency: 'usd', amount: '90071992547410.23', cases: 2 },
    ]);
  });

  it('is due on days in UTC, until before the end of the period', async () => {
    const [noon, late, next] = [
      '2026-12-01T12:00:00.000Z',
      '2026-12-01T23:59:59.000Z',
      '2026-12-02T00:00:00.000Z',
    ];
    await record(fixture, [
      aCase('a', { respondBy: noon }),
      aCase('b', { respondBy: late }),
      aCase('c', { respondBy: next, amount: { amount: '700', currency: 'jpy' } }),
      aCase('d', { respondBy: null }),
      aCase('e', { respondBy: noon, status: 'under_review' }),
    ]);
    const { insights } = fixture.store;
    expect(await insights.due({}, { from: noon, to: '2026-12-03T00:00:00.000Z' })).toEqual([
      { date: '2026-12-01', currency: 'usd', amount: '98.00', cases: 2 },
      { date: '2026-12-02', currency: 'jpy', amount: '700', cases: 1 },
    ]);
    expect(await insights.due({}, { from: noon, to: late })).toMatchObject([{ cases: 1 }]);
  });

  it('forgets nothing and counts nothing twice when a case is written down again, handed over or made anew', async () => {
    await record(fixture, [aCase('a'), aCase('a', usd('10.00'), { nextSeq: 9 }), aCase('dispute.dp_1')]);
    await record(fixture, [{ ...aCase('dispute.dp_1', {}, { nextSeq: 9 }), movedTo: 'whop:pay_1' }]);
    const before = await fixture.store.insights.atStake({});
    expect(before).toEqual([{ currency: 'usd', amount: '10.00', cases: 1 }]);
    await fixture.database.query('delete from dispute_list');
    await fixture.store.rebuildReadModel();
    expect(await fixture.store.insights.atStake({})).toEqual(before);
  });

  it('takes amounts and currencies no column can hold, and counts the others', async () => {
    await record(fixture, [
      aCase('a', { amount: { amount: '9'.repeat(400), currency: 'x' } }),
      aCase('b', { amount: { amount: '1.50', currency: 'a\0b' }, status: 'lost', id: 'x'.repeat(9_000) }),
      aCase('c', { respondBy: '+012026-01-01T00:00:00.000Z' }),
    ]);
    expect(await fixture.store.insights.atStake({})).toEqual([
      { currency: 'usd', amount: '49.00', cases: 1 },
    ]);
    expect(await fixture.store.insights.nets({}, YEAR)).toMatchObject([{ amount: '-1.5' }]);
  });
}

function rulingSuite(fixture: Fixture): void {
  it('are counted by month in UTC, provider and reason, with what they did to the money of each currency', async () => {
    await record(fixture, [
      ruled('a', 'won', '2026-10-31T23:59:59.000Z'),
      ruled('b', 'lost', '2026-11-01T00:00:00.000Z'),
      ruled('c', 'lost', '2026-11-09T00:00:00.000Z', { amount: { amount: '3000', currency: 'jpy' } }),
      ruled('d', 'closed', '2026-11-09T00:00:00.000Z', { reason: null }),
      ruled('e', 'lost', '2025-12-31T23:59:59.000Z'),
      aCase('f'),
    ]);
    const { insights } = fixture.store;
    const fraud = { provider: 'whop', reason: 'fraudulent' };
    expect(await insights.rulings({}, YEAR)).toEqual([
      { month: '2026-10', ...fraud, won: 1, lost: 0, closed: 0 },
      { month: '2026-11', ...fraud, won: 0, lost: 2, closed: 0 },
      { month: '2026-11', ...fraud, reason: null, won: 0, lost: 0, closed: 1 },
    ]);
    const nets = await insights.nets({}, YEAR);
    expect(nets.map(({ month, reason, currency, amount }) => [month, reason, currency, amount])).toEqual([
      ['2026-11', 'fraudulent', 'jpy', '-3000'],
      ['2026-10', 'fraudulent', 'usd', '0.00'],
      ['2026-11', 'fraudulent', 'usd', '-49.00'],
      ['2026-11', null, 'usd', '-49.00'],
    ]);
    const unknowns = await insights.unknowns({}, YEAR);
    expect(unknowns).toContainEqual({ month: '2026-10', ...fraud, kind: 'fee' });
    expect(unknowns).toContainEqual({ month: '2026-11', ...fraud, reason: null, kind: 'reinstated' });
  });

  it('are of the provider and the merchants asked for, and of nobody where none is', async () => {
    const at = '2026-11-09T00:00:00.000Z';
    await record(fixture, [
      ruled('a', 'won', at, { merchantId: 'biz_1' }),
      ruled('b', 'won', at, { merchantId: 'biz_2' }),
      ruled('c', 'won', at, { merchantId: null }),
      ruled('d', 'won', at, { merchantId: 'biz_1' }, 'ccg'),
    ]);
    const count = async (scope: Parameters<typeof fixture.store.insights.rulings>[0]) =>
      (await fixture.store.insights.rulings(scope, YEAR)).reduce((sum, { won }) => sum + won, 0);
    expect(await count({})).toBe(4);
    expect(await count({ provider: 'ccg' })).toBe(1);
    expect(await count({ merchantIds: ['biz_1', 'biz_2'] })).toBe(3);
    expect(await count({ merchantIds: ['biz_1'], provider: 'whop' })).toBe(1);
    expect(await count({ merchantIds: [] })).toBe(0);
  });
}

function answerSuite(fixture: Fixture): void {
  it('took so long, in the middle and at the most but for a tenth', async () => {
    const hours = [1, 2, 3, 4, 100];
    await record(
      fixture,
      hours.map((after) => answered(`pay_${after}`, after * HOUR)),
    );
    expect(await fixture.store.insights.answerTimes({}, YEAR)).toEqual({
      medianHours: 3,
      p90Hours: expect.closeTo(61.6),
      answered: 5,
    });
    const byMonth = await fixture.store.insights.answerTimesByMonth({}, YEAR);
    expect(byMonth).toMatchObject([{ month: '2026-11', medianHours: 3, answered: 5 }]);
  });

  it('are none where nothing was answered', async () => {
    const none = { medianHours: null, p90Hours: null, answered: 0 };
    expect(await fixture.store.insights.answerTimes({}, YEAR)).toEqual(none);
    expect(await fixture.store.insights.answerTimesByMonth({}, YEAR)).toEqual([]);
  });

  it('count alerts by what came of them, from when they were received', async () => {
    const refunds = [{ id: 'r', key: 'r', requested: true, notBefore: null, status: 'succeeded' }] as const;
    await record(fixture, [
      alert('a', { status: 'closed', refunds: [...refunds] }),
      alert('b', { refunds: [...refunds] }),
      alert('c', { supersededBy: 'dp_9' }),
      alert('d', { status: 'closed' }),
      alert('e', { createdAt: instant(millis(NOON) - 600 * DAY) }),
      aCase('f'),
    ]);
    expect(await fixture.store.insights.alerts({}, YEAR)).toEqual({
      received: 4,
      refunded: 2,
      disputesAvoided: 1,
      becameDisputes: 1,
    });
  });
}

type Reading = NonNullable<Parameters<typeof aCase>[1]>;

function usd(amount: string): Reading {
  return { amount: { amount, currency: 'usd' } };
}

function ruled(
  paymentId: string,
  status: 'won' | 'lost' | 'closed',
  at: string,
  reading: Reading = {},
  provider: CaseState['provider'] = 'whop',
): CaseState {
  const { merchantId = 'biz_1' } = reading;
  return aCase(paymentId, { ...reading, status }, { provider, merchantId }, at);
}

function answered(paymentId: string, after: number): CaseState {
  const at = instant(millis(NOON) + after);
  return withDispute(aCase(paymentId, { status: 'under_review' }), {
    submission: { step: 'done', at, by: 'us', evidenceHash: null },
  });
}

function alert(paymentId: string, changes: Partial<Dispute>): CaseState {
  const made = { kind: 'alert', stage: 'alert', status: 'needs_response', ...changes } as const;
  return withDispute(aCase(paymentId), made);
}

function withDispute(state: CaseState, changes: Partial<Dispute>): CaseState {
  return { ...state, disputes: state.disputes.map((dispute) => ({ ...dispute, ...changes })) };
}

async function record({ store }: Fixture, states: readonly CaseState[]): Promise<void> {
  for (const state of states) await store.recordCase(state, []);
}
