import type { Instant } from '../domain/instant.ts';
import type { News, PostState } from '../domain/news.ts';
import type { KeptPost } from './outbox.ts';

/** The columns a {@link PostRow} is made of. */
export const POST_COLUMNS = [
  'news',
  'subscriber',
  'state',
  'attempts',
  'next_at',
  'last_error',
  'delivered_at',
  'tried_since',
  'created_at',
  'resent_by',
  'resent_at',
]
  .map((column) => `posts.${column}`)
  .join(', ');

export interface PostRow {
  readonly news: News;
  readonly subscriber: string;
  readonly state: PostState;
  readonly attempts: number;
  readonly next_at: Date;
  readonly last_error: string | null;
  readonly delivered_at: Date | null;
  readonly tried_since: Date;
  readonly created_at: Date;
  readonly resent_by: string | null;
  readonly resent_at: Date | null;
}

export function postOf(row: PostRow): KeptPost {
  return {
    news: row.news,
    subscriber: row.subscriber,
    state: row.state,
    attempts: row.attempts,
    nextAt: instantOf(row.next_at),
    lastError: row.last_error,
    deliveredAt: row.delivered_at === null ? null : instantOf(row.delivered_at),
    triedSince: instantOf(row.tried_since),
    createdAt: instantOf(row.created_at),
    resentBy: row.resent_by,
    resentAt: row.resent_at === null ? null : instantOf(row.resent_at),
  };
}

function instantOf(date: Date): Instant {
  return date.toISOString();
}
