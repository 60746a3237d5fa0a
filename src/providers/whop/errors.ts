import { APIConnectionError, APIConnectionTimeoutError, APIError, WhopError } from '@whop/sdk';
import { z } from 'zod';
import { ProviderError, type ProviderErrorKind } from '../errors.ts';
import { isBrokenConnection, kindOfStatus, systemCode } from '../http-failure.ts';
import type { Operation } from './operations.ts';
import { quotable } from '../quote.ts';
import { retryAfter } from '../retry-after.ts';

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
  const { doing } = context.operation;
  if (context.gaveUp === 'cancelled') {
    return new ProviderError('timed_out', `${doing} was called off before Whop answered.`);
  }
  if (context.gaveUp === 'timed_out' || thrown instanceof APIConnectionTimeoutError) {
    return new ProviderError('timed_out', `${doing} took too long: Whop did not answer in time.`);
  }
  if (thrown instanceof APIConnectionError || isBrokenConnection(thrown)) {
    const why = systemCode(thrown) ?? 'it was lost';
    return new ProviderError('disconnected', `${doing} failed: no good connection to Whop (${why}).`);
  }
  if (thrown instanceof WhopError) {
    return new ProviderError('refused', `${doing} is impossible: its id cannot be part of an address.`);
  }
  return unreadable(context.operation);
}

/** An answer that is not the object the API promises. */
export function unreadable(operation: Operation): ProviderError {
  return new ProviderError('unreadable', `${operation.doing} failed: Whop's answer made no sense.`);
}

function statusError(error: APIError, { operation, withheld }: CallContext): ProviderError {
  const status = error.status ?? 0;
  const kind = kindOfStatus(status);
  const said = sentenceOf(error.error, withheld);
  const wait = retryAfter(error.headers, said, Date.now());
  const message = describe(kind, status, operation) + (said === null ? '' : ` Whop says: ${said}`);
  return new ProviderError(kind, message, wait === null ? {} : { retryAfter: wait });
}

function describe(kind: ProviderErrorKind, status: number, { doing, object, permission }: Operation): string {
  switch (kind) {
    case 'unauthorized':
      return 'Whop does not accept the API key: check WHOP_API_KEY.';
    case 'forbidden':
      return permission === null
        ? `${doing} is not allowed: look through the permissions of the API key.`
        : `${doing} is not allowed: add the permission ${permission} to the API key.`;
    case 'not_found':
      return `Whop cannot find ${object}.`;
    case 'refused':
      return `${doing} was refused by Whop (${status}).`;
    case 'rate_limited':
      return `${doing} has to wait: Whop asks to slow down.`;
    case 'unreadable':
      return `${doing} failed: something other than Whop's API answered (${status}). Check WHOP_BASE_URL.`;
    case 'unavailable':
    case 'disconnected':
    case 'timed_out':
      return `${doing} failed at Whop (${status}).`;
  }
}

function sentenceOf(body: unknown, withheld: readonly string[]): string | null {
  const parsed = errorBody.safeParse(body);
  if (!parsed.success) return null;
  const { error, message } = parsed.data;
  const sentence = typeof error === 'string' ? error : (error?.message ?? message);
  return sentence === undefined ? null : quotable(sentence, withheld);
}
