import { expect, test } from 'vitest';
import { currencyShown } from '../../../src/web/insights/currency.ts';
import { dayLabel, dueDays, monthLabel } from '../../../src/web/insights/due.ts';

const NOW = Date.parse('2026-05-01T12:00:00Z');

test('each of the next 14 days is there, with what is due in the currency', () => {
  const due = [
    { date: '2026-05-03', amount: '49.00', currency: 'usd', cases: 2 },
    { date: '2026-05-03', amount: '10.00', currency: 'eur', cases: 1 },
  ];
  const days = dueDays(due, 'usd', NOW);
  expect(days).toHaveLength(14);
  expect(days.filter(({ cases }) => cases > 0)).toEqual([
    { date: '2026-05-03', money: { amount: '49.00', currency: 'usd' }, cases: 2 },
  ]);
});

test('days and months are named as the server means them, in UTC', () => {
  expect(dayLabel('2026-05-03')).toBe('Sun 3 May');
  expect(monthLabel('2026-05')).toBe('May 2026');
  expect(monthLabel('?')).toBe('?');
});

test('the currency that is shown is the chosen one, or that of most open cases', () => {
  const insights = {
    currencies: ['eur', 'usd'],
    at_stake: [
      { amount: '900.00', currency: 'eur', cases: 1 },
      { amount: '5.00', currency: 'usd', cases: 3 },
    ],
  };
  expect(currencyShown('eur', insights)).toBe('eur');
  expect(currencyShown(null, insights)).toBe('usd');
  expect(currencyShown('gbp', insights)).toBe('usd');
});
