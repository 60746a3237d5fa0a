import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** Small values kept under a name: counters, keys, switches. */
export interface Notes {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  /** A secret made at random the first time it is asked for, and the same ever after. */
  secret(key: string): string;
}

export function createNotes(database: DatabaseSync): Notes {
  const select = database.prepare('SELECT value FROM notes WHERE key = ?');
  const upsert = database.prepare(
    'INSERT INTO notes (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const notes: Notes = {
    get(key) {
      const row = select.get(key);
      return row === undefined ? undefined : JSON.parse(String(row['value']));
    },
    set(key, value) {
      upsert.run(key, JSON.stringify(value));
    },
    secret(key) {
      const known = notes.get(key);
      if (typeof known === 'string') return known;
      const made = randomBytes(24).toString('hex');
      notes.set(key, made);
      return made;
    },
  };
  return notes;
}
