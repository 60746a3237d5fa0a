import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { Logger } from 'pino';
import { z } from 'zod';
import { sdkLogger } from './temporal/sdk-log.ts';

const SOURCES = fileURLToPath(new URL('.', import.meta.url));
const LOCKFILE = fileURLToPath(new URL('../package-lock.json', import.meta.url));

/** The folders a workflow's code comes from; the rest is in packages, which the lockfile tells apart. */
const BUNDLED = ['workflows', 'domain'];

/** All workflows in one script, as a worker loads them. */
export interface WorkflowBundle {
  readonly code: string;
}

const KeptBundle = z.object({ sources: z.string(), code: z.string() });

/** Bundles the workflows. That takes seconds, so the bundle is kept until the sources change; without a cache to write to it is not. */
export async function workflowBundle(cacheDir: string, log: Logger): Promise<WorkflowBundle> {
  const sources = await hashOfSources();
  const file = join(cacheDir, 'workflow-bundle.json');
  const kept = await readKept(file);
  if (kept?.sources === sources) return kept;
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(SOURCES, 'workflows', 'index.ts'),
    logger: sdkLogger(log),
  });
  await keep(cacheDir, file, { sources, code }).catch((error: unknown) => {
    log.debug({ err: error }, 'the workflow bundle could not be kept');
  });
  return { code };
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(LOCKFILE));
  for (const folder of BUNDLED) {
    const names = await readdir(join(SOURCES, folder), { recursive: true });
    for (const name of names.filter((path) => path.endsWith('.ts')).toSorted()) {
      hash.update(`\n${folder}/${name}\n`).update(await readFile(join(SOURCES, folder, name)));
    }
  }
  return hash.digest('hex');
}

async function readKept(file: string): Promise<z.output<typeof KeptBundle> | null> {
  try {
    return KeptBundle.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Written aside and renamed, so that a reader never sees half of it. */
async function keep(folder: string, file: string, bundle: z.output<typeof KeptBundle>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(unfinished, JSON.stringify(bundle));
  await rename(unfinished, file);
}
