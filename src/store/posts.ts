import type { Post } from '../domain/news.ts';
import { indexKey } from './column-values.ts';
import type { Queryable } from './database.ts';

/** Puts news on its way, each once to each subscriber, however often it is written down. */
export async function addPosts(tx: Queryable, posts: readonly Post[]): Promise<void> {
  if (posts.length === 0) return;
  await tx.query(
    `insert into posts (news_id, subscriber, event, merchant_id, case_id, news, state, attempts, next_at, created_at)
     select p.*, 'waiting', 0, now(), now()
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::json[]) as p
     on conflict do nothing`,
    [
      posts.map(({ news }) => news.id),
      posts.map(({ subscriber }) => subscriber),
      posts.map(({ news }) => news.event),
      posts.map(({ news }) => indexKey(news.merchantId)),
      posts.map(({ news }) => indexKey(news.caseId)),
      posts.map(({ news }) => JSON.stringify(news)),
    ],
  );
}
