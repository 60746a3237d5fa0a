import type { Millis } from '../domain/instant.ts';

/**
 * What went wrong at a provider, by what the caller should do:
 * - `unauthorized`, `forbidden`: set up the key or permission; trying again is useless until then
 * - `not_found`: the object is gone
 * - `refused`: the provider understood and said no (400, 409, 422)
 * - `rate_limited`: wait as told
 * - `unavailable` (5xx), `disconnected`, `timed_out`, `unreadable` (an answer that makes no sense): try again; a call that changes something
 *   may or may not have taken effect
 */
export type ProviderErrorKind =
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'refused'
  | 'rate_limited'
  | 'unavailable'
  | 'disconnected'
  | 'timed_out'
  | 'unreadable';

/** Thrown by every call to a provider that did not succeed. Its message is one sentence for people, free of personal data. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly kind: ProviderErrorKind;
  /** How long the provider asks to wait. */
  readonly retryAfter: Millis | null;

  constructor(
    kind: ProviderErrorKind,
    message: string,
    options: { retryAfter?: Millis; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.retryAfter = options.retryAfter ?? null;
  }

  /** Whether the request may have taken effect at the provider although no good answer came back. */
  get inDoubt(): boolean {
    switch (this.kind) {
      case 'unavailable':
      case 'disconnected':
      case 'timed_out':
      case 'unreadable':
        return true;
      case 'unauthorized':
      case 'forbidden':
      case 'not_found':
      case 'refused':
      case 'rate_limited':
        return false;
    }
  }
}

/** A webhook whose signature is bad, stale or missing: answered 401. */
export class WebhookSignatureError extends Error {
  override readonly name = 'WebhookSignatureError';
}

/** A genuine webhook that is not JSON, or has no type or object id: answered 400, with its message. That is free of what the webhook said. */
export class WebhookFormatError extends Error {
  override readonly name = 'WebhookFormatError';
}
