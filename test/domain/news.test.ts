import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type News, NEWS_EVENTS, postsFor, type Subscription } from '../../src/domain/news.ts';
import { START } from './builders.ts';

const merchant = fc.constantFrom('biz_1', 'biz_2', 'biz_3', 'biz', '');

const news: fc.Arbitrary<News> = fc.record({
  id: fc.string(),
  event: fc.constantFrom(...NEWS_EVENTS),
  summary: fc.constant('It happened.'),
  at: fc.constant(START),
  provider: fc.constantFrom('whop', 'wepay', 'ccg'),
  merchantId: fc.option(merchant),
  paymentId: fc.option(fc.string()),
  caseId: fc.option(fc.string()),
  disputeId: fc.option(fc.string()),
  refundId: fc.option(fc.string()),
});

const subscription: fc.Arbitrary<Subscription> = fc.record({
  name: fc.string({ minLength: 1 }),
  events: fc.uniqueArray(fc.constantFrom(...NEWS_EVENTS)),
  merchantIds: fc.option(fc.uniqueArray(merchant)),
});

const lists = [fc.array(news), fc.uniqueArray(subscription, { selector: ({ name }) => name })] as const;

test("one merchant's news never goes to another's subscriber, nor news of nobody known to any merchant's", () => {
  fc.assert(
    fc.property(...lists, (items, subscriptions) => {
      for (const { news: item, subscriber } of postsFor(items, subscriptions)) {
        const { merchantIds } = named(subscriptions, subscriber);
        expect(merchantIds === null || merchantIds.includes(item.merchantId ?? 'nobody known')).toBe(true);
      }
    }),
  );
});

test('nobody is told what they did not ask for, and whoever hears of all merchants misses nothing they asked for', () => {
  fc.assert(
    fc.property(...lists, (items, subscriptions) => {
      const posts = postsFor(items, subscriptions);
      for (const { news: item, subscriber } of posts)
        expect(named(subscriptions, subscriber).events).toContain(item.event);
      for (const { name, events, merchantIds } of subscriptions) {
        if (merchantIds !== null) continue;
        const told = posts.filter(({ subscriber }) => subscriber === name).map((post) => post.news);
        expect(told).toEqual(items.filter(({ event }) => events.includes(event)));
      }
    }),
  );
});

function named(subscriptions: readonly Subscription[], name: string): Subscription {
  const found = subscriptions.find((one) => one.name === name);
  if (found === undefined) throw new Error('a post names a subscriber there is');
  return found;
}
