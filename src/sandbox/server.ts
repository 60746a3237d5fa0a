import express from 'express';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from 'pino';
import { newAccounts, settingsFor, type SandboxAccounts } from './accounts.ts';
import { openDatabase } from './database.ts';
import { startDemo } from './demo/start.ts';
import type { Faults } from './faults/faults.ts';
import { useMildFaults } from './faults/mild.ts';
import type { Ledger } from './ledger.ts';
import { mount } from './mount.ts';
import { createParts } from './parts.ts';
import type { Interceptor } from './routes.ts';
import type { StandIn } from './stand-in.ts';
import { createStandIns, type RetryDelays } from './stand-ins.ts';
import { startSender } from './webhooks/sender.ts';

/** What a sandbox is started with. */
export interface SandboxOptions {
  /** The merchant's accounts at the providers; made at random when absent. */
  readonly accounts?: SandboxAccounts | undefined;
  /** Loopback: the control API asks nobody who they are. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The folder its state is kept in; null keeps it in memory. */
  readonly dataDir: string | null;
  /**
   * The merchant's webhook endpoints: each provider's go to `<this>/<provider>`. Null or absent keeps what was set before, and until something was,
   * holds them back.
   */
  readonly webhooksTo?: string | null;
  /** Opens disputes and rules on them by itself. */
  readonly demo: boolean;
  readonly log?: Pick<Logger, 'error'> | undefined;
  /** The same seed gives the same object ids; random when absent. */
  readonly idSeed?: string | undefined;
  /** Waits between the attempts to deliver a webhook; each provider's own when absent. */
  readonly webhookRetryDelays?: RetryDelays | undefined;
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
  const parts = createParts(database, {
    origin: () => originOf(server),
    idSeed: options.idSeed ?? null,
    faultSeed: options.faultSeed ?? null,
  });
  const accounts = options.accounts ?? newAccounts();
  const standIns = createStandIns(accounts, parts, options.webhookRetryDelays ?? {});
  useMildFaults(parts.faults, options.faults === 'mild');
  if (typeof options.webhooksTo === 'string') sendTo(standIns, options.webhooksTo);
  const senders = standIns.map(({ channel }) => startSender(channel, parts));
  const wake = (): void => {
    for (const sender of senders) sender.wake();
  };
  const stopping = new AbortController();
  const { intercept, log } = options;
  mount(app, standIns, parts, { intercept, log, wake, closing: stopping.signal });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const demo = options.demo ? startDemo(standIns, wake, log) : null;
  wake();

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    stopping.abort();
    await demo?.stop();
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await Promise.all([closed, ...senders.map((sender) => sender.close())]);
    database.close();
  }

  return {
    url: `${originOf(server)}/api/v1`,
    controlUrl: `${originOf(server)}/control`,
    port: addressOf(server).port,
    settings: settingsFor(accounts, originOf(server)),
    ledger: parts.ledger,
    faults: parts.faults,
    sendWebhooksTo(url) {
      sendTo(standIns, url);
      wake();
    },
    close: () => (closing ??= close()),
  };
}

function sendTo(standIns: readonly StandIn[], url: string | null): void {
  for (const { provider, settings } of standIns) settings.sendTo(url === null ? null : `${url}/${provider}`);
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
