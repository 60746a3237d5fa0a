import { condition, isCancellation, sleep } from '@temporalio/workflow';
import { type Instant, instant, millis } from '../domain/instant.ts';
import type { Moment } from '../domain/moment.ts';

/** Longer timers than this buy nothing, and a far-off date must not overflow one. */
const LONGEST_TIMER = 365 * 86_400_000;

/** The workflow's clock: the same at every replay. */
export function now(): Instant {
  return instant(Date.now());
}

/**
 * The durable timers of a whole workflow. The moment to wake at moves as the work does; a timer that would ring too early, and one whose moment comes
 * only after a nearer one, are left to ring: to start another costs more than an idle turn, and to have started one in vain as much as to be woken by it.
 */
export class Alarm {
  readonly #ringsAt = new Set<number>();
  #rang = false;

  /** Waits until the next moment (null: for ever) or until `woken` is true, whichever comes first. It may also wake for nothing. */
  async wait(next: Moment | null, woken: () => boolean): Promise<void> {
    if (next !== null) this.#set(next);
    await condition(() => this.#rang || woken());
    this.#rang = false;
  }

  #set({ at, why }: Moment): void {
    const due = Math.min(millis(at), Date.now() + LONGEST_TIMER);
    if ([...this.#ringsAt].some((other) => other <= due)) return;
    this.#ringsAt.add(due);
    sleep(Math.max(1, due - Date.now()), { summary: why })
      .then(() => {
        this.#ringsAt.delete(due);
        this.#rang = true;
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
  }
}
