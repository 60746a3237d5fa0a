import { HOUR, MINUTE, SECOND, type Millis } from '../domain/instant.ts';

/** Providers count requests by the second or the minute, so a longer wait is a misunderstanding. */
const LONGEST_WAIT = HOUR;

/**
 * How long a provider asks to wait: from `Retry-After` (seconds or a date), else from the words of its refusal ("Try again in 12 seconds.", as
 * Whop's rate limit puts it).
 *
 * @param now - milliseconds since the epoch, for a date
 * @returns null when it asks for nothing
 */
export function retryAfter(
  headers: Headers | undefined,
  sentence: string | null,
  now: Millis,
): Millis | null {
  const wait = fromHeader(headers?.get('retry-after') ?? null, now) ?? fromSentence(sentence);
  return wait === null ? null : Math.ceil(Math.min(Math.max(wait, 0), LONGEST_WAIT));
}

function fromHeader(value: string | null, now: Millis): Millis | null {
  if (value === null || value.trim() === '') return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return seconds * SECOND;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at - now;
}

function fromSentence(sentence: string | null): Millis | null {
  const [, amount, unit] = /\bin (\d{1,6}(?:\.\d{1,3})?) (second|minute)s?\b/i.exec(sentence ?? '') ?? [];
  if (amount === undefined || unit === undefined) return null;
  return Number(amount) * (unit.toLowerCase() === 'minute' ? MINUTE : SECOND);
}
