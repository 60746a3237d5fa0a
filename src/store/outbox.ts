import { z } from 'zod';
import { type Instant, instant } from '../domain/instant.ts';
import type { News } from '../domain/news.ts';
import { indexKey } from './column-values.ts';
import { Conditions } from './conditions.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Queryable } from './database.ts';
import type { Page } from './store.ts';

/** How far news has come on its way to one subscriber. */
export const POST_STATES = ['waiting', 'delivered', 'dead'] as const;
export type PostState = (typeof POST_STATES)[number];

/** News on its way to one subscriber, as the store keeps it. */
export interface KeptPost {
  readonly news: News;
  readonly subscriber: string;
  /** `dead`: given up; nothing more happens to it unless a person has it sent again. */
  readonly state: PostState;
  /** How often it was tried. */
  readonly attempts: number;
  /** When it is tried next. */
  readonly nextAt: Instant;
  readonly lastError: string | null;
  readonly deliveredAt: Instant | null;
  readonly createdAt: Instant;
}

/** Which posts a list shows; absent means any. */
export interface PostFilter {
  readonly state?: PostState | undefined;
  readonly subscriber?: string | undefined;
  readonly merchantIds?: readonly string[] | undefined;
}

/** News on its way. */
export interface Outbox {
  /** Newest first. */
  list(
    filter: PostFilter,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<KeptPost>>;
}

export function createOutbox(on: Queryable): Outbox {
  return { list: (filter, page) => listPosts(on, filter, page) };
}

/** Where a page ends: moment, news, subscriber. */
const PLACE = z.tuple([z.int().min(0).max(Date.UTC(9999, 0)), z.string(), z.string()]);

interface PostRow {
  readonly news: News;
  readonly subscriber: string;
  readonly state: PostState;
  readonly attempts: number;
  readonly next_at: Date;
  readonly last_error: string | null;
  readonly delivered_at: Date | null;
  readonly created_at: Date;
}

async function listPosts(
  on: Queryable,
  { state, subscriber, merchantIds }: PostFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<KeptPost>> {
  const conditions = new Conditions();
  if (state !== undefined) conditions.add('state = ?', state);
  if (subscriber !== undefined) conditions.add('subscriber = ?', subscriber);
  if (merchantIds !== undefined)
    conditions.addOneOf(
      'merchant_id',
      merchantIds.map((id) => indexKey(id)),
    );
  if (cursor !== undefined) {
    const [at, newsId, to] = decodeCursor(cursor, PLACE);
    conditions.add('(created_at, news_id, subscriber) < (?::timestamptz, ?, ?)', instant(at), newsId, to);
  }
  const rows = await on.query<PostRow>(
    `select news, subscriber, state, attempts, next_at, last_error, delivered_at, created_at from posts
     where ${conditions.sql} order by created_at desc, news_id desc, subscriber desc limit ${limit + 1}`,
    conditions.parameters,
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(postOf),
    cursor:
      last === undefined || rows.length <= limit
        ? null
        : encodeCursor([last.created_at.getTime(), last.news.id, last.subscriber]),
  };
}

function postOf(row: PostRow): KeptPost {
  return {
    news: row.news,
    subscriber: row.subscriber,
    state: row.state,
    attempts: row.attempts,
    nextAt: row.next_at.toISOString(),
    lastError: row.last_error,
    deliveredAt: row.delivered_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}
