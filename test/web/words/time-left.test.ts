import { describe, expect, test } from 'vitest';
import { counted, timeAgo, timeLeft, urgency } from '../../../src/web/words/time-left.ts';

const NOON = Date.parse('2026-11-22T12:00:00Z');

describe('the time left', () => {
  test.each([
    ['2026-11-22T12:00:20Z', 'less than a minute left'],
    ['2026-11-22T12:01:59Z', '1 minute left'],
    ['2026-11-22T12:25:00Z', '25 minutes left'],
    ['2026-11-22T13:00:00Z', '1 hour left'],
    ['2026-11-22T16:58:59Z', '4 hours 58 minutes left'],
    ['2026-11-22T23:59:00Z', '11 hours left'],
    ['2026-11-23T16:30:00Z', '1 day 4 hours left'],
    ['2026-11-25T11:59:59Z', '2 days 23 hours left'],
    ['2026-11-25T12:00:00Z', '3 days left'],
    ['2026-12-12T11:00:00Z', '19 days left'],
    ['2029-11-22T12:00:00Z', '1,096 days left'],
  ])('until %s is never more than there is: %s', (until, words) => {
    expect(timeLeft(until, NOON)).toBe(words);
  });

  test('that is over is overdue', () => {
    expect(timeLeft('2026-11-22T09:30:00Z', NOON)).toBe('2 hours 30 minutes overdue');
    expect(timeLeft('2026-11-22T11:59:59Z', NOON)).toBe('less than a minute overdue');
  });

  test('counts hours that pass, also across the end of summer time in Berlin', () => {
    const before = Date.parse('2026-10-25T00:30:00+02:00');
    expect(timeLeft('2026-10-25T04:30:00+01:00', before)).toBe('5 hours left');
  });
});

test('how long ago is rounded down as well, and a clock that runs behind is no matter', () => {
  expect(timeAgo('2026-11-22T11:59:30Z', NOON)).toBe('just now');
  expect(timeAgo('2026-11-22T12:00:30Z', NOON)).toBe('just now');
  expect(timeAgo('2026-11-19T11:00:00Z', NOON)).toBe('3 days ago');
});

test.each([
  ['2026-11-22T11:59:59Z', 'overdue'],
  ['2026-11-23T11:59:59Z', 'today'],
  ['2026-11-25T11:59:59Z', 'soon'],
  ['2026-11-25T12:00:00Z', 'later'],
])('%s is %s', (until, level) => {
  expect(urgency(until, NOON)).toBe(level);
});

test('one case, two cases, no cases', () => {
  expect([0, 1, 2, 4213].map((number) => counted(number, 'case'))).toEqual([
    '0 cases',
    '1 case',
    '2 cases',
    '4,213 cases',
  ]);
});
