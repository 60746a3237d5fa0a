import { migrate } from '../../src/store/migrate.ts';
import { PgliteDatabase } from '../../src/store/pglite.ts';
import { SqlStore } from '../../src/store/sql-store.ts';
import type { Store } from '../../src/store/store.ts';

/** A new store in this process's memory, gone when it is closed. Takes about a second. */
export async function openTemporaryStore(): Promise<Store> {
  const database = await PgliteDatabase.inMemory();
  await migrate(database);
  return new SqlStore(database);
}
