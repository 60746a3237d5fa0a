import { type News, NEWS_EVENTS, type Subscription } from '../../src/domain/news.ts';
import type { Store } from '../../src/store/store.ts';

/** Somebody who is told everything. */
export const EVERYTHING: Subscription = { name: 'everything', events: NEWS_EVENTS, merchantIds: null };

/** What {@link EVERYTHING} is to be told, oldest first. */
export async function newsFor(store: Store, isWanted: (news: News) => boolean): Promise<readonly News[]> {
  const { data } = await store.outbox.list({ subscriber: EVERYTHING.name }, { limit: 10_000 });
  return data
    .map(({ news }) => news)
    .filter(isWanted)
    .toReversed();
}
