import { once } from 'node:events';
import { type Server, type ServerOptions, createServer } from 'node:http';
import type { Express } from 'express';
import { type Millis, MINUTE, SECOND } from '../domain/instant.ts';

/** Bounds on what one connection can take up, however slow or large its caller makes it. */
export const serverOptions: ServerOptions = {
  headersTimeout: 10 * SECOND,
  /** Long enough for 10 MB of evidence from a phone. */
  requestTimeout: 2 * MINUTE,
  /** Longer than the minute load balancers keep connections, so that they and not we close an idle one. */
  keepAliveTimeout: 65 * SECOND,
  connectionsCheckingInterval: 2 * SECOND,
  maxHeaderSize: 16 * 1024,
};

const MAX_HEADERS = 100;
const MAX_CONNECTIONS = 2_000;
const GRACE: Millis = 5 * SECOND;
const IDLE_SWEEP: Millis = 50;

/** A listening API. */
export interface ApiServer {
  /** E.g. `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly port: number;
  /** Stops accepting, lets what is under way finish within the grace time, then cuts the rest. A second call waits for the first. */
  close(grace?: Millis): Promise<void>;
}

/**
 * Serves an app.
 *
 * @param at - `port` 0 takes a free one
 * @throws the system's error when the address cannot be taken, e.g. with code `EADDRINUSE`
 */
export async function listen(
  app: Express,
  at: { readonly host: string; readonly port: number },
  bounds: ServerOptions = serverOptions,
): Promise<ApiServer> {
  const server = createServer(bounds, app);
  server.maxHeadersCount = MAX_HEADERS;
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(at.port, at.host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : at.port;
  const host = at.host.includes(':') ? `[${at.host}]` : at.host;
  let closed: Promise<void> | null = null;
  return {
    url: `http://${host}:${port}`,
    port,
    close: (grace = GRACE) => (closed ??= closeServer(server, grace)),
  };
}

/** A kept-alive connection falls idle only when its answer is out, so idle ones are closed until none is left. */
async function closeServer(server: Server, grace: Millis): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP);
  const cut = setTimeout(() => server.closeAllConnections(), grace);
  try {
    await closed;
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
}
