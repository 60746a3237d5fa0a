import type { Instant } from '../domain/instant.ts';
import type { Parameter, Queryable } from './database.ts';
import type { KeptPost, Lease, PostKey, TakenPost } from './outbox.ts';
import { POST_COLUMNS, type PostRow, postOf } from './post-row.ts';

/**
 * Oldest first within a case, and one at a time: what was written down earlier and could go now goes before. One that waits after a failure holds
 * up no other. The first of a case is looked up row by row, as a join of the table with itself would take minutes where much waits.
 */
const TAKE = `
  with due as materialized (
    select p.news_id, p.subscriber, p.unheard
    from unnest($1::text[], $2::integer[]) as lane (subscriber, free)
    cross join lateral (
      select posts.news_id, posts.subscriber, posts.taken_until is not null as unheard from posts
      where posts.subscriber = lane.subscriber and posts.state = 'waiting'
        and posts.next_at <= $3 and (posts.taken_until is null or posts.taken_until <= $3)
        and (posts.case_id is null or posts.place = (
          select first.place from posts first
          where first.subscriber = posts.subscriber and first.case_id = posts.case_id
            and first.state = 'waiting' and first.next_at <= $3
          order by first.place limit 1))
      order by posts.place limit lane.free
      for update skip locked
    ) p
    limit $5
  )
  update posts set attempts = attempts + 1, taken_until = $4 from due
  where posts.news_id = due.news_id and posts.subscriber = due.subscriber
  returning ${POST_COLUMNS}, due.unheard`;

export async function takePosts(
  on: Queryable,
  free: ReadonlyMap<string, number>,
  { now, until, limit }: Lease,
): Promise<readonly TakenPost[]> {
  if (free.size === 0 || limit <= 0) return [];
  const rows = await on.query<PostRow & { readonly unheard: boolean }>(TAKE, [
    [...free.keys()],
    [...free.values()],
    now,
    until,
    limit,
  ]);
  return rows.map(({ unheard, ...row }) => ({ ...postOf(row), isUnheard: unheard }));
}

/** Holds whoever else took it meanwhile: what has arrived has arrived. */
export async function markDelivered(on: Queryable, { newsId, subscriber }: PostKey, at: Instant) {
  await on.query(
    `update posts set state = 'delivered', delivered_at = $3, taken_until = null, last_error = null
     where news_id = $1 and subscriber = $2 and state <> 'delivered'`,
    [newsId, subscriber, at],
  );
}

/** What became of an attempt that did not arrive counts only while nobody has made another one since. */
export async function markFailed(
  on: Queryable,
  post: KeptPost,
  { nextAt, why }: { readonly nextAt: Instant | null; readonly why: string },
): Promise<void> {
  await on.query(
    `update posts set state = $4, next_at = coalesce($5::timestamptz, next_at), last_error = $6, taken_until = null
     where news_id = $1 and subscriber = $2 and state = 'waiting' and attempts = $3`,
    [post.news.id, post.subscriber, post.attempts, nextAt === null ? 'dead' : 'waiting', nextAt, why],
  );
}

export async function markSkipped(on: Queryable, post: KeptPost, why: string): Promise<void> {
  await on.query(
    `update posts set state = 'skipped', last_error = $4, taken_until = null
     where news_id = $1 and subscriber = $2 and state = 'waiting' and attempts = $3`,
    [post.news.id, post.subscriber, post.attempts, why],
  );
}

/** Where anything of a subscriber was tried since, somebody knows it, and works off what waits. */
const ABANDON = `
  update posts set state = 'dead', last_error = $3, taken_until = null
  where state = 'waiting' and tried_since < $2 and not (subscriber = any($1::text[]))
    and not exists (
      select from posts tried where tried.subscriber = posts.subscriber and tried.attempts > 0
        and (tried.delivered_at >= $2 or tried.taken_until >= $2 or tried.next_at >= $2))
  returning 1`;

export async function abandonOthers(
  on: Queryable,
  subscribers: readonly string[],
  { before, why }: { readonly before: Instant; readonly why: string },
): Promise<number> {
  const parameters: readonly Parameter[] = [subscribers, before, why];
  const rows = await on.query(ABANDON, parameters);
  return rows.length;
}

export async function findPost(on: Queryable, { newsId, subscriber }: PostKey): Promise<KeptPost | null> {
  const [row] = await on.query<PostRow>(
    `select ${POST_COLUMNS} from posts where news_id = $1 and subscriber = $2`,
    [newsId, subscriber],
  );
  return row === undefined ? null : postOf(row);
}
