import { SECOND, type Millis } from '../../domain/instant.ts';
import { watchedCall, watchedFetch } from '../calls.ts';
import { ProviderError } from '../errors.ts';
import { apiAddress } from './addresses.ts';
import { refusalError, requestError, unreadable } from './errors.ts';
import type { Operation } from './operations.ts';
import type { WepaySettings } from './settings.ts';

/** How long each kind of request may take. */
export interface Timing {
  readonly read: Millis;
  readonly change: Millis;
  readonly upload: Millis;
}

export const TIMING: Timing = { read: 10 * SECOND, change: 20 * SECOND, upload: 60 * SECOND };

/** The API version this code was written against, as in seed 002. */
export const API_VERSION = '3.0';

/** The largest answer that is read; a page of fifty disputes is a hundredth of it. */
const LARGEST_ANSWER = 5_000_000;

/** What every request is given. */
export interface RequestLimits {
  readonly signal: AbortSignal;
  readonly timeout: Millis;
}

/** What a change sends. */
export interface Change {
  /** `Unique-Key`: the same for every attempt at the same thing, and another one for anything else. */
  readonly uniqueKey: string;
  readonly body: unknown;
  /** Texts in the body, which must not come back in an error's message. */
  readonly withheld?: readonly string[];
}

/** WePay's API. Both calls make one request, answer with the parsed body, and throw ProviderError and nothing else. */
export interface WepayClient {
  /** Where the API is, without a slash at the end. */
  readonly address: string;
  /** @param path - begins with `/`, and may have a query */
  get(operation: Operation, path: string, limits: RequestLimits): Promise<unknown>;
  post(operation: Operation, path: string, change: Change, limits: RequestLimits): Promise<unknown>;
}

/** A client that sends each request once: Temporal repeats what may be repeated. */
export function createWepayClient(settings: WepaySettings): WepayClient {
  const address = apiAddress(settings);
  const headers = {
    'App-Id': settings.appId,
    'App-Token': settings.appToken,
    'Api-Version': API_VERSION,
    'Content-Type': 'application/json',
  };
  return {
    address,
    get: (operation, path, limits) => exchange(operation, address + path, { method: 'GET', headers }, limits),
    post: (operation, path, { uniqueKey, body, withheld = [] }, limits) =>
      exchange(
        operation,
        address + path,
        { method: 'POST', headers: { ...headers, 'Unique-Key': uniqueKey }, body: JSON.stringify(body) },
        limits,
        withheld,
      ),
  };
}

/**
 * An id as part of a path.
 *
 * @throws ProviderError `refused`, for one that would make another path of it
 */
export function segment(id: string, { doing }: Operation): string {
  if (/^\.{0,2}$/.test(id))
    throw new ProviderError('refused', `${doing} is impossible: its id cannot be part of an address.`);
  return encodeURIComponent(id);
}

/**
 * Sends one request and reads its answer. One clock covers both; redirects are not followed with a token in hand.
 *
 * @param withheld - texts that are sent, which must not come back in an error's message
 * @returns the parsed body
 * @throws ProviderError and nothing else
 */
export function exchange(
  operation: Operation,
  address: string,
  request: WepayRequest,
  limits: RequestLimits,
  withheld: readonly string[] = [],
): Promise<unknown> {
  return watchedCall('wepay', operation.name, () => send(operation, address, request, limits, withheld));
}

type WepayRequest = Pick<RequestInit, 'method' | 'headers' | 'body'>;

async function send(
  operation: Operation,
  address: string,
  request: WepayRequest,
  { signal, timeout }: RequestLimits,
  withheld: readonly string[],
): Promise<unknown> {
  const clock = AbortSignal.timeout(timeout);
  try {
    const response = await watchedFetch(address, {
      ...request,
      redirect: 'manual',
      signal: AbortSignal.any([signal, clock]),
    });
    const { ok, status, headers } = response;
    // What a refusal means stands in its status: that its words are cut off changes nothing.
    if (!ok) throw refusalError(operation, { status, headers, body: await wordsOf(response) }, withheld);
    const body = parsed(await bytesOf(response));
    if (body === undefined) throw unreadable(operation, headers);
    return body;
  } catch (thrown) {
    throw requestError(thrown, operation, signal.aborted ? 'cancelled' : clock.aborted ? 'timed_out' : null);
  }
}

async function wordsOf(response: Response): Promise<unknown> {
  try {
    return parsed(await bytesOf(response)) ?? null;
  } catch {
    return null;
  }
}

/** The whole body; null when it is larger than any answer of WePay's, the rest being left alone. */
async function bytesOf(response: Response): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parsed(bytes: Buffer | null): unknown {
  if (bytes === null) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
