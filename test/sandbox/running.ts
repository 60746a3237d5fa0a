import Whop from '@whop/sdk';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { newAccounts, type SandboxAccounts } from '../../src/sandbox/accounts.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/server.ts';

export const COMPANY = 'biz_sandboxtest';
const API_KEY = 'apik_test';
export const WEBHOOK_SECRET = 'ws_0f1e2d3c4b5a';

/** What a scenario's start and each step of it answer with. */
interface Started {
  readonly id: string;
  readonly payment_id: string;
  readonly alert_id: string;
  readonly dispute_id: string;
  readonly dispute_ids: readonly string[];
  readonly refund_ids: readonly string[];
  readonly next: string | null;
}

/** What the control API answers, as far as tests look into it. */
interface ControlAnswer extends Started {
  readonly data: readonly {
    readonly provider: string;
    readonly id: string;
    readonly seq: number;
    readonly name: string;
    readonly type: string;
    readonly next_attempt_at: string;
  }[];
  readonly scenarios: readonly { readonly provider: string; readonly name: string }[];
  readonly routes: readonly string[];
  readonly whop: { readonly scenarios: readonly { readonly name: string }[] };
}

/** The real SDK and the control API of one sandbox. */
export interface Driver {
  readonly client: Whop;
  readonly control: (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
  ) => Promise<{ readonly status: number; readonly body: ControlAnswer }>;
  /** Starts a scenario and expects that to work. */
  readonly start: (name: string, terms?: object) => Promise<Started>;
  /** Takes a scenario's next step and expects that to work. */
  readonly advance: (id: string) => Promise<Started>;
}

export interface Rig extends Driver {
  readonly sandbox: Sandbox;
  readonly accounts: SandboxAccounts;
}

/** Starts a sandbox in memory, closed when the test ends. */
export async function startRig(options: Partial<SandboxOptions> = {}): Promise<Rig> {
  const sandbox = await startSandbox({ ...OPTIONS, ...options });
  onTestFinished(() => sandbox.close());
  return { sandbox, accounts: options.accounts ?? ACCOUNTS, ...drive(sandbox) };
}

/** A rig with one payment in it. */
export async function paidRig(
  amount: number | string = 49,
  currency = 'usd',
): Promise<Rig & { payment: string }> {
  const rig = await startRig();
  const { payment_id } = await rig.start('payment', { amount, currency });
  return { ...rig, payment: payment_id };
}

/** The one refund of a payment, by its id. */
export async function onlyRefund({ client }: Rig, payment: string): Promise<string> {
  const { data } = await client.refunds.list({ payment_id: payment });
  const [refund] = data;
  if (refund === undefined || data.length > 1) throw new Error(`${payment} has ${data.length} refunds.`);
  return refund.id;
}

/** Made once for all tests of a file, because keys take a moment. */
const ACCOUNTS = newAccounts({
  whop: { companyId: COMPANY, apiKey: API_KEY, webhookSecret: WEBHOOK_SECRET },
});

/** What tests start a sandbox with unless they say otherwise. */
export const OPTIONS: SandboxOptions = {
  host: '127.0.0.1',
  port: 0,
  dataDir: null,
  webhooksTo: null,
  accounts: ACCOUNTS,
  demo: false,
};

export function drive({ url, controlUrl }: Pick<Sandbox, 'url' | 'controlUrl'>): Driver {
  const client = new Whop({ apiKey: API_KEY, baseURL: url, webhookKey: btoa(WEBHOOK_SECRET), maxRetries: 0 });
  const control: Driver['control'] = async (method, path, body) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${controlUrl}${path}`, init);
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const expectOk = async (path: string, asked?: object): Promise<Started> => {
    const { status, body } = await control('POST', path, asked);
    if (status >= 300) throw new Error(`${path}: ${JSON.stringify(body)}`);
    return body;
  };
  return {
    client,
    control,
    start: (name, terms = {}) => expectOk('/scenarios', { name, ...terms }),
    advance: (id) => expectOk(`/scenarios/${id}/advance`),
  };
}

/** Puts a file's bytes where its record says, with the headers it says. */
export async function put(
  { upload_url, upload_headers }: Pick<Whop.FileCreateResponse, 'upload_url' | 'upload_headers'>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const headers = Object.entries(upload_headers ?? {}).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return fetch(upload_url ?? '', { method: 'PUT', headers, body: bytes });
}

/** One webhook as it came in. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

/** A merchant's webhook endpoint. */
export interface Receiver {
  /** What `webhooksTo` takes. */
  readonly url: string;
  readonly received: Received[];
  /** The events' types, in the order they came: Whop's `type`, WePay's `topic`, CCG's `eventType`. */
  readonly types: () => string[];
}

/** @param answer - the status for the nth webhook, counted from 0; 200 when absent */
export async function startReceiver(
  answer: (nth: number) => number = () => 200,
  port = 0,
): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method !== 'POST') {
        response.writeHead(404).end();
        return;
      }
      const nth = received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        at: Date.now(),
      });
      response.writeHead(answer(nth - 1)).end();
    });
  });
  await listen(server, port);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return {
    url: `http://127.0.0.1:${address.port}/webhooks`,
    received,
    types: () => received.map(({ body }) => typeIn(JSON.parse(body))),
  };
}

function typeIn(event: Record<string, unknown>): string {
  return String(event['type'] ?? event['topic'] ?? event['name'] ?? event['eventType']);
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
}

/** What the SDK throws, for `rejects.toMatchObject`. */
export function refusal(status: number, code: string, message?: unknown): object {
  return { status, error: { error: { code, ...(message === undefined ? {} : { message }) } } };
}
