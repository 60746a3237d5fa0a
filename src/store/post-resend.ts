import type { Queryable } from './database.ts';
import type { PostFilter, PostKey, Wish } from './outbox.ts';
import { conditionsOf } from './post-list.ts';

/** It begins anew, with another day before it. */
const AGAIN = `update posts
  set state = 'waiting', attempts = 0, next_at = $1, tried_since = $1, delivered_at = null, resent_at = $1, resent_by = $2`;

export async function resendPost(
  on: Queryable,
  { newsId, subscriber }: PostKey,
  { now, by }: Wish,
): Promise<void> {
  await on.query(`${AGAIN} where news_id = $3 and subscriber = $4`, [now, by, newsId, subscriber]);
}

export async function resendDead(
  on: Queryable,
  filter: Pick<PostFilter, 'subscriber' | 'merchantIds'>,
  { now, by }: Wish,
): Promise<number> {
  const conditions = conditionsOf({ ...filter, state: 'dead' }, [now, by]);
  const rows = await on.query(`${AGAIN} where ${conditions.sql} returning 1`, conditions.parameters);
  return rows.length;
}
