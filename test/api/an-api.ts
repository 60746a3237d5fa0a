import { Writable } from 'node:stream';
import { pino } from 'pino';
import { type ApiOptions, createApi } from '../../src/api/app.ts';
import type { ApiToken } from '../../src/api/auth.ts';
import { listen, serverOptions } from '../../src/api/server.ts';
import type { CaseState, TimelineEntry } from '../../src/domain/case.ts';
import type { Role } from '../../src/people/role.ts';
import type { Store } from '../../src/store/store.ts';
import { wepayAt } from '../providers/wepay/samples.ts';
import { whopAt } from '../providers/whop/samples.ts';
import { openTemporaryStore } from '../setup/store.ts';
import { type Contract, contractOf } from './contract.ts';
import { type DeskGateway, deskGateway } from './desk-gateway.ts';

function token(role: Role, merchantId: string | null = null): ApiToken {
  const name = merchantId === null ? role : `${role} of ${merchantId}`;
  return {
    name,
    role,
    token: `secret-${name.replaceAll(' ', '-')}`,
    merchantIds: merchantId === null ? null : [merchantId],
  };
}

export const VIEWER = token('viewer');
export const RESPONDER = token('responder');
export const APPROVER = token('approver');
export const ADMIN = token('admin');
export const ADMIN_OF_1 = token('admin', 'biz_1');
export const ADMIN_OF_2 = token('admin', 'biz_2');

/** What a request carries; `json` becomes the body, `token` null leaves the header out. */
export interface Sent {
  readonly token?: ApiToken | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly body?: string | Buffer | FormData;
}

export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly type: string;
  readonly text: string;
  readonly bytes: Buffer;
  /** The parsed body; reading any part of it is a test's own business. */
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asks for parts of an answer whose shape the contract has checked already
  readonly json: any;
}

/** A running API on a real store, with every answer held against its own description. */
export interface TestApi {
  readonly url: string;
  readonly store: Store;
  readonly gateway: DeskGateway;
  readonly contract: Contract;
  /** Lines of the log. */
  readonly logged: string[];
  send(method: string, path: string, sent?: Sent): Promise<Received>;
  /** Puts a case into the store, as its workflow would. */
  keep(state: CaseState, entries?: readonly TimelineEntry[]): Promise<void>;
  close(): Promise<void>;
}

export async function openApi(options: Partial<ApiOptions> = {}, bounds = serverOptions): Promise<TestApi> {
  const store = options.store ?? (await openTemporaryStore());
  const gateway = deskGateway(store);
  const logged: string[] = [];
  const app = createApi({
    store,
    gateway,
    providers: new Map([
      ['whop', whopAt('http://127.0.0.1:9')],
      ['wepay', wepayAt('http://127.0.0.1:9')],
    ]),
    tokens: [VIEWER, RESPONDER, APPROVER, ADMIN, ADMIN_OF_1, ADMIN_OF_2],
    log: pino({ level: 'debug' }, collector(logged)),
    ...options,
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0 }, bounds);
  const described = await request(server.url, 'GET', '/api/v1/openapi.json');
  const contract = contractOf(described.json);
  return {
    url: server.url,
    store,
    gateway,
    contract,
    logged,
    async send(method, path, sent) {
      const received = await request(server.url, method, path, sent);
      contract.check(method, path, received);
      return received;
    },
    keep: async (state, entries = []) => void (await store.recordCase(state, entries)),
    async close() {
      await server.close(1_000);
      await store.close();
    },
  };
}

async function request(
  url: string,
  method: string,
  path: string,
  { token: as = ADMIN, headers = {}, json, body }: Sent = {},
): Promise<Received> {
  const response = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(as && { authorization: `Bearer ${as.token}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: json === undefined ? (body ?? null) : JSON.stringify(json),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = bytes.toString('utf8');
  const type = response.headers.get('content-type') ?? '';
  const isJson = /\bjson\b/.test(type);
  return {
    status: response.status,
    headers: response.headers,
    type,
    text,
    bytes,
    json: isJson && text !== '' ? JSON.parse(text) : null,
  };
}

function collector(lines: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
}
