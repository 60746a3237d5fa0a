import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, lstat, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { newEncryptionKey } from '../../src/temporal/encryption-keys.ts';
import { freePorts } from '../../src/temporal/server/ports.ts';
import { cleanEnvironment, type Image, rebuildImage } from '../deploy/image.ts';
import { findPostgres, type PostgresServer, startPostgres } from '../setup/postgres.ts';

const binaries = await findPostgres();
/** What docker-compose.yml and the operations page let each have; then it would be killed. */
const STOP_GRACE = 45_000;
/** Of what is copied onto the image of Node: 200 MB were measured, and a tenth more. */
const MOST_MB = 220;

/** A process in the image. */
interface Contained {
  output(): string;
  stop(): Promise<number | string>;
}

describe.skipIf(binaries === null)('an image built by the Dockerfile', () => {
  let place: string;
  let image: Image;
  let postgres: PostgresServer | undefined;
  let settings: Record<string, string>;
  let ports: { readonly api: string; readonly worker: string };
  let api: Contained;
  let worker: Contained;
  const running: Contained[] = [];

  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'recourse-image-'));
    // Whoever runs it, as in a container, is not who built it.
    await chmod(place, 0o755);
    image = await rebuildImage(place);
    postgres = await startPostgres(binaries ?? '');
    const [one = 0, other = 0] = await freePorts(2);
    ports = { api: String(one), worker: String(other) };
    const secrets = {
      DATABASE_URL: await postgres.createDatabase(),
      RECOURSE_API_TOKENS: 'ops:admin:0123456789abcdef',
      RECOURSE_ENCRYPTION_KEYS: newEncryptionKey('image'),
    };
    settings = { TEMPORAL_ADDRESS: inject('temporalAddress'), TEMPORAL_NAMESPACE: `image-${randomUUID()}` };
    for (const [name, value] of Object.entries(secrets)) {
      const file = join(place, name);
      await writeFile(file, `${value}\n`);
      settings[`${name}_FILE`] = file;
    }
    api = contained(['api'], { PORT: ports.api });
    worker = contained(['worker'], { RECOURSE_METRICS_PORT: ports.worker });
  }, 1_800_000);

  afterAll(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await postgres?.stop();
    await rm(place, { recursive: true, force: true });
  });

  function environment(own: Record<string, string>): Record<string, string> {
    return cleanEnvironment({ ...image.environment, ...settings, HOST: '127.0.0.1', HOME: '/none', ...own });
  }

  function contained(command: readonly string[], own: Record<string, string>): Contained {
    const [program = '', ...args] = image.entrypoint;
    const child = spawn(program, [...args, ...command], {
      cwd: image.folder,
      env: environment(own),
      ...withoutRights(),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
    const ended = once(child, 'exit').then(
      ([code, signal]: (number | string)[]) => code ?? signal ?? 'nothing',
    );
    const one: Contained = {
      output: () => output,
      stop() {
        child.kill('SIGTERM');
        return ended;
      },
    };
    running.push(one);
    return one;
  }

  test('holds what API and worker need, and they get ready together', async () => {
    await expect.poll(() => status(`http://127.0.0.1:${ports.api}/readyz`), { timeout: 90_000 }).toBe(200);
    expect(worker.output()).toContain('the worker works');
    expect(await status(`http://127.0.0.1:${ports.api}/`)).toBe(200);
  });

  test('tells Docker how each of them is', async () => {
    const [program = '', ...args] = image.healthcheck;
    const check = (own: Record<string, string>) =>
      promisify(execFile)(program, args, { cwd: image.folder, env: environment(own) });
    await expect(check({ PORT: ports.api })).resolves.toBeDefined();
    await expect(check({ RECOURSE_METRICS_PORT: ports.worker })).resolves.toBeDefined();
    await expect(check({ PORT: '9' })).rejects.toThrow();
  });

  test('brings its bundle of workflows along: a start makes none', async () => {
    expect(await readdir(join(image.folder, 'dist'))).toEqual(
      expect.arrayContaining(['web', 'workflow-bundle.json']),
    );
    expect(worker.output()).not.toContain('Webpack');
  });

  test('holds no tests, no sources of pages, and Temporal for one platform', async () => {
    expect((await readdir(image.folder)).toSorted()).toEqual([
      'deploy',
      'dist',
      'node_modules',
      'package-lock.json',
      'package.json',
      'src',
    ]);
    expect(await readdir(join(image.folder, 'src'))).not.toContain('web');
    expect(await readdir(join(image.folder, 'node_modules/@temporalio/core-bridge/releases'))).toHaveLength(
      1,
    );
    for (const name of ['vite', 'typescript', 'playwright-core', 'react'])
      expect(await readdir(join(image.folder, 'node_modules'))).not.toContain(name);
  });

  test(`weighs at most ${MOST_MB} MB beside the image of Node it is built on`, async () => {
    expect(Math.ceil((await bytesIn(image.folder)) / 1e6)).toBeLessThanOrEqual(MOST_MB);
  });

  test('says what it can do when it is not told what to', async () => {
    const asked = contained([], {});
    await expect.poll(() => asked.output(), { timeout: 90_000 }).toContain('Usage: recourse COMMAND');
  });

  test('stops both within the time they are given, with exit code 0', async () => {
    const began = Date.now();
    expect(await Promise.all([api.stop(), worker.stop()])).toEqual([0, 0]);
    expect(Date.now() - began).toBeLessThan(STOP_GRACE);
  });
});

/** As the image's own user, where we may choose. */
function withoutRights(): { readonly uid?: number; readonly gid?: number } {
  const NOBODY = 65_534;
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
}

async function status(url: string): Promise<number> {
  return (await fetch(url).catch(() => null))?.status ?? 0;
}

/** All files under a folder; what a disk makes of them is its own affair. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  const sizes = await Promise.all(files.map(({ parentPath, name }) => lstat(join(parentPath, name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
