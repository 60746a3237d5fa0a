import { randomUUID } from 'node:crypto';
import type { Wording } from '../faults/calls.ts';
import { Refusal } from '../refusal.ts';
import type { Reply } from '../routes.ts';

/** One of the causes an error names. */
interface Cause {
  readonly reason_code: string;
  readonly message: string;
}

/** WePay says no. Its errors are `{error_code, error_message, details: [{reason_code, message}]}`. */
export class WepayRefusal extends Refusal {
  override readonly name = 'WepayRefusal';
  readonly code: string;
  readonly details: readonly Cause[];

  constructor(status: 400 | 403 | 404 | 429, code: string, message: string, details: readonly Cause[] = []) {
    super(status, [message, ...details.map((cause) => cause.message)].join(' '));
    this.code = code;
    this.details = details;
    this.#said = message;
  }

  readonly #said: string;

  toReply(): Reply {
    return worded(this.status, this.code, this.#said, this.details);
  }
}

/** What WePay says when it fails, and when it was asked too much. It documents no header that names a wait. */
export const WEPAY_WORDING: Wording = {
  failure: (status) => worded(status, 'UNEXPECTED_ERROR', 'There was an unexpected error on our end.'),
  rateLimit: () => tooMany().toReply(),
};

/** A request that cannot be done, and why. */
export function invalid(reason: string, message: string): WepayRefusal {
  return new WepayRefusal(400, 'INVALID_PARAMS', 'The request has invalid parameters.', [
    { reason_code: reason, message },
  ]);
}

export function notAuthorized(message: string): WepayRefusal {
  return new WepayRefusal(403, 'NOT_AUTHORIZED', 'The request is not authorized.', [
    { reason_code: 'NOT_AUTHORIZED', message },
  ]);
}

/** @param what - the kind of object: `dispute` */
export function notFound(what: string): WepayRefusal {
  return new WepayRefusal(404, 'RESOURCE_NOT_FOUND', `The ${what} does not exist.`);
}

export function tooMany(): WepayRefusal {
  return new WepayRefusal(429, 'TOO_MANY_REQUESTS', 'Too many requests were made. Try again later.');
}

/** The headers of every answer: support finds a request by its correlation id. */
export function traced(): Record<string, string> {
  return { 'X-Correlation-Id': randomUUID() };
}

function worded(status: number, code: string, message: string, details: readonly Cause[] = []): Reply {
  return { status, body: { error_code: code, error_message: message, details }, headers: traced() };
}
