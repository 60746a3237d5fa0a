import { join } from 'node:path';
import { MINUTE, SECOND } from '../domain/instant.ts';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { PgliteDatabase } from './pglite.ts';
import { PostgresDatabase } from './postgres.ts';
import { SqlStore } from './sql-store.ts';
import type { Store } from './store.ts';

/** Building an index over a large table takes its time, and so does waiting for another process that does it. */
const MIGRATION_LIMITS = { connections: 1, statement: 10 * MINUTE };
const SERVICE_LIMITS = { connections: 10, statement: 10 * SECOND };

export interface StoreSettings {
  /** `postgresql://…`; null for the embedded database. */
  readonly databaseUrl: string | null;
  /** Where the embedded database lives, in the folder `store`. */
  readonly dataDir: string;
}

/**
 * Opens the store and brings it to the present schema. Any number of processes may do so at once on PostgreSQL, one only on the embedded
 * database.
 *
 * @throws StoreOpenError with a sentence for the operator when something must be changed first
 * @throws StoreUnavailableError when PostgreSQL is out of reach
 */
export async function openStore({ databaseUrl, dataDir }: StoreSettings): Promise<Store> {
  return new SqlStore(
    databaseUrl === null ? await openEmbedded(join(dataDir, 'store')) : await openPostgres(databaseUrl),
  );
}

async function openEmbedded(folder: string): Promise<Database> {
  const database = await PgliteDatabase.open(folder);
  try {
    await migrate(database);
    // What autovacuum does on a server: without the numbers it gathers, lists are planned badly.
    await database.query('vacuum (analyze)');
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openPostgres(url: string): Promise<Database> {
  const patient = new PostgresDatabase(url, MIGRATION_LIMITS);
  try {
    await migrate(patient);
  } finally {
    await patient.close();
  }
  return new PostgresDatabase(url, SERVICE_LIMITS);
}
