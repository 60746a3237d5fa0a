import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { earlierBuild } from '../../src/temporal/server/build.ts';
import { cliOnPath, findTemporal, newBuild, NoTemporalError } from '../../src/temporal/server/find.ts';

const PATH = process.env['PATH'];
const quiet = { report: () => undefined };

let folder: string;
let cache: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recourse-find-'));
  cache = join(folder, 'cache');
  // Nothing but what a test puts there, and what a shell script needs.
  process.env['PATH'] = `${folder}:/usr/bin:/bin`.replace(dirname(process.execPath), '');
});

afterEach(async () => {
  process.env['PATH'] = PATH;
  await rm(folder, { recursive: true, force: true });
});

/** A Go that notes what it is asked for, and writes the file named after -o. */
const GO = `echo "$*" >> "$0.calls"
case "$1" in
  version) echo go version go1.26.8 ;;
  list) echo a; echo b ;;
  build) while [ "$1" != "-o" ]; do shift; done; echo built > "$2"; echo a >&2 ;;
esac`;

test.each([
  ['1.9.0', true],
  ['1.10.2', true],
  ['2.0.0', true],
  ['1.8.9', false],
  ['0.13.2', false],
])('a temporal tool of version %s on the PATH is good enough: %s', async (version, good) => {
  await program('temporal', `echo "temporal version ${version} (Server 1.32.0, UI 2.55.0)"`);
  await expect(cliOnPath()).resolves.toEqual(good ? { kind: 'cli', cli: 'temporal' } : null);
});

test('a build is made once, and found from then on', async () => {
  await program('go', GO);
  const built = await newBuild(cache, quiet);
  expect(built).toMatchObject({ kind: 'server' });
  await expect(earlierBuild(cache)).resolves.toEqual(built);
  await expect(findTemporal(cache, quiet)).resolves.toEqual(built);
  expect((await calls()).filter((call) => call.startsWith('build'))).toHaveLength(2);
  for (const file of built.kind === 'server' ? [built.server, built.ui] : []) {
    await expect(readFile(file, 'utf8')).resolves.toBe('built\n');
  }
});

test('builds at the same time end in one', async () => {
  await program('go', GO);
  const [one, other] = await Promise.all([newBuild(cache, quiet), newBuild(cache, quiet)]);
  expect(one).toEqual(other);
  expect(await readdir(cache)).toHaveLength(1);
});

test('a build that fails says why and what to install, and leaves nothing behind', async () => {
  await program('go', 'case "$1" in version) ;; *) echo "no network" >&2; exit 1 ;; esac');
  const failed = newBuild(cache, quiet);
  await expect(failed).rejects.toThrow(NoTemporalError);
  await expect(failed).rejects.toThrow(/no network.*Install the temporal command line tool.*Go 1\.26\.8/);
  await expect(earlierBuild(cache)).resolves.toBeNull();
  expect(await readdir(cache)).toEqual([]);
});

test('a build that is stopped leaves nothing behind', async () => {
  await program('go', 'case "$1" in version) ;; *) exec sleep 30 ;; esac');
  const stop = new AbortController();
  const stopped = newBuild(cache, { ...quiet, stop: stop.signal });
  setTimeout(() => stop.abort(), 200);
  await expect(stopped).rejects.toThrow('aborted');
  expect(await readdir(cache)).toEqual([]);
});

test('how a build goes on is told', async () => {
  await program('go', GO);
  const told: string[] = [];
  await newBuild(cache, { report: (sentence) => told.push(sentence) });
  expect(told[0]).toMatch(/^Building the official Temporal server .* 4 to 6 minutes/);
  expect(told.join('\n')).toMatch(/compiling: 1 of at most 2 packages/);
  expect(told.at(-1)).toMatch(/^Temporal is built/);
});

async function program(name: string, script: string): Promise<void> {
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

async function calls(): Promise<readonly string[]> {
  return (await readFile(join(folder, 'go.calls'), 'utf8')).trim().split('\n');
}
