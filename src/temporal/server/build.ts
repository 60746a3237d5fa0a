import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TemporalPrograms } from './programs.ts';

/** Holds the go.mod and go.sum that pin the official server and web UI. */
const MODULE = fileURLToPath(new URL('../../../tools/temporal', import.meta.url));

const SERVER = 'go.temporal.io/server/cmd/server';
const UI = 'github.com/temporalio/ui-server/v2/cmd/server';

/** Told what is going on, a sentence at a time; `passing` ones may be overwritten by the next. */
export type Report = (sentence: string, passing?: boolean) => void;

export interface BuildOptions {
  readonly report: Report;
  /** Ends the build; the promise then rejects with the signal's reason. */
  readonly stop?: AbortSignal | undefined;
}

/** Thrown when the Go build fails; the message carries what the compiler said last. */
export class BuildFailedError extends Error {
  override readonly name = 'BuildFailedError';
}

/** Where the build of the present go.mod and go.sum lives: a folder of its own for each, so that an upgrade builds anew. */
async function buildFolder(cacheDir: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of ['go.mod', 'go.sum']) hash.update(await readFile(join(MODULE, name)));
  return join(cacheDir, `temporal-${process.platform}-${process.arch}-${hash.digest('hex').slice(0, 12)}`);
}

/** The programs of an earlier build; null when there is none. */
export async function earlierBuild(cacheDir: string): Promise<TemporalPrograms | null> {
  const folder = await buildFolder(cacheDir);
  const exists = await access(folder).then(
    () => true,
    () => false,
  );
  return exists ? programsIn(folder) : null;
}

/**
 * Compiles the official Temporal server and web UI with Go and keeps them in the cache. It builds beside the final place and renames, so that
 * a build that was killed or runs twice leaves nothing half done.
 *
 * @throws BuildFailedError
 */
export async function buildTemporal(
  cacheDir: string,
  { report, stop }: BuildOptions,
): Promise<TemporalPrograms> {
  const folder = await buildFolder(cacheDir);
  await mkdir(cacheDir, { recursive: true });
  const unfinished = await mkdtemp(`${folder}.`);
  try {
    await compile(programsIn(unfinished), { report, stop });
    await rename(unfinished, folder).catch(async (error: unknown) => {
      // Another process was faster: its build is the same as ours.
      if ((await earlierBuild(cacheDir)) === null) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return programsIn(folder);
}

type ServerPrograms = Extract<TemporalPrograms, { kind: 'server' }>;

function programsIn(folder: string): ServerPrograms {
  return { kind: 'server', server: join(folder, 'temporal-server'), ui: join(folder, 'temporal-ui') };
}

async function compile(target: ServerPrograms, { report, stop }: BuildOptions): Promise<void> {
  const go = (args: readonly string[], onLine: OnLine) => runGo(args, onLine, stop);
  report('Building the official Temporal server and web UI with Go. Once only: 4 to 6 minutes on two cores.');
  const started = Date.now();
  const progress = (doing: string) => report(`  ${doing} (${elapsed(Date.now() - started)})`, true);
  let packages = 0;
  let downloads = 0;
  await go(['list', '-deps', SERVER, UI], (line, stream) => {
    if (stream === 'stdout') packages += 1;
    else if (line.startsWith('go: downloading')) progress(`downloading modules: ${(downloads += 1)}`);
  });
  let compiled = 0;
  const count = () => progress(`compiling: ${(compiled += 1)} of at most ${packages} packages`);
  await go(['build', '-v', '-ldflags', '-s -w', '-o', target.server, SERVER], count);
  await go(['build', '-v', '-ldflags', '-s -w', '-o', target.ui, UI], count);
  report(`Temporal is built (${elapsed(Date.now() - started)}).`);
}

type OnLine = (line: string, stream: 'stdout' | 'stderr') => void;

async function runGo(args: readonly string[], onLine: OnLine, stop: AbortSignal | undefined): Promise<void> {
  const child = spawn('go', args, { cwd: MODULE, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => child.kill();
  stop?.addEventListener('abort', kill);
  const last: string[] = [];
  createInterface(child.stdout).on('line', (line) => onLine(line, 'stdout'));
  createInterface(child.stderr).on('line', (line) => {
    last.push(line);
    if (last.length > 5) last.shift();
    onLine(line, 'stderr');
  });
  const [code] = await once(child, 'close');
  stop?.removeEventListener('abort', kill);
  stop?.throwIfAborted();
  if (code !== 0) throw new BuildFailedError(`go ${args[0]} failed: ${last.join(' | ')}`);
}

function elapsed(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
