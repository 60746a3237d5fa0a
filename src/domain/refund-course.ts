import { DAY, HOUR, type Instant, MINUTE, millis, type Millis, SECOND } from './instant.ts';
import { isFinal, type Refund } from './refund.ts';

/** How long the provider's records are watched after a call before "unchanged" is believed. */
export const WATCH: Millis = MINUTE;
export const WATCH_AFTER_TIME_OUT: Millis = 15 * MINUTE;
/** How long a read may still show less than is known to be. */
export const READ_LAG: Millis = 2 * MINUTE;
/** A refund still under way is followed this long, and a paid one for its bank reference. */
const FOLLOW: Millis = 60 * DAY;
const FOLLOW_REFERENCE: Millis = 14 * DAY;

/** The wait before the n-th look (from 0) of a watch: soon, then evenly to its end. */
export function beforeLook(n: number, watch: Millis): Millis {
  return n === 0 ? 2 * SECOND : Math.ceil(watch / 6);
}

/** The wait after the n-th failure in a row (from 1) to read or call: seconds to minutes, or as long as the provider asks. */
export function beforeRetry(failures: number, asked: Millis | null): Millis {
  return Math.max(asked ?? 0, Math.min(5 * MINUTE, 5 * SECOND * 2 ** Math.min(failures - 1, 10)));
}

/** When to look at a refund again that the provider is working on; null when nothing more is expected. */
export function followAgain(refund: Refund, settledAt: Instant, now: Instant): Millis | null {
  const age = millis(now) - millis(settledAt);
  const lacksReference = refund.reference.status !== 'available' && refund.reference.status !== 'unavailable';
  const lasts = isFinal(refund)
    ? refund.status === 'succeeded' && lacksReference
      ? FOLLOW_REFERENCE
      : 0
    : FOLLOW;
  if (age >= lasts) return null;
  return age < HOUR ? 10 * MINUTE : age < DAY ? 6 * HOUR : DAY;
}
