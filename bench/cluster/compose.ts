import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

/** Where the compose file and the folders it mounts are. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const Service = z.looseObject({
  environment: z.record(z.string(), z.coerce.string()).default({}),
  command: z.array(z.coerce.string()).default([]),
});
const Compose = z.looseObject({
  services: z.object({ postgres: Service, temporal: Service, api: Service, worker: Service }),
});

/** What production runs, as docker-compose.yml says: each service's settings, and PostgreSQL's command line. */
export type Compose = z.output<typeof Compose>['services'];

/**
 * Reads docker-compose.yml. Paths inside containers become paths here: secrets are files of the given folder, and what is mounted from the repository
 * is there itself.
 *
 * @param secrets - the folder that has them
 */
export async function readCompose(secrets: string): Promise<Compose> {
  const text = await readFile(join(ROOT, 'docker-compose.yml'), 'utf8');
  const { services } = Compose.parse(parse(text, { merge: true }));
  const here = (value: string): string =>
    value
      .replace(/^\/run\/secrets(?=\/)/, secrets)
      .replace(/^\/etc\/recourse\/temporal(?=\/)/, join(ROOT, 'deploy', 'temporal'));
  const placed = ({ environment, command }: z.output<typeof Service>) => ({
    environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, here(value)])),
    command,
  });
  return {
    postgres: placed(services.postgres),
    temporal: placed(services.temporal),
    api: placed(services.api),
    worker: placed(services.worker),
  };
}

/** A path as one would type it from here. */
export function near(path: string): string {
  const there = relative(process.cwd(), path);
  return there === '' || there.startsWith('..') ? path : there;
}
