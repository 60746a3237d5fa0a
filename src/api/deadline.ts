import { setTimeout as delay } from 'node:timers/promises';
import type { Millis } from '../domain/instant.ts';

/** Waits for work no longer than a deadline; what the work does after that is not waited for and its failure is nobody's. */
export async function within<T>(deadline: Millis, work: Promise<T>, late: () => Error): Promise<T> {
  const done = new AbortController();
  try {
    return await Promise.race([
      work,
      delay(deadline, undefined, { signal: done.signal, ref: false }).then(() => {
        throw late();
      }),
    ]);
  } finally {
    done.abort();
  }
}
