import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../../domain/instant.ts';

/**
 * Every version of an object that was replaced lately, and until when it was the present one; body null until it was made. Triggers keep it,
 * so that nobody who writes an object need think of it. It goes back a little further than any rule may ask for.
 */
export const LAG_SCHEMA = `
  CREATE TABLE IF NOT EXISTS earlier_documents (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT,
    until TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS earlier_documents_by_age ON earlier_documents (until);

  CREATE TRIGGER IF NOT EXISTS keep_replaced_document AFTER UPDATE ON documents BEGIN
    INSERT INTO earlier_documents (kind, id, body, until)
    VALUES (OLD.kind, OLD.id, OLD.body, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  END;
  CREATE TRIGGER IF NOT EXISTS keep_new_document AFTER INSERT ON documents BEGIN
    INSERT INTO earlier_documents (kind, id, body, until)
    VALUES (NEW.kind, NEW.id, NULL, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  END;
  CREATE TRIGGER IF NOT EXISTS forget_old_documents AFTER INSERT ON earlier_documents BEGIN
    DELETE FROM earlier_documents WHERE until < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-11 minutes');
  END;`;

/** Does work that only reads, on all objects as they were at a moment of the last minutes. Whatever it writes is undone. */
export function asOf<T>(database: DatabaseSync, at: Instant, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    rewind(database, at);
    return work();
  } finally {
    database.exec('ROLLBACK');
  }
}

function rewind(database: DatabaseSync, at: Instant): void {
  const undo = database.prepare('DELETE FROM documents WHERE kind = ? AND id = ?');
  const restore = database.prepare('UPDATE documents SET body = ? WHERE kind = ? AND id = ?');
  for (const { kind, id, body } of versionsAt(database, at)) {
    if (body === null) undo.run(kind, id);
    else restore.run(body, kind, id);
  }
}

/** What each object that has changed since was then. */
function versionsAt(database: DatabaseSync, at: Instant) {
  // SQLite takes kind, id and body from the row that has the minimum.
  const rows = database
    .prepare('SELECT kind, id, body, min(seq) FROM earlier_documents WHERE until > ? GROUP BY kind, id')
    .all(at);
  return rows.map(({ kind, id, body }) => ({
    kind: String(kind),
    id: String(id),
    body: body === null ? null : String(body),
  }));
}
