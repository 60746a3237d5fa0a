import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './free-port.ts';

const run = promisify(execFile);

/** A throw-away PostgreSQL server on loopback. */
export interface PostgresServer {
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

/** The folder of `initdb` and `postgres`; null, said aloud, where PostgreSQL is not installed and its tests are skipped. */
export async function findPostgres(): Promise<string | null> {
  const asked = await run('pg_config', ['--bindir']).then(
    ({ stdout }) => [stdout.trim()],
    () => [],
  );
  const folders = [...asked, ...(process.env['PATH'] ?? '').split(delimiter)];
  const found = folders.find((folder) =>
    ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))),
  );
  if (found === undefined) console.log('SKIPPED on PostgreSQL: initdb and postgres are not on this machine.');
  return found ?? null;
}

export async function startPostgres(binaries: string): Promise<PostgresServer> {
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
  const port = await freePort();
  const address = `postgresql://postgres@127.0.0.1:${port}`;
  const start = () => launch(join(binaries, 'postgres'), data, port, identity);
  let server = start();
  await answering(`${address}/postgres`);

  let databases = 0;
  return {
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
