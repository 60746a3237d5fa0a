import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { Logger } from 'pino';
import { z } from 'zod';
import { FAILURE_CONVERTER } from './temporal/data-converter.ts';
import { sdkLogger } from './temporal/sdk-log.ts';

const SOURCES = fileURLToPath(new URL('.', import.meta.url));
const LOCKFILE = fileURLToPath(new URL('../package-lock.json', import.meta.url));

/** Made by `npm run build`. */
const PREBUILT = fileURLToPath(new URL('../dist/workflow-bundle.json', import.meta.url));

/** The folders a workflow's code comes from; the rest is in packages, which the lockfile tells apart. */
const BUNDLED = ['workflows', 'domain'];

/** All workflows in one script, as a worker loads them. */
export interface WorkflowBundle {
  readonly code: string;
}

const KeptBundle = z.object({ sources: z.string(), code: z.string() });

/** The file in a cache that a bundle is kept in. */
const KEPT_AS = 'workflow-bundle.json';

/**
 * Bundles the workflows, unless there is a bundle of these very sources: one that `npm run build` made, or one kept by an earlier start.
 * Bundling takes seconds; where there is no cache to write to, every start does it.
 */
export async function workflowBundle(
  cacheDir: string,
  log: Logger,
  prebuilt = PREBUILT,
): Promise<WorkflowBundle> {
  const sources = await hashOfSources();
  const file = join(cacheDir, KEPT_AS);
  for (const made of [prebuilt, file]) {
    const kept = await readKept(made);
    if (kept?.sources === sources) return kept;
  }
  const code = await bundled(log);
  await keep(file, { sources, code }).catch((error: unknown) => {
    log.debug({ err: error }, 'the workflow bundle could not be kept');
  });
  return { code };
}

/** Makes the bundle for {@link workflowBundle} to find, so that a start from a read-only folder takes no seconds over it. */
export async function prebuildWorkflows(log: Logger, prebuilt = PREBUILT): Promise<void> {
  const sources = await hashOfSources();
  if ((await readKept(prebuilt))?.sources === sources) return;
  await keep(prebuilt, { sources, code: await bundled(log) });
}

async function bundled(log: Logger): Promise<string> {
  const workflowsPath = join(SOURCES, 'workflows', 'index.ts');
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [join(SOURCES, 'workflows', 'tracing.ts')],
    failureConverterPath: FAILURE_CONVERTER,
    logger: sdkLogger(log),
  });
  return code;
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
async function keep(file: string, bundle: z.output<typeof KeptBundle>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(unfinished, JSON.stringify(bundle));
  await rename(unfinished, file);
}
