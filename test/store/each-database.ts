import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { PgliteDatabase } from '../../src/store/pglite.ts';
import { PostgresDatabase } from '../../src/store/postgres.ts';
import { SqlStore } from '../../src/store/sql-store.ts';
import type { Store } from '../../src/store/store.ts';
import { findPostgres, startPostgres } from '../setup/postgres.ts';

/** What a suite works on; both are empty at the start of each test. */
export interface Fixture {
  readonly database: Database;
  readonly store: Store;
}

interface Opened {
  readonly database: Database;
  readonly stop: () => Promise<void>;
}

const binaries = await findPostgres();

/** Runs a suite on PGlite and, where it is installed, on a real PostgreSQL server. */
export function onEachDatabase(suite: (fixture: Fixture) => void): void {
  describe('on PGlite', () => suite(fixtureOf(openPglite)));
  describe.skipIf(binaries === null)('on PostgreSQL', () => suite(fixtureOf(openPostgres)));
}

async function openPglite(): Promise<Opened> {
  const database = await PgliteDatabase.inMemory();
  return { database, stop: () => database.close() };
}

async function openPostgres(): Promise<Opened> {
  const server = await startPostgres(binaries ?? '');
  const database = new PostgresDatabase(await server.createDatabase(), { connections: 4, statement: 10_000 });
  return {
    database,
    async stop() {
      await database.close();
      await server.stop();
    },
  };
}

function fixtureOf(open: () => Promise<Opened>): Fixture {
  let opened: Opened | undefined;
  beforeAll(async () => {
    opened = await open();
    await migrate(opened.database);
  });
  beforeEach(async () => {
    await opened?.database.query('alter table timeline disable trigger timeline_not_emptied');
    await opened?.database.query(
      'truncate cases, timeline, texts, files, case_list, dispute_list, refunds, refund_calls, posts, erasures, erased_cases',
    );
    await opened?.database.query('alter table timeline enable trigger timeline_not_emptied');
  });
  afterAll(() => opened?.stop());

  const present = (): Database => {
    if (opened === undefined) throw new Error('the database is opened before the first test');
    return opened.database;
  };
  return {
    get database() {
      return present();
    },
    get store() {
      return new SqlStore(present());
    },
  };
}
