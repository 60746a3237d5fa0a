import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { SECOND } from '../../domain/instant.ts';
import type { WhopStandIn } from '../whop/whop.ts';
import { demoTick } from './demo.ts';

/** How often the demo looks at its cases. */
const PACE = 5 * SECOND;

/** How often it looks whether the merchant's endpoint is up yet. */
const WAITING_PACE = SECOND / 2;

/**
 * Runs the demo until it is stopped. It begins once somebody listens where the webhooks go: its first cases would otherwise be told to
 * nobody, and come to light with the first retry only.
 *
 * @param wake - to be called whenever there may be a webhook to send
 */
export function startDemo(
  whop: WhopStandIn,
  wake: () => void,
  log: Pick<Logger, 'error'> | undefined,
): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<void> {
    while (!(await somebodyListens(whop, signal))) await sleep(WAITING_PACE, null, { signal });
    for (;;) {
      signal.throwIfAborted();
      try {
        demoTick(whop, Date.now());
        wake();
      } catch (error) {
        log?.error({ err: error }, 'the demo stumbled');
      }
      await sleep(PACE, null, { signal });
    }
  }

  const running = run().catch((error: unknown) => {
    if (!signal.aborted) log?.error({ err: error }, 'the demo stopped');
  });
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
}

/** Any answer will do; without a target events are held back anyway. */
async function somebodyListens(whop: WhopStandIn, signal: AbortSignal): Promise<boolean> {
  const target = whop.settings.current().webhook_url;
  if (target === null) return true;
  try {
    await fetch(target, { method: 'HEAD', signal: AbortSignal.any([signal, AbortSignal.timeout(SECOND)]) });
    return true;
  } catch {
    return false;
  }
}
