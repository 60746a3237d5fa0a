import { describe, expect, test } from 'vitest';
import { silenceMoment, spanInWords } from '../../src/domain/deadline.ts';
import { DAY, HOUR, MINUTE, type Millis } from '../../src/domain/instant.ts';
import { START, after, disputeIn, fileWith, reading } from './builders.ts';

const closesIn = (left: Millis) => disputeIn(fileWith([reading({ respondBy: after(left) })]));

describe('the moment of silence', () => {
  test.each([
    ['the margin before the deadline', 30 * DAY, after(29 * DAY)],
    ['at once when just the margin is left', DAY, START],
    ['half of what is left when that is less than the margin', 10 * HOUR, after(5 * HOUR)],
    ['at once when the deadline has passed', -HOUR, START],
  ])('is %s', (_, left, moment) => {
    expect(silenceMoment(closesIn(left), fileWith().policy)).toBe(moment);
  });

  test('does not exist without a deadline', () => {
    expect(silenceMoment(disputeIn(fileWith([reading({ respondBy: null })])), fileWith().policy)).toBeNull();
  });
});

test('a span is told in the words people use', () => {
  expect([7 * DAY, 2 * DAY, 47 * HOUR, HOUR, 59 * MINUTE, 1].map(spanInWords)).toEqual([
    '7 days',
    '2 days',
    '47 hours',
    '1 hour',
    '59 minutes',
    '1 minute',
  ]);
});
