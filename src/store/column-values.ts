import { type Instant, millis } from '../domain/instant.ts';

/** PostgreSQL reads no years of five digits, and a provider's number can well mean one. */
const LATEST: Instant = '9999-12-31T23:59:59.999Z';

/** An index takes keys up to a third of a page; an id longer than this is none. */
const KEY_CHARS = 255;

/** An id as indexes hold it; a filter must ask for it in the same form. */
export function indexKey(id: string): string;
export function indexKey(id: string | null): string | null;
export function indexKey(id: string | null): string | null {
  return id === null ? null : id.slice(0, KEY_CHARS);
}

/** A moment as a column can hold it: one beyond the year 9999 becomes that year's last. */
export function storableInstant(at: Instant): Instant;
export function storableInstant(at: Instant | null): Instant | null;
export function storableInstant(at: Instant | null): Instant | null {
  return at !== null && millis(at) > millis(LATEST) ? LATEST : at;
}

/** Whether a column can hold an amount and its sums to the last digit. */
export function storableAmount(amount: string): boolean {
  return /^-?\d{1,40}(?:\.\d{1,40})?$/.test(amount);
}
