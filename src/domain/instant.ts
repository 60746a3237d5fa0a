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

/** A date, and perhaps a time of day and its zone. Anything else `Date.parse` would guess at, reading "dispute 12" as a day in 2001. */
const WRITTEN_TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}[\d:.]*(Z|[+-]\d{2}:?\d{2})?)?$/i;
/** The first moment RFC 3339 cannot write; seconds beyond it were milliseconds. */
const YEAR_10000: Millis = Date.UTC(10_000, 0);

/**
 * Reads a provider's time leniently: RFC 3339 text (UTC where it names no zone), or Unix seconds as a number. Zero, negative and unreadable values are
 * no time at all (some processors send `due_by: 0` for "no response allowed"); they come back as null rather than as 1970.
 */
export function parseInstant(value: unknown): Instant | null {
  const ms =
    typeof value === 'number' ? value * SECOND : typeof value === 'string' ? writtenTime(value) : Number.NaN;
  return ms > 0 && ms < YEAR_10000 ? instant(ms) : null;
}

function writtenTime(text: string): Millis {
  const written = WRITTEN_TIME.exec(text);
  if (written === null) return Number.NaN;
  const namesZone = written[1] !== undefined || text.length === 'YYYY-MM-DD'.length;
  return Date.parse(namesZone ? text : `${text}Z`);
}
