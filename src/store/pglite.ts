import { PGlite, type PGliteOptions, type Transaction, types } from '@electric-sql/pglite';
import { type Database, type Parameter, type Queryable, storable } from './database.ts';
import { storeError } from './errors.ts';

/** PGlite's own conversion of bytes makes an array element of each; a file of 10 MB would take seconds and a gigabyte. */
const CONVERSIONS = {
  serializers: { [types.BYTEA]: (bytes: Uint8Array) => `\\x${Buffer.from(bytes).toString('hex')}` },
  parsers: { [types.BYTEA]: (text: string) => Buffer.from(text.slice(2), 'hex'), [types.INT8]: Number },
} satisfies PGliteOptions;

/** PostgreSQL inside this process. Statements run one at a time and block the process while they run. */
export class PgliteDatabase implements Database {
  readonly #pglite: PGlite;

  private constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  /** @param options - where the data are; in memory when nothing is said */
  static async create(options: PGliteOptions = {}): Promise<PgliteDatabase> {
    return new PgliteDatabase(await PGlite.create({ ...CONVERSIONS, ...options }));
  }

  query<Row>(sql: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    return run<Row>(this.#pglite, sql, parameters);
  }

  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return this.#pglite.transaction((inner) =>
      work({ query: (sql, parameters = []) => run(inner, sql, parameters) }),
    );
  }

  async close(): Promise<void> {
    if (!this.#pglite.closed) await this.#pglite.close();
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
