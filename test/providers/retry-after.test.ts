import { describe, expect, test } from 'vitest';
import { retryAfter } from '../../src/providers/retry-after.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');

describe('how long a provider asks to wait', () => {
  test.each([
    ['12', 12_000],
    ['0', 0],
    ['1.5', 1_500],
    ['Fri, 20 Nov 2026 10:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2026 09:00:00 GMT', 0],
    ['-5', 0],
    ['999999999', 3_600_000],
    ['soon', null],
    ['', null],
  ])('Retry-After: %s', (value, wait) => {
    expect(retryAfter(new Headers({ 'retry-after': value }), null, NOW)).toBe(wait);
  });

  test.each([
    ['Try again in 12 seconds.', 12_000],
    ['Try again in 1 second.', 1_000],
    ['Try again in 2 minutes', 120_000],
    ['Try again in a while.', null],
    [null, null],
  ])('%s', (sentence, wait) => {
    expect(retryAfter(undefined, sentence, NOW)).toBe(wait);
  });
});
