import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { SECOND, type Millis } from '../domain/instant.ts';
import type { ProviderFailure } from '../domain/reads.ts';
import { ProviderError } from '../providers/errors.ts';

/** What a provider's error says, in the words the workflow understands. Anything else is a fault of ours and is thrown on. */
export function failureFrom(error: unknown): ProviderFailure {
  if (error instanceof ProviderError)
    return { kind: error.kind, message: error.message, retryAfter: error.retryAfter };
  throw error;
}

/** Passes a provider's error through Temporal: its kind is the failure's type, the whole of it the first detail. */
export function asApplicationFailure(error: unknown): unknown {
  if (!(error instanceof ProviderError)) return error;
  return ApplicationFailure.create({
    message: error.message,
    type: error.kind,
    nonRetryable: true,
    details: [failureFrom(error), error.inDoubt],
  });
}

/** Gets together what a call needs; what goes wrong here is known to have had no effect at the provider. */
export async function unsent<T>(gather: () => Promise<T>): Promise<T> {
  try {
    return await gather();
  } catch {
    const message = 'the store did not give out what was to be sent.';
    const failure: ProviderFailure = { kind: 'unavailable', message, retryAfter: null };
    throw ApplicationFailure.create({
      message,
      type: failure.kind,
      nonRetryable: true,
      details: [failure, false],
    });
  }
}

/** A call that acts is never sent later than this after it was scheduled. */
const SEND_WITHIN: Millis = 20 * SECOND;
/** `ApplicationFailure.type` of a call that was picked up too late and was not sent. */
const NOT_SENT = 'NotSent';

/** Ends an acting call that was picked up too late, so that its workflow knows when no attempt can still be alive. */
export function throwIfLate(): void {
  if (Date.now() - Context.current().info.currentAttemptScheduledTimestampMs <= SEND_WITHIN) return;
  throwNotSent('The call was picked up too late and was not sent.');
}

/** Ends an acting call before anything left this process. */
export function throwNotSent(message: string): never {
  throw ApplicationFailure.nonRetryable(message, NOT_SENT);
}
