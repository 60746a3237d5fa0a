import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { SECOND } from '../../domain/instant.ts';
import type { StandIn } from '../stand-in.ts';

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
  standIns: readonly StandIn[],
  wake: () => void,
  log: Pick<Logger, 'error'> | undefined,
): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<void> {
    while (!(await somebodyListens(standIns, signal))) await sleep(WAITING_PACE, null, { signal });
    for (;;) {
      signal.throwIfAborted();
      try {
        for (const standIn of standIns) standIn.demo(Date.now(), Math.random);
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
async function somebodyListens(standIns: readonly StandIn[], signal: AbortSignal): Promise<boolean> {
  const targets = standIns.map(({ channel }) => channel.target()).filter((target) => target !== null);
  const answers = await Promise.all(targets.map((target) => answersAt(target, signal)));
  return answers.every(Boolean);
}

async function answersAt(target: string, signal: AbortSignal): Promise<boolean> {
  try {
    await fetch(target, { method: 'HEAD', signal: AbortSignal.any([signal, AbortSignal.timeout(SECOND)]) });
    return true;
  } catch {
    return false;
  }
}
