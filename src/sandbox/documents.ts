import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Instant } from '../domain/instant.ts';

/** Where in a list a page begins or ends: lists are ordered by age, and by id among equals. */
export interface Position {
  readonly createdAt: Instant;
  readonly id: string;
}

/** A part of a list. The bounds are exclusive. */
export interface Slice {
  readonly createdAfter?: Instant | undefined;
  readonly createdBefore?: Instant | undefined;
  /** Only objects whose `payment.id` is this. */
  readonly paymentId?: string | undefined;
  /** Only what comes after this in the list's own direction. */
  readonly after?: Position | undefined;
  /** Only what comes before this in the list's own direction. */
  readonly before?: Position | undefined;
  readonly oldestFirst: boolean;
  readonly limit: number;
}

/** Objects as the provider's API shows them, by kind and id. `Kinds` names each kind and its shape. */
export interface Documents<Kinds extends Record<string, { readonly id: string }>> {
  get<K extends keyof Kinds & string>(kind: K, id: string): Kinds[K] | null;
  put<K extends keyof Kinds & string>(kind: K, body: Kinds[K]): void;
  list<K extends keyof Kinds & string>(kind: K, slice?: Partial<Slice>): Kinds[K][];
  /** Overwrites any fields but the id, with values the kind's shape may not even allow. Null when there is no such object. */
  edit<K extends keyof Kinds & string>(kind: K, id: string, changes: object): Kinds[K] | null;
  /** Objects whose `payment.id` is this, newest first. */
  ofPayment<K extends keyof Kinds & string>(kind: K, paymentId: string): Kinds[K][];
}

/** @param owner - keeps one provider's objects apart from another's */
export function createDocuments<Kinds extends Record<string, { readonly id: string }>>(
  database: DatabaseSync,
  owner: string,
): Documents<Kinds> {
  const one = database.prepare('SELECT body FROM documents WHERE kind = ? AND id = ?');
  const upsert = database.prepare(
    'INSERT INTO documents (kind, id, body) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body',
  );
  const byPayment = database.prepare(
    'SELECT body FROM documents WHERE kind = ? AND payment_id = ? ORDER BY created_at DESC, rowid DESC',
  );
  const write = (kind: string, body: { readonly id: string }): void => {
    upsert.run(`${owner}/${kind}`, body.id, JSON.stringify(body));
  };
  return {
    get(kind, id) {
      const row = one.get(`${owner}/${kind}`, id);
      return row === undefined ? null : JSON.parse(String(row['body']));
    },
    put: write,
    edit(kind, id, changes) {
      const row = one.get(`${owner}/${kind}`, id);
      if (row === undefined) return null;
      const body = Object.assign(JSON.parse(String(row['body'])), changes, { id });
      write(kind, body);
      return body;
    },
    list(kind, slice = {}) {
      const { sql, values } = selection(`${owner}/${kind}`, { oldestFirst: false, limit: -1, ...slice });
      return database
        .prepare(sql)
        .all(values)
        .map((row): Kinds[typeof kind] => JSON.parse(String(row['body'])));
    },
    ofPayment: (kind, paymentId) =>
      byPayment
        .all(`${owner}/${kind}`, paymentId)
        .map((row): Kinds[typeof kind] => JSON.parse(String(row['body']))),
  };
}

function selection(kind: string, slice: Slice): { sql: string; values: Record<string, SQLInputValue> } {
  const [forward, back, order] = slice.oldestFirst ? ['>', '<', 'ASC'] : ['<', '>', 'DESC'];
  const conditions = ['kind = :kind'];
  const values: Record<string, SQLInputValue> = { kind, limit: slice.limit };
  const require = (condition: string, bound: Record<string, SQLInputValue>): void => {
    conditions.push(condition);
    Object.assign(values, bound);
  };
  if (slice.createdAfter !== undefined) require('created_at > :since', { since: slice.createdAfter });
  if (slice.createdBefore !== undefined) require('created_at < :until', { until: slice.createdBefore });
  if (slice.paymentId !== undefined) require('payment_id = :paymentId', { paymentId: slice.paymentId });
  if (slice.after !== undefined) {
    require(`(created_at, id) ${forward} (:fromAge, :fromId)`, {
      fromAge: slice.after.createdAt,
      fromId: slice.after.id,
    });
  }
  if (slice.before !== undefined) {
    require(`(created_at, id) ${back} (:toAge, :toId)`, {
      toAge: slice.before.createdAt,
      toId: slice.before.id,
    });
  }
  const sql = `SELECT body FROM documents WHERE ${conditions.join(' AND ')} ORDER BY created_at ${order}, id ${order} LIMIT :limit`;
  return { sql, values };
}

/** Objects by a kind's name that may be none. */
export function byKind<Kinds extends Record<string, { readonly id: string }>, K extends keyof Kinds & string>(
  documents: Documents<Kinds>,
  kinds: readonly K[],
) {
  const named = (kind: string): K | undefined => kinds.find((known) => known === kind);
  return {
    kinds,
    get(kind: string, id: string): object | null {
      const known = named(kind);
      return known === undefined ? null : documents.get(known, id);
    },
    edit(kind: string, id: string, changes: object): object | null {
      const known = named(kind);
      return known === undefined ? null : documents.edit(known, id, changes);
    },
  };
}
