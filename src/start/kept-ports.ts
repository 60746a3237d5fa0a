import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { freePorts, freeTemporalPorts, isFree, type TemporalPorts } from '../temporal/server/ports.ts';

/** Every port of the embedded mode but the API's, all on loopback. */
export interface KeptPorts {
  readonly temporal: TemporalPorts;
  readonly sandbox: number;
}

const port = z.number().int().min(1).max(65_535);
const PortsFile = z.object({
  temporal: z.object({ frontend: port, http: port, ui: port, internal: z.array(port) }),
  sandbox: port,
}) satisfies z.ZodType<KeptPorts>;

/**
 * The ports this data folder had before, so that bookmarks go on working; free ones where there were none, or where somebody else has taken
 * one in the meantime. Temporal's are kept or changed together: its parts look for each other where they were last.
 */
export async function keptPorts(dataDir: string): Promise<KeptPorts> {
  const before = await lastPorts(dataDir);
  const ports = {
    temporal:
      before !== null && (await allFree(before.temporal)) ? before.temporal : await freeTemporalPorts(),
    sandbox: before !== null && (await isFree(before.sandbox)) ? before.sandbox : await freePort(),
  };
  await writeFile(fileIn(dataDir), `${JSON.stringify(ports, null, 2)}\n`);
  return ports;
}

/** The ports this data folder had last, whether in use now or not; null where there were none. */
export async function lastPorts(dataDir: string): Promise<KeptPorts | null> {
  try {
    return PortsFile.parse(JSON.parse(await readFile(fileIn(dataDir), 'utf8')));
  } catch {
    return null;
  }
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'ports.json');
}

async function allFree({ frontend, http, ui, internal }: TemporalPorts): Promise<boolean> {
  const free = await Promise.all([frontend, http, ui, ...internal].map(isFree));
  return free.every(Boolean);
}

async function freePort(): Promise<number> {
  const [free = 0] = await freePorts(1);
  return free;
}
