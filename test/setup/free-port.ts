import { randomInt } from 'node:crypto';
import { isFree } from '../../src/temporal/server/ports.ts';

/** Neither where programs started by tests take ports of their own, nor where outgoing connections do: what is free now is free when it is listened on. */
const [LOWEST, HIGHEST] = [10_000, 20_000] as const;

/** A loopback port for a program a test starts. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
}
