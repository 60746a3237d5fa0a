import { randomInt } from 'node:crypto';
import { once } from 'node:events';
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

/** Below what Linux and macOS give to outgoing connections, so that a port found free stays free until it is listened on. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** Ports that are free now, each of them once. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

export async function freeTemporalPorts(): Promise<TemporalPorts> {
  const [frontend = 0, http = 0, ui = 0, ...internal] = await freePorts(3 + INTERNAL_PORTS);
  return { frontend, http, ui, internal };
}

/** Whether a loopback port could be listened on now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
