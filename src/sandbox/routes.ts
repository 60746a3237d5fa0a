import express, { type Express, type Request, type Response } from 'express';
import type { IncomingHttpHeaders } from 'node:http';
import type { DatabaseSync } from 'node:sqlite';
import type { ProviderName } from '../domain/names.ts';
import { inTransaction } from './database.ts';
import { readForm, type Form } from './form.ts';
import type { Ledger } from './ledger.ts';

/** A request to a provider's route, as far as routes need it. The body is raw: each provider reads it its own way. */
export interface ProviderRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as a form, on routes that take one; null when it is none. */
  readonly form: Form | null;
}

/** An answer: JSON, unless the body is bytes or text already. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One route of a provider's API. `handle` is synchronous: what it changes is one transaction. */
export interface ProviderRoute {
  /** How ledger and interceptors call it: `disputes.submit_evidence`. */
  readonly name: string;
  readonly method: 'get' | 'post' | 'put' | 'all';
  readonly path: string;
  /** Its body is a form with files. */
  readonly takesForm?: boolean;
  /** The objects a call names in its body. */
  idsInBody?(request: ProviderRequest): readonly string[];
  handle(request: ProviderRequest): Reply;
}

/**
 * Stands between every route and the wire, by the route's name. It may wait before or after `work`, answer something else, or answer null,
 * which cuts the connection; a promise that never settles is a provider that hangs. `work` does what was asked and may be called once.
 */
export type Interceptor = (call: InterceptedCall, work: () => Reply) => Promise<Reply | null>;

/** A call as interceptors know it. */
interface InterceptedCall {
  readonly provider: ProviderName;
  readonly route: string;
  readonly method: ProviderRoute['method'];
  /** The ids in its path, the object a list is narrowed to, and those its body names. */
  readonly ids: readonly string[];
  /** Its entry in the ledger. */
  readonly seq: number;
}

/** What a provider's routes are mounted with. */
export interface Mounting {
  readonly provider: ProviderName;
  readonly database: DatabaseSync;
  readonly ledger: Ledger;
  readonly intercept: Interceptor;
}

/** The largest body taken: room for one evidence file well over any provider's limit. */
const MAX_BODY = '32mb';

/** Headers worth keeping of a call; none of them is a secret. */
const LEDGER_HEADERS = [
  'idempotency-key',
  'unique-key',
  'api-version',
  'api-version-date',
  'content-type',
  'x-stainless-retry-count',
];

/** What lists are narrowed to one object by. */
const NARROWING = ['payment_id', 'object_id'];

/** Puts a provider's routes on the wire, each call written to the ledger when it arrives and when it is answered. */
export function mountRoutes(app: Express, routes: readonly ProviderRoute[], mounting: Mounting): void {
  for (const route of routes) {
    app[route.method](route.path, express.raw({ type: () => true, limit: MAX_BODY }), (request, response) =>
      serve(route, request, response, mounting),
    );
  }
}

async function serve(
  route: ProviderRoute,
  request: Request,
  response: Response,
  { provider, database, ledger, intercept }: Mounting,
): Promise<void> {
  const asked = await toProviderRequest(request, route.takesForm === true);
  const narrowedTo = NARROWING.flatMap((name) => asked.query.get(name) ?? []);
  const ids = [...Object.values(asked.params), ...narrowedTo, ...(route.idsInBody?.(asked) ?? [])];
  const seq = ledger.arrived({ provider, name: route.name, ids, detail: describe(request, asked) });
  const reply = await intercept({ provider, route: route.name, method: route.method, ids, seq }, () =>
    inTransaction(database, () => route.handle(asked)),
  );
  if (reply === null) {
    request.socket.destroy();
    return;
  }
  ledger.answered(seq, reply.status);
  response.status(reply.status).set(reply.headers ?? {});
  if (typeof reply.body === 'string' || Buffer.isBuffer(reply.body)) response.send(reply.body);
  else response.json(reply.body);
}

async function toProviderRequest(request: Request, takesForm: boolean): Promise<ProviderRequest> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.params)) {
    params[name] = Array.isArray(value) ? value.join('/') : value;
  }
  const { headers } = request;
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return {
    params,
    query: new URL(request.originalUrl, 'http://sandbox').searchParams,
    headers,
    body,
    form: takesForm ? await readForm(body, headers['content-type']) : null,
  };
}

function describe(
  request: Request,
  { query, headers }: ProviderRequest,
): Record<string, string | Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const name of LEDGER_HEADERS) {
    const value = headers[name];
    if (typeof value === 'string') kept[name] = value;
  }
  // A presigned URL's token is a key to the file for whoever reads the ledger.
  const asked = Object.fromEntries([...query].filter(([name]) => name !== 'token'));
  return { method: request.method, path: request.path, query: asked, headers: kept };
}
