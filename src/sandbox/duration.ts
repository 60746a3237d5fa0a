import { DAY, HOUR, instant, MINUTE, SECOND, type Instant, type Millis } from '../domain/instant.ts';

const UNITS: Readonly<Record<string, Millis>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** What {@link lengthOf} reads: a whole number and a unit, `90s`, `15m`, `3h`, `7d`. */
export const DURATION = /^(\d{1,6})([smhd])$/;

/**
 * How long a duration is.
 *
 * @throws RangeError when it is not written as {@link DURATION} asks
 */
export function lengthOf(duration: string): Millis {
  const [, count, unit] = DURATION.exec(duration) ?? [];
  const length = UNITS[unit ?? ''];
  if (length === undefined) throw new RangeError(`${duration} is no duration; write 90s, 15m, 3h or 7d.`);
  return Number(count) * length;
}

/** The moment this long from now; throws as {@link lengthOf} does. */
export function fromNow(duration: string): Instant {
  return instant(Date.now() + lengthOf(duration));
}
