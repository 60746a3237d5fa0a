import { ProviderError, type ProviderErrorKind } from '../providers/errors.ts';

/** How a call to a provider ended. `failed` is a mistake of ours. */
export type CallOutcome = 'ok' | ProviderErrorKind | 'failed';

/** @param error - null for a call that did not fail */
export function outcomeOf(error: unknown): CallOutcome {
  if (error === null) return 'ok';
  return error instanceof ProviderError ? error.kind : 'failed';
}
