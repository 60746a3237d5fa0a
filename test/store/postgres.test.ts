import { execFile } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { StoreOpenError, StoreUnavailableError } from '../../src/store/errors.ts';
import { openStore } from '../../src/store/open.ts';
import { PostgresDatabase } from '../../src/store/postgres.ts';
import type { Store } from '../../src/store/store.ts';
import { freePort } from '../setup/free-port.ts';
import { findPostgres, onServer, type PostgresServer, startPostgres } from '../setup/postgres.ts';
import { aCase, anEntry } from './a-case.ts';

const run = promisify(execFile);
const PROGRAM = join(import.meta.dirname, 'programs', 'open-and-close.ts');
const LIMITS = { connections: 2, statement: 300 };
const binaries = await findPostgres();

describe('PostgreSQL out of reach', () => {
  it('is said at once when nobody listens', async () => {
    const url = `postgresql://somebody:secret@127.0.0.1:${await freePort()}/none`;
    await expect(open(url)).rejects.toThrow(
      new StoreUnavailableError('The database cannot be reached (ECONNREFUSED).'),
    );
  });

  it('is said within seconds when the server never answers', async () => {
    const url = await silentServer();
    const start = performance.now();
    await expect(open(url)).rejects.toThrow(StoreUnavailableError);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe.skipIf(binaries === null)('a PostgreSQL server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(binaries ?? '');
  });
  afterAll(() => server.stop());

  it('is brought to the schema once by processes that start at once', async () => {
    const url = await server.createDatabase();
    await Promise.all([1, 2, 3, 4].map(() => run(process.execPath, [PROGRAM, url])));
    const store = await opened(url);
    await store.recordCase(aCase('pay_1'), [anEntry(1)]);
  });

  it('serves two stores at once', async () => {
    const url = await server.createDatabase();
    const [here, there] = await Promise.all([opened(url), opened(url)]);
    await here.recordCase(aCase('pay_1'), []);
    expect(await there.loadCase('whop:pay_1')).toEqual(aCase('pay_1'));
  });

  it('tells every process what changed, and after a cut connection that some may have been missed', async () => {
    const url = await server.createDatabase();
    const [here, there] = await Promise.all([opened(url), opened(url)]);
    const heard: string[] = [];
    const news = new EventEmitter();
    there.changes.listen(({ kind }) => {
      heard.push(kind);
      news.emit('heard');
    });
    const hears = async (count: number) => {
      while (heard.length < count) await once(news, 'heard');
    };
    await hears(1);
    await here.recordCase(aCase('pay_1'), []);
    await hears(2);
    const database = new PostgresDatabase(url, LIMITS);
    onTestFinished(() => database.close());
    await database.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'recourse changes'",
    );
    await hears(3);
    await here.recordCase(aCase('pay_2'), []);
    await hears(4);
    expect(heard).toEqual(['resync', 'case', 'resync', 'case']);
  });

  it('that refuses us is a matter of settings', async () => {
    const url = await server.createDatabase();
    await expect(open(url.replace('postgres@', 'stranger@'))).rejects.toThrow(StoreOpenError);
    await expect(open(`${url}_not_there`)).rejects.toThrow(StoreOpenError);
  });

  it('that went away and came back is used again without a restart', async () => {
    const store = await opened(await server.createDatabase());
    await server.kill();
    await expect(store.recordCase(aCase('pay_1'), [])).rejects.toThrow(StoreUnavailableError);
    await expect(store.ping()).rejects.toThrow(StoreUnavailableError);
    await server.restart();
    await store.recordCase(aCase('pay_1'), []);
    expect(await store.loadCase('whop:pay_1')).toEqual(aCase('pay_1'));
  });

  it('that cuts its connections is connected to anew', async () => {
    const url = await server.createDatabase();
    const store = await opened(url);
    await store.ping();
    await onServer(url, CUT_ALL_OTHERS);
    await expect.poll(() => store.ping().then(() => 'answers')).toBe('answers');
  });

  it('leaves nothing behind of a transaction whose connection is cut', async () => {
    const url = await server.createDatabase();
    const database = await connected(url);
    await database.query('create table t (id integer)');
    const cut = database.transaction(async (tx) => {
      await tx.query('insert into t values (1)');
      await onServer(url, CUT_ALL_OTHERS);
      await tx.query('insert into t values (2)');
    });
    await expect(cut).rejects.toThrow(StoreUnavailableError);
    expect(await database.query('select * from t')).toEqual([]);
  });

  it('that is too slow is given up, and used again', async () => {
    const database = await connected(await server.createDatabase());
    await expect(database.query('select pg_sleep(20)')).rejects.toThrow(StoreUnavailableError);
    await expect(database.transaction((tx) => tx.query('select pg_sleep(20)'))).rejects.toThrow(
      StoreUnavailableError,
    );
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('that falls silent is given up, and used again once it answers', async () => {
    const wire = await interruptibleWire(await server.createDatabase());
    const database = await connected(wire.url);
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
    wire.interrupt(true);
    await expect(database.query('select 1')).rejects.toThrow(StoreUnavailableError);
    wire.interrupt(false);
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('that is asked for more connections than there are makes callers wait, not fail', async () => {
    const database = await connected(await server.createDatabase());
    const answers = Array.from({ length: 20 }, () => database.query('select pg_sleep(0.01)'));
    expect(await Promise.all(answers)).toHaveLength(20);
  });
});

const CUT_ALL_OTHERS =
  'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';

function open(databaseUrl: string): Promise<Store> {
  return openStore({ databaseUrl, dataDir: '' });
}

async function opened(databaseUrl: string): Promise<Store> {
  const store = await open(databaseUrl);
  onTestFinished(() => store.close());
  return store;
}

async function connected(url: string): Promise<PostgresDatabase> {
  const database = new PostgresDatabase(url, LIMITS);
  onTestFinished(() => database.close());
  return database;
}

/** The address of a server that takes connections and says nothing. */
async function silentServer(): Promise<string> {
  return `postgresql://somebody@127.0.0.1:${await listen(() => {})}/none`;
}

/** Another address of the same database, over a wire on which, while it is interrupted, nothing comes through. */
async function interruptibleWire(
  url: string,
): Promise<{ readonly url: string; interrupt(interrupted: boolean): void }> {
  let interrupted = false;
  const { hostname, port } = new URL(url);
  const here = await listen((client) => {
    const server = connect(Number(port), hostname);
    client.on('data', (chunk) => interrupted || server.write(chunk));
    server.on('data', (chunk) => interrupted || client.write(chunk));
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    server.on('error', () => client.destroy());
  });
  return {
    url: url.replace(`:${port}/`, `:${here}/`),
    interrupt(value) {
      interrupted = value;
    },
  };
}

/** Listens on a free loopback port until the test is over. */
async function listen(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
