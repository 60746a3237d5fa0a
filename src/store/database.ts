/** A value for a statement's `$1`. JSON goes in as text, made by `JSON.stringify`; moments as ISO text. */
export type Parameter =
  string | number | boolean | null | Uint8Array | readonly (string | number | null)[] | readonly Uint8Array[];

/** Runs statements: a database, or a transaction in it. */
export interface Queryable {
  /**
   * Runs one statement and answers with its rows: `timestamptz` as Date, `bigint` as number, `bytea` as Buffer, `json` parsed.
   *
   * @throws StoreUnavailableError or StoreRefusedError, free of SQL and data
   */
  query<Row = unknown>(sql: string, parameters?: readonly Parameter[]): Promise<readonly Row[]>;
}

/** Whoever listens to a channel. */
export interface ChannelListener {
  /** Something was sent, by a transaction that is committed. */
  readonly heard: (words: string) => void;
  /** Something may have been missed; from here on nothing is. Always the first to come. */
  readonly missed: () => void;
}

/** What PostgreSQL and PGlite have in common, as far as the store needs it. */
export interface Database extends Queryable {
  /** Commits when `work` resolves, leaves nothing behind when it rejects. Inside, only the transaction it is given may be used. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Has a listener hear what is sent to a channel, until the database is closed. */
  listen(channel: string, listener: ChannelListener): void;
  close(): Promise<void>;
}

/**
 * Makes a parameter one that PostgreSQL takes. Its text cannot hold U+0000, which a provider may well send; the replacement character stands
 * in, so that no case is ever impossible to write or to look for. JSON and bytes keep it.
 */
export function storable(parameter: Parameter): Parameter {
  if (typeof parameter === 'string') return withoutNul(parameter);
  if (!isTextArray(parameter)) return parameter;
  return parameter.map((item) => (typeof item === 'string' ? withoutNul(item) : item));
}

function isTextArray(parameter: Parameter): parameter is readonly (string | number | null)[] {
  return Array.isArray(parameter) && !(parameter[0] instanceof Uint8Array);
}

function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
}
