import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { OperatorError } from '../../src/operator-error.ts';
import type { Compose } from './compose.ts';
import type { ProgramSpec } from './program.ts';
import type { Passwords } from './secrets.ts';

const run = promisify(execFile);

/** Who PostgreSQL runs as: it refuses to run as root. */
export interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

/** Where a PostgreSQL server is to keep its data and to listen. */
export interface PostgresPlace {
  /** The folder of `initdb` and `postgres`. */
  readonly binaries: string;
  readonly data: string;
  readonly port: number;
  readonly passwords: Passwords;
}

/**
 * The folder of `initdb` and `postgres`.
 *
 * @throws OperatorError saying what to install
 */
export async function findPostgres(): Promise<string> {
  const asked = await run('pg_config', ['--bindir']).then(
    ({ stdout }) => [stdout.trim()],
    () => [],
  );
  const folders = [...asked, ...(process.env['PATH'] ?? '').split(delimiter)];
  const found = folders.find((folder) =>
    ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))),
  );
  if (found !== undefined) return found;
  throw new OperatorError(
    'There is no PostgreSQL on this machine: install its server (Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql), so that initdb and postgres are on the PATH or where pg_config --bindir says.',
  );
}

/** Makes the data folder's content unless it is there. */
export async function initPostgres({ binaries, data, passwords }: PostgresPlace): Promise<void> {
  if (existsSync(join(data, 'PG_VERSION'))) return;
  const identity = await unprivileged();
  await mkdir(data, { recursive: true, mode: 0o700 });
  if (identity.uid !== undefined) await chown(data, identity.uid, identity.gid ?? 0);
  const options = [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
    '--data-checksums',
    '--no-sync',
  ];
  const passwordFile = `${data}.password`;
  await writeFile(passwordFile, passwords.postgres, { mode: 0o600 });
  if (identity.uid !== undefined) await chown(passwordFile, identity.uid, identity.gid ?? 0);
  await run(join(binaries, 'initdb'), [...options, `--pwfile=${passwordFile}`], { ...identity, cwd: data });
  await rm(passwordFile);
}

/** The server on what {@link initPostgres} made. Killed and started again it recovers from its log, as after a loss of power. */
export async function postgresProgram(
  { binaries, data, port, passwords }: PostgresPlace,
  { command: [_postgres, ...settings] }: Compose['postgres'],
  logFile: string,
): Promise<ProgramSpec> {
  const ours = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
  return {
    name: 'PostgreSQL',
    command: {
      file: join(binaries, 'postgres'),
      args: ['-D', data, '-p', String(port), ...settings, ...ours],
    },
    environment: {},
    logFile,
    linked: false,
    identity: await unprivileged(),
    // Without waiting for its clients to go.
    stopSignal: 'SIGINT',
    isReady: () =>
      query(port, passwords, 'select 1').then(
        () => true,
        () => false,
      ),
  };
}

/** Makes the users and databases of production unless they are there; see deploy/postgres. */
export async function makeDatabases({ port, passwords }: PostgresPlace): Promise<void> {
  const owners = { recourse: 'recourse', temporal: 'temporal', temporal_visibility: 'temporal' };
  if ((await query(port, passwords, "select 1 from pg_database where datname = 'temporal_visibility'")) > 0)
    return;
  for (const user of ['recourse', 'temporal'] as const)
    await query(port, passwords, `create role ${user} login password '${passwords[user]}'`);
  for (const [name, owner] of Object.entries(owners))
    await query(port, passwords, `create database ${name} owner ${owner}`);
}

/** The address of Recourse's own database. */
export function recourseDatabase(port: number, { recourse }: Passwords): string {
  return `postgres://recourse:${recourse}@127.0.0.1:${port}/recourse`;
}

/** Runs one statement as the administrator. Answers with the number of rows. */
async function query(port: number, { postgres }: Passwords, sql: string): Promise<number> {
  const connectionString = `postgres://postgres:${postgres}@127.0.0.1:${port}/postgres`;
  const client = new Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows.length;
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
