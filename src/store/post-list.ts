import { z } from 'zod';
import { instant } from '../domain/instant.ts';
import { indexKey } from './column-values.ts';
import { Conditions } from './conditions.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Parameter, Queryable } from './database.ts';
import type { KeptPost, PostFilter, Undelivered } from './outbox.ts';
import { POST_COLUMNS, type PostRow, postOf } from './post-row.ts';
import type { Page } from './store.ts';

/** Where a page ends: moment, news, subscriber. */
const PLACE = z.tuple([z.int().min(0).max(Date.UTC(9999, 0)), z.string(), z.string()]);

export async function listPosts(
  on: Queryable,
  filter: PostFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<KeptPost>> {
  const conditions = conditionsOf(filter);
  if (cursor !== undefined) {
    const [at, newsId, to] = decodeCursor(cursor, PLACE);
    conditions.add('(created_at, news_id, subscriber) < (?::timestamptz, ?, ?)', instant(at), newsId, to);
  }
  const rows = await on.query<PostRow>(
    `select ${POST_COLUMNS} from posts
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

export async function countUndelivered(
  on: Queryable,
  merchantIds: readonly string[] | undefined,
): Promise<readonly Undelivered[]> {
  const conditions = conditionsOf({ merchantIds });
  return await on.query<Undelivered>(
    `select subscriber, state, count(*)::integer as posts from posts
     where state in ('waiting', 'dead') and ${conditions.sql} group by subscriber, state order by subscriber, state`,
    conditions.parameters,
  );
}

/** What a filter lets through. @param before - the values of the statement that come before */
export function conditionsOf(
  { state, subscriber, merchantIds }: PostFilter,
  before: readonly Parameter[] = [],
): Conditions {
  const conditions = new Conditions();
  conditions.parameters.push(...before);
  if (state !== undefined) conditions.add('state = ?', state);
  if (subscriber !== undefined) conditions.add('subscriber = ?', subscriber);
  if (merchantIds !== undefined)
    conditions.addOneOf(
      'merchant_id',
      merchantIds.map((id) => indexKey(id)),
    );
  return conditions;
}
