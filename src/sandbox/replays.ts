import { createHash } from 'node:crypto';
import { z } from 'zod';
import { instant, millis, type Millis } from '../domain/instant.ts';
import type { Notes } from './notes.ts';

const Kept = z.object({ at: z.string(), fingerprint: z.string(), body: z.unknown() });

/** What was answered to a request with an idempotency key. */
interface Answered {
  /** Of the request, see {@link fingerprintOf}. */
  readonly fingerprint: string;
  readonly body: unknown;
}

/** The answers that idempotency keys stand for. */
export interface Replays {
  /** Null when the key is new, or so old that it is forgotten. */
  find(key: string): Answered | null;
  keep(key: string, answered: Answered): void;
}

/**
 * @param owner - keeps one provider's keys apart from another's
 * @param keptFor - how long a key is known
 */
export function createReplays(notes: Notes, owner: string, keptFor: Millis): Replays {
  return {
    find(key) {
      const kept = Kept.safeParse(notes.get(`${owner}/${key}`));
      return kept.success && Date.now() - millis(kept.data.at) < keptFor ? kept.data : null;
    },
    keep(key, answered) {
      notes.set(`${owner}/${key}`, { at: instant(Date.now()), ...answered });
    },
  };
}

/** Tells two requests apart. */
export function fingerprintOf(...request: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}
