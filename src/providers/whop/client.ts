import { Whop } from '@whop/sdk';
import { SECOND, type Millis } from '../../domain/instant.ts';
import { watchedCall, watchedFetch } from '../calls.ts';
import { toProviderError } from './errors.ts';
import type { Operation } from './operations.ts';
import type { WhopSettings } from './settings.ts';

/** How long each kind of request may take, and how a file is waited for. */
export interface Timing {
  readonly read: Millis;
  readonly change: Millis;
  /** Sending a file's bytes. */
  readonly upload: Millis;
  /** Between two looks at a file that is not ready yet. */
  readonly pollEvery: Millis;
  /** How long a file may take to become ready. */
  readonly pollFor: Millis;
}

/** Polling: every second for two minutes at most, as the SDK's own upload does. */
export const TIMING: Timing = {
  read: 10 * SECOND,
  change: 20 * SECOND,
  upload: 60 * SECOND,
  pollEvery: 1 * SECOND,
  pollFor: 120 * SECOND,
};

/** The API version this code was written against; what the SDK would send by itself. */
const API_VERSION = '2026-07-20';

/**
 * The SDK's client, with what it would otherwise take from the environment or do behind our back turned off: it sends each request once
 * (Temporal repeats what may be repeated; the SDK would post a refund three times over a bad network), follows no redirect with a key in
 * hand, and logs nothing, since its debug log holds whole bodies. Only a 421 makes `fetch` itself ask again, which is harmless: it says that
 * the request was not acted upon (RFC 9110, 15.5.20).
 */
export function createWhopClient(settings: WhopSettings): Whop {
  return new Whop({
    apiKey: settings.apiKey,
    baseURL: settings.baseUrl ?? null,
    webhookKey: null,
    appID: null,
    version: API_VERSION,
    maxRetries: 0,
    logLevel: 'off',
    fetch: watchedFetch,
    fetchOptions: { redirect: 'manual' },
  });
}

/** What every request through the SDK is given. */
export interface RequestLimits {
  readonly signal: AbortSignal;
  readonly timeout: Millis;
}

/**
 * Makes one call through the SDK. The SDK's own time-out ends with the response's headers, so a second clock covers the body too.
 *
 * @param withheld - texts that are sent, which must not come back in an error's message
 * @returns the answer's body, whatever it is
 * @throws ProviderError and nothing else
 */
export function callWhop(
  operation: Operation,
  { signal, timeout }: RequestLimits,
  send: (options: RequestLimits) => PromiseLike<unknown>,
  withheld: readonly string[] = [],
): Promise<unknown> {
  return watchedCall('whop', operation.name, async () => {
    const clock = AbortSignal.timeout(timeout);
    try {
      return await send({ signal: AbortSignal.any([signal, clock]), timeout });
    } catch (thrown) {
      const gaveUp = signal.aborted ? 'cancelled' : clock.aborted ? 'timed_out' : null;
      throw toProviderError(thrown, { operation, gaveUp, withheld });
    }
  });
}
