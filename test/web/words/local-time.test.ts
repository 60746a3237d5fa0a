import { describe, expect, test } from 'vitest';
import { localTime, withLocalTimes, zoneName } from '../../../src/web/words/local-time.ts';

describe('a moment in the viewer’s zone, which is named', () => {
  test.each([
    ['Europe/Berlin', 'Tue 1 Dec 2026, 14:00 CET'],
    ['Europe/London', 'Tue 1 Dec 2026, 13:00 GMT'],
    ['America/New_York', 'Tue 1 Dec 2026, 08:00 EST'],
    ['Asia/Kolkata', 'Tue 1 Dec 2026, 18:30 IST'],
    ['Australia/Sydney', 'Wed 2 Dec 2026, 00:00 AEDT'],
    ['UTC', 'Tue 1 Dec 2026, 13:00 UTC'],
  ])('in %s: %s', (zone, words) => {
    expect(localTime('2026-12-01T13:00:00Z', zone)).toBe(words);
  });

  test('by its offset where nobody has a short name for it', () => {
    expect(localTime('2026-12-01T13:00:00Z', 'Asia/Kathmandu')).toBe('Tue 1 Dec 2026, 18:45 UTC+05:45');
  });

  test('tells the two half past twos apart when summer time ends', () => {
    expect(localTime('2026-10-25T00:30:00Z', 'Europe/Berlin')).toBe('Sun 25 Oct 2026, 02:30 CEST');
    expect(localTime('2026-10-25T01:30:00Z', 'Europe/Berlin')).toBe('Sun 25 Oct 2026, 02:30 CET');
    expect(zoneName('2026-07-01T00:00:00Z', 'America/Los_Angeles')).toBe('PDT');
  });

  test('midnight is the beginning of a day', () => {
    expect(localTime('2026-12-01T00:00:00Z', 'UTC')).toBe('Tue 1 Dec 2026, 00:00 UTC');
  });
});

test('moments in a sentence of the server become the viewer’s', () => {
  const sentence = 'It ends at 2026-12-06T08:46:00.123Z: submit it elsewhere before 2026-12-06T09:00Z.';
  expect(withLocalTimes(sentence, 'Europe/Berlin')).toBe(
    'It ends at Sun 6 Dec 2026, 09:46 CET: submit it elsewhere before Sun 6 Dec 2026, 10:00 CET.',
  );
});
