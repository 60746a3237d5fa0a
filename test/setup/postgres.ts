import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './free-port.ts';

const run = promisify(execFile);

/** A throw-away PostgreSQL server on loopback. */
export interface PostgresServer {
  readonly port: number;
  /** Makes an empty database and answers with its address. */
  createDatabase(): Promise<string>;
  /** Ends it as a crash would, and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Who the server runs as: PostgreSQL refuses to run as root. */
interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

/** Where Debian has its servers, a folder for each version. */
const OF_DEBIAN = '/usr/lib/postgresql';

/**
 * The folder of `initdb` and `postgres`. Null, said aloud, where PostgreSQL is not installed and its tests are skipped; under `CI` that is a failure,
 * as nobody would notice the skip.
 *
 * @throws Error under `CI` when there is none
 */
export async function findPostgres(): Promise<string | null> {
  const found = (await folders()).find((folder) =>
    ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))),
  );
  if (found !== undefined) return found;
  const why = "initdb and postgres are neither on the path nor in Debian's place for them";
  if (process.env['CI']) throw new Error(`The tests on PostgreSQL need it: ${why}.`);
  console.log(`SKIPPED on PostgreSQL: ${why}.`);
  return null;
}

async function folders(): Promise<readonly string[]> {
  const asked = await run('pg_config', ['--bindir']).then(
    ({ stdout }) => [stdout.trim()],
    () => [],
  );
  const versions = await readdir(OF_DEBIAN).catch(() => []);
  return [
    ...asked,
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versions.map((version) => join(OF_DEBIAN, version, 'bin')),
  ];
}

/** Lets the administrator in as the image of PostgreSQL does while it makes its databases, and others as production does. */
const WITH_PASSWORDS = 'host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n';

/** @param asksPasswords - of everybody but the administrator; else everybody is let in */
export async function startPostgres(
  binaries: string,
  { asksPasswords = false }: { readonly asksPasswords?: boolean } = {},
): Promise<PostgresServer> {
  const identity = await unprivileged();
  const folder = await mkdtemp(join(tmpdir(), 'recourse-test-postgres-'));
  if (identity.uid !== undefined) await chown(folder, identity.uid, identity.gid ?? 0);
  const data = join(folder, 'data');
  await run(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    {
      ...identity,
      cwd: folder,
    },
  );
  if (asksPasswords) await writeFile(join(data, 'pg_hba.conf'), WITH_PASSWORDS);
  const port = await freePort();
  const address = `postgresql://postgres@127.0.0.1:${port}`;
  const start = () => launch(join(binaries, 'postgres'), data, port, identity);
  let server = start();
  await answering(`${address}/postgres`);

  let databases = 0;
  return {
    port,
    async createDatabase() {
      databases += 1;
      await onServer(`${address}/postgres`, `create database test_${databases}`);
      return `${address}/test_${databases}`;
    },
    kill: () => end(server, 'SIGQUIT'),
    async restart() {
      server = start();
      await answering(`${address}/postgres`);
    },
    async stop() {
      await end(server, 'SIGQUIT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function launch(program: string, data: string, port: number, identity: Identity): ChildProcess {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  return spawn(program, ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])], {
    ...identity,
    cwd: data,
    stdio: 'ignore',
  });
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill(signal);
  await once(server, 'exit');
}

async function answering(url: string, attempts = 100): Promise<void> {
  try {
    await onServer(url, 'select 1');
  } catch (error) {
    if (attempts === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await answering(url, attempts - 1);
  }
}

/** Runs one statement on a connection of its own. */
export async function onServer(url: string, sql: string): Promise<void> {
  const client = new Client(url);
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function unprivileged(): Promise<Identity> {
  if (process.getuid?.() !== 0) return {};
  const name = await id('-u', 'postgres').then(
    () => 'postgres',
    () => 'nobody',
  );
  return { uid: await id('-u', name), gid: await id('-g', name) };
}

async function id(flag: '-u' | '-g', name: string): Promise<number> {
  return Number((await run('id', [flag, name])).stdout);
}
