import { Pool, type PoolClient, types } from 'pg';
import { SECOND, type Millis } from '../domain/instant.ts';
import { type ChannelListener, type Database, type Parameter, type Queryable, storable } from './database.ts';
import { storeError } from './errors.ts';
import { listenAtPostgres } from './postgres-listener.ts';

/** How long to reach the server, or to wait for a free connection. A caller that must answer 503 cannot wait longer. */
const CONNECT_TIMEOUT = 3 * SECOND;
/** How long past the server's own limit until a server that fell silent is given up. */
const SILENCE_MARGIN = 1 * SECOND;

export interface PostgresLimits {
  /** Connections at most. */
  readonly connections: number;
  /** How long one statement may take. */
  readonly statement: Millis;
}

/** A pool of connections to PostgreSQL. Connects when first used. */
export class PostgresDatabase implements Database {
  readonly #pool: Pool;
  readonly #url: string;
  readonly #closing = new AbortController();
  #listening: readonly Promise<void>[] = [];

  /** @param url - `postgresql://user:password@host:port/database`, with libpq's own query parameters */
  constructor(url: string, limits: PostgresLimits) {
    this.#url = url;
    this.#pool = new Pool({
      connectionString: url,
      application_name: 'recourse',
      max: limits.connections,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      statement_timeout: limits.statement,
      query_timeout: limits.statement + SILENCE_MARGIN,
      idle_in_transaction_session_timeout: limits.statement,
      keepAlive: true,
      types: { getTypeParser },
    });
    // A connection that dies between statements says so by an event, which ends the process when nobody listens; its next statement fails.
    this.#pool.on('error', ignore);
    this.#pool.on('connect', (client) => client.on('error', ignore));
  }

  query<Row>(sql: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    return run<Row>(this.#pool, sql, parameters);
  }

  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    const tx: Queryable = { query: (sql, parameters = []) => run(client, sql, parameters) };
    try {
      await tx.query('begin');
      const result = await work(tx);
      await tx.query('commit');
      client.release();
      return result;
    } catch (error) {
      // Closing the connection rolls back whatever state it is in, also when the server no longer answers.
      client.release(true);
      throw error;
    }
  }

  listen(channel: string, listener: ChannelListener): void {
    const settings = {
      connectionString: this.#url,
      application_name: 'recourse changes',
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      query_timeout: CONNECT_TIMEOUT,
      keepAlive: true,
    };
    const listening = listenAtPostgres(settings, channel, listener, this.#closing.signal);
    this.#listening = [...this.#listening, listening];
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#listening);
    if (!this.#pool.ended) await this.#pool.end();
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw storeError(error);
    }
  }
}

async function run<Row>(
  on: Pool | PoolClient,
  sql: string,
  parameters: readonly Parameter[],
): Promise<readonly Row[]> {
  try {
    const { rows } = await on.query(sql, parameters.map(storable));
    return rows;
  } catch (error) {
    throw storeError(error);
  }
}

const getTypeParser: typeof types.getTypeParser = (oid, format) =>
  oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format);

function ignore(): void {}
