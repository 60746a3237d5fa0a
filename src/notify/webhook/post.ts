import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type Millis, SECOND } from '../../domain/instant.ts';
import { retryAfter } from '../../providers/retry-after.ts';
import { anyLookup, isPublicHost, NotPublicError, publicLookup, type Resolve } from '../../public-address.ts';

/** From the look-up of the name to the end of the answer. */
const TIME_LIMIT: Millis = 15 * SECOND;
/** What an answer says is of no interest, but a sender that hangs up on it looks like a failure to the other side. */
const ANSWER_LIMIT = 16 * 1024;

export interface Letter {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PostOptions {
  readonly allowPrivate: boolean;
  readonly signal: AbortSignal;
  readonly resolve?: Resolve | undefined;
}

/** What the other side answered. */
export interface Answered {
  readonly status: number;
  /** How long it asks to wait. */
  readonly after: Millis | null;
}

/**
 * Posts once: no redirect is followed, and no more is read of the answer than a little.
 *
 * @throws NotPublicError before anything is sent, unless private addresses are allowed; the socket's own error when there is no answer
 */
export function post(letter: Letter, options: PostOptions): Promise<Answered> {
  const { url, headers, body } = letter;
  const { allowPrivate, resolve } = options;
  // A socket looks names up only: an address that stands in the URL is looked at here.
  if (!allowPrivate && !isPublicHost(url.hostname))
    return Promise.reject(new NotPublicError('The address is no public one.'));
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const { promise, ...answered } = Promise.withResolvers<Answered>();
  const settings: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    lookup: allowPrivate ? anyLookup(resolve) : publicLookup(resolve),
    agent: false,
    signal: AbortSignal.any([options.signal, AbortSignal.timeout(TIME_LIMIT)]),
  };
  const sent = request(url, settings, (response) => {
    skimAnswer(response);
    answered.resolve({ status: response.statusCode ?? 0, after: waitAskedFor(response) });
  });
  sent.on('error', answered.reject);
  sent.end(body);
  return promise;
}

function skimAnswer(response: IncomingMessage): void {
  let read = 0;
  response.on('data', (chunk: Buffer) => {
    read += chunk.byteLength;
    if (read > ANSWER_LIMIT) response.destroy();
  });
  response.on('error', () => undefined);
}

function waitAskedFor({ headers }: IncomingMessage): Millis | null {
  const value = headers['retry-after'];
  return value === undefined ? null : retryAfter(new Headers({ 'retry-after': value }), null, Date.now());
}
