import { describe, expect, test } from 'vitest';
import { earliest, minus, parseInstant, plus } from '../../src/domain/instant.ts';
import { START } from './builders.ts';

describe('a provider’s time', () => {
  test.each([
    ['2026-12-01T00:00:00Z', '2026-12-01T00:00:00.000Z'],
    ['2026-12-01T02:00:00+02:00', '2026-12-01T00:00:00.000Z'],
    ['2026-12-01T00:00:00.123456Z', '2026-12-01T00:00:00.123Z'],
    ['2026-12-01', '2026-12-01T00:00:00.000Z'],
    [1796083200, '2026-12-01T00:00:00.000Z'],
  ])('%s is %s', (value, at) => {
    expect(parseInstant(value)).toBe(at);
  });

  test('a time without a zone is UTC, whatever the zone of the machine', () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'America/New_York';
    try {
      expect(parseInstant('2026-12-01T00:00:00')).toBe('2026-12-01T00:00:00.000Z');
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  test.each([
    [0],
    [-1],
    [null],
    [undefined],
    [''],
    ['0'],
    ['soon'],
    ['dispute 12'],
    ['2026-13-45T00:00:00Z'],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [{}],
    [true],
  ])('%s is no time, and least of all 1970', (value) => {
    expect(parseInstant(value)).toBeNull();
  });

  test('milliseconds sent as seconds are no time: RFC 3339 ends with the year 9999', () => {
    expect(parseInstant(1_796_083_200_000)).toBeNull();
    expect(parseInstant('+057971-02-25T00:00:00.000Z')).toBeNull();
  });
});

test('the earliest of several moments skips those nobody knows', () => {
  expect(earliest(null, plus(START, 5), START, null)).toBe(START);
  expect(earliest(null)).toBeNull();
  expect(earliest()).toBeNull();
  expect(minus(plus(START, 5), 5)).toBe(START);
});
