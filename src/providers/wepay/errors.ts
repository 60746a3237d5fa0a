import { z } from 'zod';
import { SECOND, type Millis } from '../../domain/instant.ts';
import { correlationId } from '../calls.ts';
import { ProviderError, type ProviderErrorKind } from '../errors.ts';
import { isBrokenConnection, kindOfStatus, systemCode } from '../http-failure.ts';
import { quotable } from '../quote.ts';
import { retryAfter } from '../retry-after.ts';
import type { Operation } from './operations.ts';

/** WePay counts the requests of the last ten seconds (its API basics) and names no wait: after these there is room. */
const WINDOW: Millis = 10 * SECOND;

const sentence = z.string().optional().catch(undefined);

/** `{error_code, error_message, details: [{reason_code, message}]}`: WePay's API reference. */
const errorBody = z.object({
  error_code: sentence,
  error_message: sentence,
  details: z
    .array(z.object({ reason_code: sentence, message: sentence }).catch({}))
    .optional()
    .catch(undefined),
});

/** An answer that is no success. */
export interface Refusal {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed, or null when it is no JSON or did not come whole. */
  readonly body: unknown;
}

/**
 * What WePay meant by an answer that is no success.
 *
 * @param withheld - texts we sent, which must not come back in the message
 */
export function refusalError(
  operation: Operation,
  { status, headers, body }: Refusal,
  withheld: readonly string[],
): ProviderError {
  const kind = kindOfStatus(status);
  const said = sentenceOf(body, withheld);
  const wait = retryAfter(headers, said, Date.now()) ?? (kind === 'rate_limited' ? WINDOW : null);
  const message =
    describe(kind, status, operation) + (said === null ? '' : ` WePay says: ${said}`) + traceOf(headers);
  return new ProviderError(kind, message, wait === null ? {} : { retryAfter: wait });
}

/**
 * Turns whatever a request threw into a {@link ProviderError}. Nothing goes with it, not even as a cause.
 *
 * @param gaveUp - why we stopped waiting ourselves, if we did
 */
export function requestError(
  thrown: unknown,
  { doing }: Operation,
  gaveUp: 'timed_out' | 'cancelled' | null,
): ProviderError {
  if (thrown instanceof ProviderError) return thrown;
  if (gaveUp === 'cancelled')
    return new ProviderError('timed_out', `${doing} was called off before WePay answered.`);
  if (gaveUp === 'timed_out')
    return new ProviderError('timed_out', `${doing} took too long: WePay did not answer in time.`);
  const why = systemCode(thrown) ?? (isBrokenConnection(thrown) ? 'it was lost' : 'no request could be made');
  return new ProviderError('disconnected', `${doing} failed: no good connection to WePay (${why}).`);
}

/** An answer that is not the object the API promises. */
export function unreadable({ doing }: Operation, headers?: Headers): ProviderError {
  return new ProviderError('unreadable', `${doing} failed: WePay's answer made no sense.${traceOf(headers)}`);
}

function describe(kind: ProviderErrorKind, status: number, operation: Operation): string {
  const { doing, object, credentials, address } = operation;
  switch (kind) {
    case 'unauthorized':
      return `WePay does not accept the app: check ${credentials}.`;
    case 'forbidden':
      return `${doing} is not allowed: check ${credentials}, and what the app may do.`;
    case 'not_found':
      return `WePay cannot find ${object}.`;
    case 'refused':
      return `${doing} was refused by WePay (${status}).`;
    case 'rate_limited':
      return `${doing} has to wait: WePay asks to slow down.`;
    case 'unreadable':
      return `${doing} failed: something other than WePay's API answered (${status}). Check ${address}.`;
    case 'unavailable':
    case 'disconnected':
    case 'timed_out':
      return `${doing} failed at WePay (${status}).`;
  }
}

/** The message and what its details add to it; codes stand in where there are no words. */
function sentenceOf(body: unknown, withheld: readonly string[]): string | null {
  const parsed = errorBody.safeParse(body);
  if (!parsed.success) return null;
  const { error_code, error_message, details = [] } = parsed.data;
  const said = [
    error_message ?? error_code,
    ...details.map(({ message, reason_code }) => message ?? reason_code),
  ];
  return quotable(said.filter((part) => part !== undefined).join(' '), withheld);
}

/** WePay's support finds a request by its correlation id, so it goes wherever the message goes. */
function traceOf(headers: Headers | undefined): string {
  const id = correlationId(headers);
  return id === null ? '' : ` (Correlation id ${id}.)`;
}
