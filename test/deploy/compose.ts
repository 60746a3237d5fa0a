import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const Names = z.array(z.string()).default([]);
const Mount = z.string().transform((mount) => {
  const [source = '', target = '', mode = 'rw'] = mount.split(':');
  return { source, target, mode };
});

/** As much of a service as the tests look at. */
const Service = z.looseObject({
  image: z.string(),
  build: z.string().optional(),
  restart: z.string().optional(),
  profiles: Names,
  ports: Names,
  networks: Names,
  secrets: Names,
  volumes: z.array(Mount).default([]),
  env_file: Names,
  environment: z.record(z.string(), z.string()).default({}),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({}).optional(),
  cap_drop: Names,
  security_opt: Names,
  logging: z.object({ options: z.record(z.string(), z.string()) }).optional(),
});
export type Service = z.output<typeof Service>;

const Compose = z.object({
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.unknown()),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) }).nullable()),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});
export type Compose = z.output<typeof Compose>;

/** A file of the repository. */
export function textOf(path: string): Promise<string> {
  return readFile(join(ROOT, path), 'utf8');
}

/** A compose file as plain data, with what its anchors stand for. */
export async function composeData(path = 'docker-compose.yml'): Promise<unknown> {
  return parse(await textOf(path), { merge: true });
}

export async function readCompose(): Promise<Compose> {
  return Compose.parse(await composeData());
}
