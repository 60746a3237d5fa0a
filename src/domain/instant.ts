/** An absolute moment: RFC 3339 in UTC, as `Date.prototype.toISOString` prints it. Readable in the Temporal UI as it is. */
export type Instant = string;

/** Milliseconds; the unit of every duration in this code. */
export type Millis = number;

export const SECOND: Millis = 1_000;
export const MINUTE: Millis = 60 * SECOND;
export const HOUR: Millis = 60 * MINUTE;
export const DAY: Millis = 24 * HOUR;

/** The moment `ms` milliseconds after the Unix epoch. */
export function instant(ms: Millis): Instant {
  return new Date(ms).toISOString();
}

/** Milliseconds since the Unix epoch. */
export function millis(at: Instant): Millis {
  return Date.parse(at);
}

export function plus(at: Instant, duration: Millis): Instant {
  return instant(millis(at) + duration);
}

export function minus(at: Instant, duration: Millis): Instant {
  return instant(millis(at) - duration);
}

/** The earliest of those that are known, or null when none is. */
export function earliest(...moments: readonly (Instant | null)[]): Instant | null {
  const known = moments.filter((at) => at !== null);
  return known.length === 0 ? null : instant(Math.min(...known.map(millis)));
}

/**
 * Reads a provider's time leniently: RFC 3339 text, or Unix seconds as a number. Zero, negative and unreadable values are no time at all
 * (some processors send `due_by: 0` for "no response allowed"); they come back as null rather than as 1970.
 */
export function parseInstant(value: unknown): Instant | null {
  const ms =
    typeof value === 'number' ? value * SECOND : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(ms) && ms > 0 && ms < 8.64e15 ? instant(ms) : null;
}
