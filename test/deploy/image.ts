import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT, textOf } from './compose.ts';
import { type Instruction, readDockerfile } from './dockerfile.ts';
import { readIgnored } from './ignored.ts';

const run = promisify(execFile);

/** What an image would hold and do, on this machine's own disk. */
export interface Image {
  /** Where its program starts. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly healthcheck: readonly string[];
}

/** A stage as far as it is built. */
interface Built {
  readonly root: string;
  workdir: string;
  readonly environment: Record<string, string>;
  readonly said: Map<string, Instruction>;
}

/**
 * Follows our Dockerfile without Docker: each stage becomes a folder, what is copied is copied there, and what is run is run there by this
 * machine's shell and the Node of these tests.
 *
 * @param place - an empty folder
 */
export async function rebuildImage(place: string): Promise<Image> {
  const stages = new Map<string, Built>();
  const isIgnored = readIgnored(await textOf('.dockerignore'));
  let last: Built | undefined;
  for (const { name, instructions } of readDockerfile(await textOf('Dockerfile'))) {
    const stage: Built = {
      root: join(place, name ?? 'image'),
      workdir: '/',
      environment: {},
      said: new Map(),
    };
    for (const instruction of instructions) await follow(instruction, stage, stages, isIgnored);
    if (name !== null) stages.set(name, stage);
    last = stage;
  }
  if (last === undefined) throw new Error('the Dockerfile has no stage');
  const check = last.said.get('HEALTHCHECK')?.text ?? '';
  const healthcheck: readonly string[] = JSON.parse(check.replace(/^CMD /, ''));
  return {
    folder: join(last.root, last.workdir),
    environment: last.environment,
    entrypoint: last.said.get('ENTRYPOINT')?.words ?? [],
    healthcheck,
  };
}

async function follow(
  instruction: Instruction,
  stage: Built,
  stages: ReadonlyMap<string, Built>,
  isIgnored: (path: string) => boolean,
): Promise<void> {
  const { name, words, text, flags } = instruction;
  stage.said.set(name, instruction);
  const here = join(stage.root, stage.workdir);
  switch (name) {
    case 'WORKDIR':
      stage.workdir = words[0] ?? '/';
      await mkdir(join(stage.root, stage.workdir), { recursive: true });
      break;
    case 'ENV':
      for (const word of words)
        stage.environment[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1);
      break;
    case 'COPY': {
      const from = stages.get(flags['from'] ?? '')?.root ?? ROOT;
      const kept = from === ROOT ? (path: string) => !isIgnored(path) : () => true;
      for (const source of words.slice(0, -1))
        await copy({ from, source, here, to: words.at(-1) ?? '' }, kept);
      break;
    }
    case 'RUN':
      await run('/bin/sh', ['-c', text], {
        cwd: here,
        env: cleanEnvironment(stage.environment),
        maxBuffer: 2 ** 26,
      });
  }
}

async function copy(
  { from, source, here, to }: { from: string; source: string; here: string; to: string },
  isKept: (path: string) => boolean,
): Promise<void> {
  const target = to.endsWith('/') ? join(here, to, basename(source)) : join(here, to);
  await mkdir(dirname(target), { recursive: true });
  await cp(join(from, source), target, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => isKept(path.slice(from.length).replace(/^\/+/, '')),
  });
}

/** As little of this machine as a container has: where programs are, and where npm finds its registry. */
export function cleanEnvironment(own: Readonly<Record<string, string>>): Record<string, string> {
  const { HOME = '/', PATH = '' } = process.env;
  return { HOME, PATH: [dirname(process.execPath), PATH].join(delimiter), ...own };
}
