import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { MINUTE } from '../../src/domain/instant.ts';
import { createClient } from '../../src/temporal/connection.ts';
import { temporalReady } from '../../src/temporal/ready.ts';
import { freeTemporalPorts } from '../../src/temporal/server/ports.ts';
import type { TemporalPrograms } from '../../src/temporal/server/programs.ts';
import { startTemporalServer } from '../../src/temporal/server/start.ts';

/** A Temporal server whose database can be copied, lost and brought back, always at the same address. */
export async function startLosableTemporal(
  programs: TemporalPrograms,
  settings: Record<string, number | boolean | string> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'recourse-losable-'));
  const dataDir = join(folder, 'now');
  const copy = join(folder, 'copy');
  const ports = await freeTemporalPorts();
  const start = () => startTemporalServer({ programs, dataDir, ports, settings, timeSkipping: true });
  let server = await start();
  const { address } = server;

  async function startWith(namespace: string): Promise<void> {
    server = await start();
    const client = createClient({ address, namespace, credentials: {}, payloadCodecs: [] });
    await temporalReady(client, pino({ level: 'silent' }), AbortSignal.timeout(MINUTE));
    await client.connection.close();
  }

  return {
    address,
    /** Keeps its database as it is now. */
    async backUp(namespace: string): Promise<void> {
      await server.stop();
      await cp(dataDir, copy, { recursive: true });
      await startWith(namespace);
    },
    stop: () => server.stop(),
    /** Starts it without any memory, with the namespace as a first start makes it. */
    async startEmpty(namespace: string): Promise<void> {
      await rm(dataDir, { recursive: true });
      await startWith(namespace);
    },
    /** Starts it as it was when it was last backed up. */
    async startFromBackUp(namespace: string): Promise<void> {
      await rm(dataDir, { recursive: true });
      await cp(copy, dataDir, { recursive: true });
      await startWith(namespace);
    },
    async close(): Promise<void> {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
