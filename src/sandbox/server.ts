import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from 'pino';
import type { Millis } from '../domain/instant.ts';
import { mountControl, type ControlRoute } from './control/routes.ts';
import { sharedRoutes } from './control/shared.ts';
import { newAccounts, settingsFor, type SandboxAccounts } from './accounts.ts';
import { openDatabase } from './database.ts';
import { startDemo } from './demo/start.ts';
import { faultyCalls } from './faults/calls.ts';
import { faultControl } from './faults/control.ts';
import type { Faults } from './faults/faults.ts';
import { useMildFaults } from './faults/mild.ts';
import type { Ledger } from './ledger.ts';
import { mountRoutes, type Interceptor } from './routes.ts';
import { startSender } from './webhooks/sender.ts';
import { whopChannel, WHOP_RETRY_DELAYS } from './whop/channel.ts';
import { describeWhop, whopControl } from './whop/control.ts';
import { createWhop } from './whop/create.ts';
import { whopRoutes } from './whop/routes.ts';
import { WHOP_WORDING } from './whop/refusal.ts';
import type { WhopAccount } from './whop/account.ts';
import type { WhopStandIn } from './whop/whop.ts';

/** What a sandbox is started with. */
export interface SandboxOptions extends Partial<WhopAccount> {
  /** The merchant's accounts at the providers; made at random when absent. */
  readonly accounts?: SandboxAccounts | undefined;
  /** Loopback: the control API asks nobody who they are. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The folder its state is kept in; null keeps it in memory. */
  readonly dataDir: string | null;
  /** Where Whop's webhooks go; null keeps what was set before, and until something was, holds them back. */
  readonly webhookUrl?: string | null;
  /** The merchant's webhook endpoints: each provider's go to `<this>/<provider>`. */
  readonly webhooksTo?: string | null;
  /** Opens disputes and rules on them by itself. */
  readonly demo: boolean;
  readonly log?: Pick<Logger, 'error'> | undefined;
  /** The same seed gives the same object ids; random when absent. */
  readonly idSeed?: string | undefined;
  /** Waits between the attempts to deliver a webhook; Whop's own when absent. */
  readonly webhookRetryDelays?: readonly Millis[] | undefined;
  /** Stands between every provider route and the wire, nearer to the route than faults do. */
  readonly intercept?: Interceptor | undefined;
  /** `mild` makes something of every fault now and then. Rules that were set by hand stay as they are, either way. */
  readonly faults?: 'mild' | null | undefined;
  /** The same seed gives the same dice to every fault rule that brings no seed of its own; random when absent. */
  readonly faultSeed?: string | undefined;
}

/** A sandbox that is running. */
export interface Sandbox {
  /** The base the SDK wants: `http://127.0.0.1:PORT/api/v1`. */
  readonly url: string;
  /** What Recourse's providers are set up with so that the sandbox stands in for all of them. */
  readonly settings: ReturnType<typeof settingsFor>;
  /** `http://127.0.0.1:PORT/control`. */
  readonly controlUrl: string;
  readonly port: number;
  readonly ledger: Pick<Ledger, 'entries'>;
  readonly faults: Omit<Faults, 'strike'>;
  setWebhookUrl(url: string | null): void;
  /** Sends each provider's webhooks to `<url>/<provider>` from now on; null holds them back. */
  sendWebhooksTo(url: string | null): void;
  /** Stops it. Nothing is lost: webhooks not yet delivered go out after the next start on the same folder. */
  close(): Promise<void>;
}

/**
 * Starts the providers' stand-in: their HTTP, their webhooks, and an API of its own to drive them by.
 *
 * @throws DataFolderInUseError when another process has the data folder open, and what `listen` throws when the port is taken
 *
 * @example
 * const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, dataDir: null, demo: false });
 * const providers = createProviders(sandbox.settings);
 * sandbox.sendWebhooksTo('http://127.0.0.1:3000/webhooks');
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const database = openDatabase(options.dataDir);
  try {
    return await serve(options, database);
  } catch (error) {
    database.close();
    throw error;
  }
}

async function serve(options: SandboxOptions, database: DatabaseSync): Promise<Sandbox> {
  const app = express().disable('x-powered-by');
  const server = createServer(app);
  const accounts = options.accounts ?? newAccounts(whopAccountOf(options));
  const whop = createWhop(accounts.whop, database, {
    origin: () => originOf(server),
    idSeed: options.idSeed ?? null,
    faultSeed: options.faultSeed ?? null,
  });
  const { ledger, settings, faults } = whop;
  useMildFaults(faults, options.faults === 'mild');
  const sendWebhooksTo = (url: string | null): void => {
    settings.change({ webhook_url: url === null ? null : `${url}/whop` });
  };
  if (typeof options.webhooksTo === 'string') sendWebhooksTo(options.webhooksTo);
  if (typeof options.webhookUrl === 'string') settings.change({ webhook_url: options.webhookUrl });
  const channel = whopChannel(whop, options.webhookRetryDelays ?? WHOP_RETRY_DELAYS);
  const sender = startSender(channel, whop);
  const stopping = new AbortController();
  mount(app, whop, options, { wake: sender.wake, closing: stopping.signal });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const demo = options.demo ? startDemo(whop, sender.wake, options.log) : null;
  sender.wake();

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    stopping.abort();
    await demo?.stop();
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await Promise.all([closed, sender.close()]);
    database.close();
  }

  return {
    url: `${originOf(server)}/api/v1`,
    controlUrl: `${originOf(server)}/control`,
    port: addressOf(server).port,
    settings: settingsFor(accounts, originOf(server)),
    ledger,
    faults,
    sendWebhooksTo(url) {
      sendWebhooksTo(url);
      sender.wake();
    },
    setWebhookUrl(url) {
      settings.change({ webhook_url: url });
      sender.wake();
    },
    close: () => (closing ??= close()),
  };
}

/**
 * @param wake - to be called whenever there may be a webhook to send
 * @param closing - aborted when the sandbox closes
 */
function mount(
  app: Express,
  whop: WhopStandIn,
  options: SandboxOptions,
  { wake, closing }: { readonly wake: () => void; readonly closing: AbortSignal },
): void {
  const { database, ledger, faults } = whop;
  const routes = [...sharedRoutes(whop), ...faultControl(faults), ...whopControl(whop)];
  const overview: ControlRoute = {
    method: 'get',
    path: '',
    summary: 'What there is.',
    handle: () => ({
      routes: routes.map(
        ({ method, path, summary }) => `${method.toUpperCase()} /control${path}: ${summary}`,
      ),
      whop: describeWhop(whop),
    }),
  };
  mountControl(app, [overview, ...routes], { database, afterwards: wake });
  const parts = { faults, database, ledger, wording: WHOP_WORDING, closing };
  const intercept = faultyCalls(parts, options.intercept ?? answerPlainly);
  mountRoutes(app, whopRoutes(whop), {
    provider: 'whop',
    database,
    ledger,
    intercept: async (call, work) =>
      intercept(call, () => {
        const reply = work();
        wake();
        return reply;
      }),
  });
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    sendFailure(error, response, options.log);
  });
}

function whopAccountOf({ companyId, apiKey, webhookSecret }: SandboxOptions): Partial<SandboxAccounts> {
  const given = companyId !== undefined && apiKey !== undefined && webhookSecret !== undefined;
  return given ? { whop: { companyId, apiKey, webhookSecret } } : {};
}

const answerPlainly: Interceptor = (_call, work) => Promise.resolve(work());

/** What no route answers for: a body over the limit, or a fault of the sandbox itself. */
function sendFailure(error: unknown, response: Response, log: SandboxOptions['log']): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const tooLarge = error instanceof Error && 'status' in error && error.status === 413;
  if (!tooLarge) log?.error({ err: error }, 'the sandbox failed to answer');
  const message = tooLarge ? 'The request body is too large.' : 'The sandbox failed; see its log.';
  response.status(tooLarge ? 413 : 500).json({ error: { code: 'sandbox_error', message } });
}

function originOf(server: Server): string {
  const { address, port, family } = addressOf(server);
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sandbox is not listening.');
  return address;
}
