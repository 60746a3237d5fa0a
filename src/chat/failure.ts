import { SlackError, WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { SECOND, type Millis } from '../domain/instant.ts';

/**
 * What went wrong at Slack, by what to do about it:
 * - `slowed`: too much at once; nothing was done
 * - `refused`: Slack understood and said no, with a word such as `channel_not_found`; nothing was done
 * - `unknown`: no good answer came; what was asked for may have been done
 */
export type ChatFailureKind = 'slowed' | 'refused' | 'unknown';

/** Thrown by every call to Slack that did not succeed. Its message is for people, and free of what was sent. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly kind: ChatFailureKind;
  /** Slack's own word for a refusal. */
  readonly word: string | null;
  /** How long Slack asks to wait. */
  readonly retryAfter: Millis | null;

  constructor(
    kind: ChatFailureKind,
    message: string,
    options: { readonly word?: string; readonly retryAfter?: Millis; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.word = options.word ?? null;
    this.retryAfter = options.retryAfter ?? null;
  }
}

/** Turns what the client library throws into a {@link ChatError}; what is no failure of Slack's comes back as it is. */
export function chatError(thrown: unknown): unknown {
  if (thrown instanceof WebAPIRateLimitedError) {
    return new ChatError('slowed', `Slack asks to wait ${thrown.retryAfter} s.`, {
      retryAfter: thrown.retryAfter * SECOND,
    });
  }
  if (thrown instanceof WebAPIPlatformError) return refusal(thrown.data.error);
  if (thrown instanceof WebAPIHTTPError) {
    return new ChatError('unknown', `Slack answered with status ${thrown.statusCode}.`);
  }
  if (thrown instanceof SlackError)
    return new ChatError('unknown', 'Slack did not answer.', { cause: thrown });
  return thrown;
}

/** Slack's words are few and plain; anything longer is no word of its API but some other machine's page. */
function refusal(said: string): ChatError {
  const word = /^[a-z_]{1,60}$/.test(said) ? said : null;
  if (word === null) return new ChatError('unknown', 'Slack answered with something that is no answer.');
  // Slack says by these that it broke on the way, not that it refused.
  if (['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'].includes(word)) {
    return new ChatError('unknown', `Slack failed: ${word}.`, { word });
  }
  return new ChatError('refused', `Slack refused: ${word}.`, { word });
}
