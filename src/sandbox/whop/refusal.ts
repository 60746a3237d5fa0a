import type { Wording } from '../faults/calls.ts';
import { Refusal } from '../refusal.ts';
import type { Reply } from '../routes.ts';

/** Whop says no. Its errors are `{error: {code, message}}`; the SDK shows them as `err.error.error.code`. */
export class WhopRefusal extends Refusal {
  override readonly name = 'WhopRefusal';
  readonly code: string;

  constructor(status: 400 | 401 | 403 | 404, code: string, message: string) {
    super(status, message);
    this.code = code;
  }

  toReply(): Reply {
    return { status: this.status, body: { error: { code: this.code, message: this.message } } };
  }
}

/** What Whop says when it fails, and when it was asked too much. Sources: seed 000 and its page on rate limits. */
export const WHOP_WORDING: Wording = {
  failure: (status) => ({
    status,
    body: { error: { code: 'internal_error', message: 'Something went wrong. Please try again.' } },
  }),
  rateLimit: (seconds) => ({
    status: 429,
    body: { error: { type: 'rate_limit_exceeded', message: `Try again in ${seconds} seconds.` } },
    headers: { 'Retry-After': String(Math.ceil(seconds)) },
  }),
};

export function badRequest(message: string): WhopRefusal {
  return new WhopRefusal(400, 'bad_request', message);
}

/** @param what - the kind of object, as Whop's sentence names it: `Dispute` */
export function notFound(what: string): WhopRefusal {
  return new WhopRefusal(404, 'not_found', `${what} was not found.`);
}
