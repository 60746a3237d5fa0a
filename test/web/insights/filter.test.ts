import { expect, test } from 'vitest';
import { daysOf, filterQuery, lastDays, readFilter, writeFilter } from '../../../src/web/insights/filter.ts';

test('the address bar and the filter say the same', () => {
  const written =
    'from=2026-04-01&to=2026-04-30&provider=ccg&merchant_id=m1&currency=eur&by=month&measure=net';
  const filter = readFilter(new URLSearchParams(written));
  expect(
    new URLSearchParams(writeFilter(filter).map(([name = '', value = '']) => [name, value])).toString(),
  ).toBe(written);
});

test('the last day is asked for as a whole', () => {
  const filter = readFilter(new URLSearchParams('from=2026-12-31&to=2026-12-31'));
  expect(filterQuery(filter)).toMatchObject({
    from: '2026-12-31T00:00:00.000Z',
    to: '2027-01-01T00:00:00.000Z',
  });
});

test('what is no day, provider or grouping is left out', () => {
  const filter = readFilter(new URLSearchParams('from=2026-02-30&to=soon&provider=stripe&by=moon'));
  expect(filterQuery(filter)).toEqual({ from: null, to: null, provider: null, merchant_id: null });
  expect(writeFilter(filter)).toEqual([]);
});

test('the last days end with today', () => {
  expect(lastDays(30, Date.parse('2026-03-01T23:00:00Z'))).toEqual({ from: '2026-01-31', to: '2026-03-01' });
});

test('the days of a range end before its last moment', () => {
  const range = { from: '2026-04-01T00:00:00.000Z', to: '2026-05-01T00:00:00.000Z' };
  expect(daysOf(range)).toEqual({ from: '2026-04-01', to: '2026-04-30' });
});
