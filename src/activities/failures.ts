import { ApplicationFailure } from '@temporalio/common';
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
