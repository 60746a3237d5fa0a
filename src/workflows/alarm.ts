import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';
import { type Instant, instant, millis } from '../domain/instant.ts';
import type { Moment } from '../domain/moment.ts';

/** Longer timers than this buy nothing, and a far-off date must not overflow one. */
const LONGEST_TIMER = 365 * 86_400_000;

/** The workflow's clock: the same at every replay. */
export function now(): Instant {
  return instant(Date.now());
}

/**
 * One durable timer for a whole case. Its moment moves with the case; a timer that would ring too early is left to ring, since starting another costs
 * more than one idle turn.
 */
export class Alarm {
  #ringsAt: number | null = null;
  #rang = false;
  #scope: CancellationScope | null = null;

  /** Waits until the next moment (null: for ever) or until `woken` is true, whichever comes first. */
  async wait(next: Moment | null, woken: () => boolean): Promise<void> {
    if (next !== null) this.#set(next);
    await condition(() => this.#rang || woken());
    this.#rang = false;
  }

  /** Cancels the timer, so that the run can end. */
  stop(): void {
    this.#scope?.cancel();
    this.#ringsAt = null;
  }

  #set({ at, why }: Moment): void {
    const due = Math.min(millis(at), Date.now() + LONGEST_TIMER);
    if (this.#ringsAt !== null && this.#ringsAt <= due) return;
    this.stop();
    this.#ringsAt = due;
    const scope = new CancellationScope();
    this.#scope = scope;
    scope
      .run(async () => {
        await sleep(Math.max(1, due - Date.now()), { summary: why });
        this.#ringsAt = null;
        this.#rang = true;
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
  }
}
