import { setTimeout as sleep } from 'node:timers/promises';
import { type Millis, SECOND } from '../domain/instant.ts';
import type { Change, Changes } from '../store/changes.ts';
import { type Caller, isWithinReach } from './auth.ts';
import type { LiveEvents } from './schemas/live-events.ts';

/** How often a quiet stream says that it is there, so that nothing on the way takes it for dead. */
const HEARTBEAT: Millis = 20 * SECOND;
/** How often it is looked whether the caller may still hear it. */
const RECHECK: Millis = 60 * SECOND;
/** What changes several times within this is told once. */
const GATHERING: Millis = SECOND / 4;
/** More than this waiting to be told is told as one: look at everything again. */
const MAX_WAITING = 1_000;

export interface LiveStreamOptions {
  readonly changes: Changes;
  readonly caller: Caller;
  /** Finds out anew who listens, and rejects when they may no longer. */
  readonly authenticate: () => Promise<Caller>;
  /** Ends the stream. */
  readonly stop: AbortSignal;
  readonly heartbeat?: Millis;
  readonly recheck?: Millis;
}

const STILL_HERE = encoded(': still here\n\n');

/**
 * What changes within a caller's reach, as server-sent events in the words of {@link LiveEvents}. From the first `resync` on, which comes at once where
 * the store is in reach, nothing is missed. Ends when told to stop, or once the caller may listen no longer.
 */
export async function* liveEvents(options: LiveStreamOptions): AsyncGenerator<Uint8Array> {
  const { changes, authenticate, stop, heartbeat = HEARTBEAT, recheck = RECHECK } = options;
  const backlog = new Backlog();
  const unlisten = changes.listen((change) => backlog.add(change));
  const wake = () => backlog.wake();
  stop.addEventListener('abort', wake);
  let { caller } = options;
  let checkedAt = performance.now();
  try {
    // Sends the headers, so that the caller knows of the stream although nothing has happened.
    yield STILL_HERE;
    while (!stop.aborted) {
      await backlog.filled(heartbeat);
      if (performance.now() - checkedAt >= recheck) {
        const again = await authenticate().catch(() => null);
        if (again === null) return;
        caller = again;
        checkedAt = performance.now();
      }
      if (backlog.isEmpty) yield* stop.aborted ? [] : [STILL_HERE];
      else await sleep(GATHERING, undefined, { signal: stop }).catch(() => undefined);
      yield* told(backlog.take(), caller);
    }
  } finally {
    stop.removeEventListener('abort', wake);
    unlisten();
  }
}

/** What changed and was not told yet: each thing once, however often it changed. */
class Backlog {
  readonly #waiting = new Map<string, Change>();
  #wake: () => void = () => undefined;

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  add(change: Change): void {
    if (change.kind === 'resync' || this.#waiting.size >= MAX_WAITING) {
      this.#waiting.clear();
      this.#waiting.set('resync', { kind: 'resync' });
    } else if (!this.#waiting.has('resync')) this.#waiting.set(`${change.kind} ${change.id}`, change);
    this.wake();
  }

  take(): readonly Change[] {
    const changes = [...this.#waiting.values()];
    this.#waiting.clear();
    return changes;
  }

  /** Waits until something is there, but no longer than this, and not at all once woken. */
  async filled(most: Millis): Promise<void> {
    if (!this.isEmpty) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, most);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  wake(): void {
    this.#wake();
  }
}

function* told(changes: readonly Change[], caller: Caller): Generator<Uint8Array> {
  for (const change of changes) {
    if (change.kind === 'resync') yield event('resync', {});
    else if (!isWithinReach(caller, change.merchantId)) continue;
    else if (change.kind === 'case') yield event('case', { id: change.id });
    else yield event('refund', { id: change.id, payment_id: change.paymentId });
  }
}

function event<Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]): Uint8Array {
  return encoded(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}

function encoded(text: string): Uint8Array {
  return Buffer.from(text);
}
