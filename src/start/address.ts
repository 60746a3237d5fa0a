import { createServer } from 'node:net';
import type { Config } from '../config.ts';
import { OperatorError } from '../operator-error.ts';

type Address = Pick<Config, 'host' | 'port'>;

/** Where the API answers, as a browser on this machine reaches it: a server that listens on every address is asked on loopback. */
export function originOf({ host, port }: Address): string {
  if (host === '0.0.0.0' || host === '') return `http://127.0.0.1:${port}`;
  if (host === '::') return `http://[::1]:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Makes sure that HOST and PORT can be listened on now.
 *
 * @throws OperatorError naming the one that is at fault
 */
export async function checkAddress(address: Address): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address.port, address.host, resolve);
    });
  } catch (error) {
    throw addressError(error, address) ?? error;
  } finally {
    server.close();
  }
}

/**
 * The sentence for an address that cannot be listened on; null for an error that is none of that.
 *
 * @param variable - that names the port
 */
export function addressError(
  error: unknown,
  { host, port }: Address,
  variable = 'PORT',
): OperatorError | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  switch (error.code) {
    case 'EADDRINUSE':
      return new OperatorError(
        `${variable} ${port} is in use by another program: stop that, or set ${variable} to a free one.`,
      );
    case 'EACCES':
      return new OperatorError(
        `${variable} ${port} may not be used by this user: set ${variable} to one above 1023.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new OperatorError(`HOST ${host} is no address of this machine: set HOST to one that is.`);
    default:
      return null;
  }
}
