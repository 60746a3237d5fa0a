import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { freePorts, isFree } from '../../src/temporal/server/ports.ts';

const Ports = z.record(z.string(), z.number().int().positive());

/** Ports of a cluster by name. */
export interface Layout {
  /** @throws RangeError for a name it was not made with */
  port(name: string): number;
}

/** The ports this folder had before, so that every address stays over restarts; free ones where there were none or somebody else has one. */
export async function keptLayout(folder: string, names: readonly string[]): Promise<Layout> {
  const file = join(folder, 'ports.json');
  const before = await readFile(file, 'utf8')
    .then((text) => Ports.parse(JSON.parse(text)))
    .catch(() => null);
  const kept = new Map<string, number>();
  for (const name of names) {
    const port = before?.[name];
    if (port !== undefined && (await isFree(port))) kept.set(name, port);
  }
  const missing = names.filter((name) => !kept.has(name));
  for (const [index, port] of (await freePorts(missing.length)).entries())
    kept.set(missing[index] ?? '', port);
  await writeFile(file, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
  return {
    port(name) {
      const port = kept.get(name);
      if (port === undefined) throw new RangeError(`No port is called ${name}.`);
      return port;
    },
  };
}
