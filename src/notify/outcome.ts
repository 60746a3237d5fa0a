import type { Millis } from '../domain/instant.ts';
import { StoreUnavailableError } from '../store/errors.ts';
import { NothingToTell, NotKnownYet, RetryLater, Undeliverable } from './channel.ts';

/** What came of one attempt. */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'skipped'; readonly why: string }
  | { readonly kind: 'unready'; readonly why: string }
  | { readonly kind: 'later'; readonly why: string; readonly after: Millis | null }
  | { readonly kind: 'never'; readonly why: string };

/** What a failure of a channel means. Only what was written for people is shown to them: other errors may carry names and addresses. */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof Undeliverable) return { kind: 'never', why: error.message };
  if (error instanceof NothingToTell) return { kind: 'skipped', why: error.message };
  if (error instanceof NotKnownYet) return { kind: 'unready', why: error.message };
  if (error instanceof RetryLater) return { kind: 'later', why: error.message, after: error.after };
  if (error instanceof StoreUnavailableError)
    return { kind: 'later', why: 'The store was out of reach.', after: null };
  const name = error instanceof Error ? error.name : typeof error;
  return { kind: 'later', why: `Something unforeseen went wrong (${name}).`, after: null };
}
