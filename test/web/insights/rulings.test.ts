import { expect, test } from 'vitest';
import type { InsightsView } from '../../../src/api/schemas/insights.ts';
import { groupRulings, netIn, untold, winRate } from '../../../src/web/insights/rulings.ts';

type Ruled = InsightsView['rulings'][number];

function ruled(changes: Partial<Ruled>): Ruled {
  return {
    month: '2026-05',
    provider: 'whop',
    reason: 'fraudulent',
    won: 0,
    lost: 0,
    closed: 0,
    net: [],
    unknown: [],
    ...changes,
  };
}

const usd = (amount: string) => ({ amount, currency: 'usd' });

const RULINGS = [
  ruled({ won: 1, net: [usd('-15.00')] }),
  ruled({ month: '2026-04', lost: 2, net: [usd('-0.10'), { amount: '-500', currency: 'jpy' }] }),
  ruled({ provider: 'wepay', reason: null, lost: 4, net: [usd('-0.20')], unknown: ['fee'] }),
];

test('what was ruled for one reason is counted together, most of it first', () => {
  const groups = groupRulings(RULINGS, 'reason');
  expect(groups.map(({ key, won, lost }) => [key, won, lost])).toEqual([
    [null, 0, 4],
    ['fraudulent', 1, 2],
  ]);
});

test('sums are exact, and those of different currencies stay apart', () => {
  const [, fraudulent] = groupRulings(RULINGS, 'reason');
  expect(fraudulent?.net).toEqual([usd('-15.10'), { amount: '-500', currency: 'jpy' }]);
  expect(fraudulent && netIn(fraudulent, 'eur')).toBeNull();
});

test('months stand in their order', () => {
  expect(groupRulings(RULINGS, 'month').map(({ key }) => key)).toEqual(['2026-04', '2026-05']);
});

test('what was closed without a ruling is in no win rate', () => {
  expect(winRate({ won: 1, lost: 3 })).toBe(0.25);
  expect(winRate({ won: 0, lost: 0 })).toBeNull();
});

test('what the sums may lack is named once', () => {
  expect(untold([...RULINGS, ruled({ unknown: ['fee', 'reinstated'] })])).toEqual(['fee', 'reinstated']);
});
