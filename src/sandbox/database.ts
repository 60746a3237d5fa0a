import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LAG_SCHEMA } from './faults/lag.ts';
import { WEBHOOK_FAULT_SCHEMA } from './faults/webhooks.ts';

/**
 * Everything the sandbox knows is in one SQLite file, so that a change to an object, its entry in the ledger and its webhook become durable
 * together or not at all, and a `kill -9` at any moment leaves a state it can go on from.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS documents (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at TEXT GENERATED ALWAYS AS (json_extract(body, '$.created_at')),
    payment_id TEXT GENERATED ALWAYS AS (json_extract(body, '$.payment.id')),
    PRIMARY KEY (kind, id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS documents_by_age ON documents (kind, created_at, id);
  CREATE INDEX IF NOT EXISTS documents_by_payment ON documents (kind, payment_id);

  CREATE TABLE IF NOT EXISTS file_bytes (file_id TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;

  CREATE TABLE IF NOT EXISTS ledger (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    provider TEXT NOT NULL,
    name TEXT NOT NULL,
    ids TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS webhooks (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    type TEXT NOT NULL,
    ids TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TEXT,
    last_answer TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS webhooks_due ON webhooks (state, next_attempt_at);

  CREATE TABLE IF NOT EXISTS notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  ${LAG_SCHEMA}
  ${WEBHOOK_FAULT_SCHEMA}
`;

/** Thrown when another process has the sandbox's data folder open. */
export class DataFolderInUseError extends Error {
  override readonly name = 'DataFolderInUseError';
}

/**
 * Opens the sandbox's state.
 *
 * @param dataDir - the folder it is kept in, made when missing; null keeps everything in memory
 * @throws DataFolderInUseError when another process has it open
 */
export function openDatabase(dataDir: string | null): DatabaseSync {
  if (dataDir !== null) mkdirSync(dataDir, { recursive: true });
  const database = new DatabaseSync(dataDir === null ? ':memory:' : path.join(dataDir, 'sandbox.sqlite'));
  try {
    // Exclusive, because two sandboxes on one folder would each send the same webhooks.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    database.exec(SCHEMA);
  } catch (error) {
    database.close();
    if (error instanceof Error && error.message.includes('database is locked')) {
      throw new DataFolderInUseError(
        `The sandbox's data folder ${dataDir} is in use by another process. Stop that one first.`,
        { cause: error },
      );
    }
    throw error;
  }
  return database;
}

/** Runs `work` so that all it writes is kept, or, when it throws, nothing. May be nested; the outermost one decides. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  if (database.isTransaction) return work();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
