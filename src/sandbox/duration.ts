import { DAY, HOUR, instant, MINUTE, SECOND, type Instant, type Millis } from '../domain/instant.ts';

const UNITS: Readonly<Record<string, Millis>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** What {@link fromNow} reads: a whole number and a unit, `90s`, `15m`, `3h`, `7d`. */
export const DURATION = /^(\d{1,6})([smhd])$/;

/**
 * The moment this long from now.
 *
 * @throws RangeError when it is not written as {@link DURATION} asks
 */
export function fromNow(duration: string): Instant {
  const [, count, unit] = DURATION.exec(duration) ?? [];
  const length = UNITS[unit ?? ''];
  if (length === undefined) throw new RangeError(`${duration} is no duration; write 90s, 15m, 3h or 7d.`);
  return instant(Date.now() + Number(count) * length);
}
