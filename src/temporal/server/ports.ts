import { createServer } from 'node:net';

/** Loopback ports of one embedded Temporal server and its web UI. */
export interface TemporalPorts {
  readonly frontend: number;
  readonly http: number;
  readonly ui: number;
  /** Between the server's own parts: gRPC and membership of history, matching and worker, and the frontend's membership. */
  readonly internal: readonly number[];
}

const INTERNAL_PORTS = 7;

/** Ports that are free now. All are held open until the last one is found, so that none comes twice. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port was given');
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

export async function freeTemporalPorts(): Promise<TemporalPorts> {
  const [frontend = 0, http = 0, ui = 0, ...internal] = await freePorts(3 + INTERNAL_PORTS);
  return { frontend, http, ui, internal };
}

/** Whether a loopback port could be listened on now. */
export async function isFree(port: number): Promise<boolean> {
  try {
    const server = await listen(port);
    await new Promise((resolve) => server.close(resolve));
    return true;
  } catch {
    return false;
  }
}

async function listen(port: number): Promise<ReturnType<typeof createServer>> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}
