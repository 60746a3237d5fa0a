import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PGlite, type PGliteOptions, type Transaction, types } from '@electric-sql/pglite';
import { type ChannelListener, type Database, type Parameter, type Queryable, storable } from './database.ts';
import { createDatabaseFolder, durably } from './durable-folder.ts';
import { StoreOpenError, storeError } from './errors.ts';
import { FolderLock } from './folder-lock.ts';

/** PGlite's own conversion of bytes makes an array element of each; a file of 10 MB would take seconds and a gigabyte. */
const CONVERSIONS = {
  serializers: { [types.BYTEA]: (bytes: Uint8Array) => `\\x${Buffer.from(bytes).toString('hex')}` },
  parsers: { [types.BYTEA]: (text: string) => Buffer.from(text.slice(2), 'hex'), [types.INT8]: Number },
} satisfies PGliteOptions;

/** PostgreSQL inside this process. Statements run one at a time and block the process while they run. */
export class PgliteDatabase implements Database {
  readonly #pglite: PGlite;
  readonly #lock: FolderLock | null;

  private constructor(pglite: PGlite, lock: FolderLock | null) {
    this.#pglite = pglite;
    this.#lock = lock;
  }

  /** A database that is gone when it is closed. */
  static async inMemory(): Promise<PgliteDatabase> {
    return new PgliteDatabase(await PGlite.create(CONVERSIONS), null);
  }

  /**
   * The database in a folder, made when it is not there. What it acknowledged survives the end of the process and of the machine.
   *
   * @throws StoreOpenError when another process has it open, or its files are damaged
   */
  static async open(folder: string): Promise<PgliteDatabase> {
    await mkdir(dirname(folder), { recursive: true });
    const lock = FolderLock.take(`${folder}.lock`);
    try {
      if (!existsSync(folder)) await createDatabaseFolder(folder);
      return new PgliteDatabase(await openFolder(folder), lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  query<Row>(sql: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    return run<Row>(this.#pglite, sql, parameters);
  }

  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return this.#pglite.transaction((inner) =>
      work({ query: (sql, parameters = []) => run(inner, sql, parameters) }),
    );
  }

  listen(channel: string, { heard, missed }: ChannelListener): void {
    // It fails only where the database is closed by then, and there is nothing to hear any more.
    this.#pglite.listen(channel, heard).then(missed, () => undefined);
  }

  async close(): Promise<void> {
    if (!this.#pglite.closed) await this.#pglite.close();
    this.#lock?.release();
  }
}

async function openFolder(folder: string): Promise<PGlite> {
  try {
    return await PGlite.create({ ...CONVERSIONS, ...durably(folder) });
  } catch (error) {
    throw new StoreOpenError(
      `The database in ${folder} cannot be opened: restore it from a back-up, or move it away to begin with an empty one.`,
      { cause: error },
    );
  }
}

async function run<Row>(
  on: PGlite | Transaction,
  sql: string,
  parameters: readonly Parameter[],
): Promise<readonly Row[]> {
  try {
    const { rows } = await on.query<Row>(sql, parameters.map(storable));
    return rows;
  } catch (error) {
    throw storeError(error);
  }
}
