import { Problem } from './problem.ts';

/** Runs work, or refuses it. */
export type Admit = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Lets at most `limit` pieces of work run at once, and refuses the rest (503 with Retry-After) rather than queueing them: a queue under
 * overload only makes everybody late. A piece counts until it ends, also when nobody waits for it any more.
 */
export function admission(limit: number): Admit {
  let running = 0;
  return async (work) => {
    if (running >= limit) {
      throw new Problem(503, 'Too much at once. Try again shortly.', {
        type: 'overloaded',
        headers: { 'Retry-After': '2' },
      });
    }
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
    }
  };
}
