import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { SECOND, type Millis } from '../domain/instant.ts';
import type { Store } from '../store/store.ts';
import type { Board } from './board.ts';
import { ChatError } from './failure.ts';

/** Slack takes fifty changes of messages a minute. Source: Slack, rate limits, tier 3. */
const PAUSE: Millis = 5 * SECOND;
const AT_ONCE = 4;
/** After a failure: what waits here loses nothing by waiting. */
const LONGER_PAUSE: Millis = 30 * SECOND;

/**
 * Keeps messages up with what nobody is told of: evidence that changed, a proposal that was declined, an alert that ran out. Ends when told to stop; Slack's
 * failures end nothing.
 */
export async function keepMessagesUp(
  { board, store, log }: { readonly board: Board; readonly store: Pick<Store, 'chat'>; readonly log: Logger },
  stop: AbortSignal,
): Promise<void> {
  // What Slack is asked just then is not waited for.
  const stopped = new Promise<Millis>((resolve) => {
    stop.addEventListener('abort', () => resolve(0), { once: true });
  });
  while (!stop.aborted) {
    const round = catchUp(board, store).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : typeof error;
      if (!stop.aborted) log.warn({ reason }, 'messages in the chat are behind');
      return error instanceof ChatError && error.retryAfter !== null ? error.retryAfter : LONGER_PAUSE;
    });
    const pause = await Promise.race([round, stopped]);
    await delay(pause, undefined, { signal: stop }).catch(() => {});
  }
}

async function catchUp(board: Board, { chat }: Pick<Store, 'chat'>): Promise<Millis> {
  for (const caseId of await chat.behind(AT_ONCE)) await board.refreshCase(caseId);
  return PAUSE;
}
