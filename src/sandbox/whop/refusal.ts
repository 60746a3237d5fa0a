import type { Reply } from '../routes.ts';

/** Whop says no. Its errors are `{error: {code, message}}`; the SDK shows them as `err.error.error.code`. */
export class WhopRefusal extends Error {
  override readonly name = 'WhopRefusal';
  readonly status: number;
  readonly code: string;

  constructor(status: 400 | 401 | 403 | 404, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  toReply(): Reply {
    return { status: this.status, body: { error: { code: this.code, message: this.message } } };
  }
}

export function badRequest(message: string): WhopRefusal {
  return new WhopRefusal(400, 'bad_request', message);
}

/** @param what - the kind of object, as Whop's sentence names it: `Dispute` */
export function notFound(what: string): WhopRefusal {
  return new WhopRefusal(404, 'not_found', `${what} was not found.`);
}
