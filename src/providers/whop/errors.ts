import { APIConnectionError, APIConnectionTimeoutError, APIError, WhopError } from '@whop/sdk';
import { z } from 'zod';
import { ProviderError, type ProviderErrorKind } from '../errors.ts';
import type { Operation } from './operations.ts';
import { quotable } from './quote.ts';
import { retryAfter } from './retry-after.ts';

/** Whop's error bodies: `{error: {code, message}}`; older ones put the message elsewhere. */
const errorBody = z.object({
  error: z
    .union([z.object({ message: z.string() }), z.string()])
    .optional()
    .catch(undefined),
  message: z.string().optional().catch(undefined),
});

/** What a thrown value meant, besides itself. */
export interface CallContext {
  readonly operation: Operation;
  /** Why we gave up waiting ourselves, if we did. */
  readonly gaveUp: 'timed_out' | 'cancelled' | null;
  /** Texts we sent, which must not come back in a message. */
  readonly withheld: readonly string[];
}

/**
 * Turns whatever a call through the SDK threw into a {@link ProviderError}. Nothing of the SDK goes with it, not even as a cause: its errors
 * carry whole bodies, which hold personal data.
 */
export function toProviderError(thrown: unknown, context: CallContext): ProviderError {
  if (thrown instanceof ProviderError) return thrown;
  if (thrown instanceof APIError && thrown.status !== undefined) return statusError(thrown, context);
  const { does } = context.operation;
  if (context.gaveUp === 'cancelled') {
    return new ProviderError('timed_out', `Stopped waiting for Whop to ${does}.`);
  }
  if (context.gaveUp === 'timed_out' || thrown instanceof APIConnectionTimeoutError) {
    return new ProviderError('timed_out', `Whop did not answer in time when asked to ${does}.`);
  }
  if (thrown instanceof APIConnectionError || isBrokenConnection(thrown)) {
    const why = systemCode(thrown) ?? 'connection lost';
    return new ProviderError(
      'disconnected',
      `The connection to Whop failed when it was asked to ${does} (${why}).`,
    );
  }
  if (thrown instanceof WhopError) {
    return new ProviderError(
      'refused',
      `Whop cannot be asked to ${does}: the id cannot be part of an address.`,
    );
  }
  return unreadable(context.operation);
}

/** An answer that is not the object the API promises. */
export function unreadable(operation: Operation): ProviderError {
  return new ProviderError('unreadable', `Whop's answer made no sense when asked to ${operation.does}.`);
}

function statusError(error: APIError, { operation, withheld }: CallContext): ProviderError {
  const status = error.status ?? 0;
  const kind = kindOf(status);
  const said = sentenceOf(error.error, withheld);
  const wait = retryAfter(error.headers, said, Date.now());
  const message = describe(kind, status, operation) + (said === null ? '' : ` Whop says: ${said}`);
  return new ProviderError(kind, message, wait === null ? {} : { retryAfter: wait });
}

/** A redirect is no refusal: some other machine than Whop's API answered, and nothing can be told from it. */
function kindOf(status: number): ProviderErrorKind {
  if (status >= 500) return 'unavailable';
  if (status < 400) return 'unreadable';
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
    case 410:
      return 'not_found';
    case 408:
      return 'timed_out';
    case 429:
      return 'rate_limited';
    default:
      return 'refused';
  }
}

function describe(kind: ProviderErrorKind, status: number, { does, object, permission }: Operation): string {
  switch (kind) {
    case 'unauthorized':
      return 'Whop does not accept the API key: check WHOP_API_KEY.';
    case 'forbidden':
      return permission === null
        ? `Whop does not allow this API key to have it ${does}: look through the key's permissions.`
        : `Whop does not allow this API key to have it ${does}: add the permission ${permission} to the key.`;
    case 'not_found':
      return `Whop cannot find ${object}.`;
    case 'refused':
      return `Whop refused to ${does} (${status}).`;
    case 'rate_limited':
      return 'Whop asks to slow down.';
    case 'unreadable':
      return `Something other than Whop's API answered with ${status} when asked to ${does}: check WHOP_BASE_URL.`;
    case 'unavailable':
    case 'disconnected':
    case 'timed_out':
      return `Whop failed with ${status} when asked to ${does}.`;
  }
}

function sentenceOf(body: unknown, withheld: readonly string[]): string | null {
  const parsed = errorBody.safeParse(body);
  if (!parsed.success) return null;
  const { error, message } = parsed.data;
  const sentence = typeof error === 'string' ? error : (error?.message ?? message);
  return sentence === undefined ? null : quotable(sentence, withheld);
}

/** `fetch` reports a connection cut in the middle of a body as a bare TypeError. */
function isBrokenConnection(thrown: unknown): boolean {
  return (
    thrown instanceof TypeError && (thrown.message === 'terminated' || thrown.message === 'fetch failed')
  );
}

/** The operating system's or HTTP client's own code (`ECONNREFUSED`), looked for down the chain of causes. */
function systemCode(thrown: unknown): string | null {
  let at = thrown;
  for (let depth = 0; depth < 5 && at instanceof Error; depth += 1) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    at = at.cause;
  }
  return null;
}
