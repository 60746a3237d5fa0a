import { DAY, type Instant, instant, type Millis, millis, MINUTE, SECOND } from '../domain/instant.ts';
import type { KeptPost } from '../store/outbox.ts';

/** Between two attempts; the last one again and again. */
const WAITS: readonly Millis[] = [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE];

/** For how long something is tried. */
const PATIENCE: Millis = DAY;

/**
 * When to try again what has just failed; null when it has been tried for long enough.
 *
 * @param after - how long the other side asks to wait at least
 */
export function nextAttempt(
  { attempts, triedSince }: Pick<KeptPost, 'attempts' | 'triedSince'>,
  now: Instant,
  after: Millis | null,
): Instant | null {
  const end = millis(triedSince) + PATIENCE;
  if (millis(now) >= end) return null;
  const wait = Math.max(WAITS[attempts - 1] ?? 30 * MINUTE, after ?? 0);
  return instant(Math.min(millis(now) + wait, end));
}
