import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND, type Instant, instant, plus } from '../../src/domain/instant.ts';
import type { News, Post } from '../../src/domain/news.ts';
import type { KeptPost, Outbox } from '../../src/store/outbox.ts';
import { aCase, anEntry, NOON } from './a-case.ts';
import { aRefund, later } from './a-refund.ts';
import { onEachDatabase } from './each-database.ts';

/** What is written down in a test is due at its start by any clock. */
const START: Instant = instant(Date.now() + MINUTE);

onEachDatabase((fixture) => {
  const outbox = (): Outbox => fixture.store.outbox;

  /** The number of the entry written last; each case has some of them. */
  let seq = 100;

  /** Writes news down one after the other, each with an entry of its case. */
  async function post(...posts: readonly Post[]): Promise<void> {
    for (const one of posts) {
      seq += 1;
      const state = aCase(one.news.paymentId ?? 'pay_1', {}, { nextSeq: seq + 1 });
      await fixture.store.recordCase(state, [anEntry(seq)], [one]);
    }
  }

  async function take(now = START, free: Readonly<Record<string, number>> = { ops: 10 }, limit = 100) {
    const lease = { now, until: plus(now, MINUTE), limit };
    return await outbox().take(new Map(Object.entries(free)), lease);
  }

  describe('news and what it tells of', () => {
    it('are written together or not at all', async () => {
      const unwritable = { ...aCase('pay_1'), nextSeq: Number.NaN };
      await expect(
        fixture.store.recordCase(unwritable, [anEntry(1)], [{ news: someNews('n1'), subscriber: 'ops' }]),
      ).rejects.toThrow();
      expect((await outbox().list({}, { limit: 10 })).data).toEqual([]);

      const tooLong: Post = { news: someNews(randomBytes(10_000).toString('hex')), subscriber: 'ops' };
      await expect(fixture.store.recordCase(aCase('pay_1'), [anEntry(1)], [tooLong])).rejects.toThrow();
      expect(await fixture.store.loadCase('whop:pay_1')).toBeNull();
      await expect(fixture.store.recordRefund(aRefund('k'), [tooLong])).rejects.toThrow();
      expect(await fixture.store.loadRefund(aRefund('k').id)).toBeNull();
    });

    it('are on their way once, however often they are written down', async () => {
      const one = { news: someNews('n1'), subscriber: 'ops' };
      await post(one, one);
      const refund = aRefund('k', { status: 'succeeded' });
      const settled = { news: someNews('r1'), subscriber: 'ops' };
      await fixture.store.recordRefund(refund, [settled]);
      await fixture.store.recordRefund(later(refund, 5), [settled]);
      expect(ids((await outbox().list({}, { limit: 10 })).data)).toEqual(['r1', 'n1']);
    });
  });

  it('is given to one taker at a time, and again when the lease is over', async () => {
    await post({ news: someNews('n1'), subscriber: 'ops' });
    const takers = await Promise.all([take(), take(), take(), take()]);
    expect(takers.flat()).toMatchObject([
      { news: { id: 'n1' }, attempts: 1, state: 'waiting', isUnheard: false },
    ]);
    expect(await take(plus(START, MINUTE - 1))).toEqual([]);
    expect(await take(plus(START, MINUTE))).toMatchObject([
      { news: { id: 'n1' }, attempts: 2, isUnheard: true },
    ]);
  });

  it('never gives one piece of news to two of many takers', async () => {
    const all = Array.from({ length: 20 }, (_, index) => someNews(`n${index}`, `pay_${index}`));
    await post(...all.map((news) => ({ news, subscriber: 'ops' })));
    const taken = await Promise.all(Array.from({ length: 8 }, () => take(START, { ops: 3 })));
    const given = ids(taken.flat());
    expect(new Set(given).size).toBe(given.length);
    expect(ids([...taken.flat(), ...(await take(START, { ops: 20 }))]).toSorted()).toEqual(
      all.map(({ id }) => id).toSorted(),
    );
  });

  it('gives each subscriber no more than it takes', async () => {
    const news = [someNews('n1', 'pay_1'), someNews('n2', 'pay_2'), someNews('n3', 'pay_3')];
    await post(
      ...news.flatMap((item) => ['ops', 'crm', 'slack'].map((subscriber) => ({ news: item, subscriber }))),
    );
    const taken = await take(START, { ops: 2, crm: 1 });
    expect(taken.map(({ subscriber }) => subscriber).toSorted()).toEqual(['crm', 'ops', 'ops']);
    expect(await take(START, {})).toEqual([]);
    expect((await take(START, { slack: 5, ops: 5 }, 2)).map(({ subscriber }) => subscriber)).toEqual([
      'slack',
      'slack',
    ]);
  });

  it('gives the news of one case out oldest first and one by one, and holds nothing up behind a failure', async () => {
    await post(...['n1', 'n2', 'n3'].map((id) => ({ news: someNews(id), subscriber: 'ops' })));
    const [first] = await take();
    expect(first?.news.id).toBe('n1');
    expect(await take()).toEqual([]);
    await outbox().delivered(keyOf(first), START);
    const [second] = await take();
    expect(second?.news.id).toBe('n2');
    await outbox().failed(known(second), { nextAt: plus(START, HOUR), why: 'It answered 500.' });
    expect(ids(await take())).toEqual(['n3']);
    expect(await take(plus(START, HOUR))).toMatchObject([
      { news: { id: 'n2' }, lastError: 'It answered 500.' },
    ]);
  });

  it('is delivered for good, and what arrived counts whoever took it since', async () => {
    await post({ news: someNews('n1'), subscriber: 'ops' });
    const [slow] = await take();
    const [quick] = await take(plus(START, MINUTE));
    await outbox().failed(known(slow), { nextAt: null, why: 'It took too long.' });
    expect(await outbox().find(keyOf(slow))).toMatchObject({
      state: 'waiting',
      attempts: 2,
      lastError: null,
    });
    await outbox().delivered(keyOf(slow), plus(START, 61 * SECOND));
    await outbox().failed(known(quick), { nextAt: START, why: 'It answered 500.' });
    expect(await outbox().find(keyOf(slow))).toMatchObject({
      state: 'delivered',
      deliveredAt: plus(START, 61 * SECOND),
    });
    expect(await take(plus(START, HOUR))).toEqual([]);
  });

  it('is dead until a person has it sent again, and then begins anew', async () => {
    await post({ news: someNews('n1'), subscriber: 'ops' });
    const [taken] = await take();
    await outbox().failed(known(taken), { nextAt: null, why: 'It is gone.' });
    expect(await outbox().find(keyOf(taken))).toMatchObject({ state: 'dead', lastError: 'It is gone.' });
    expect(await take(plus(START, HOUR))).toEqual([]);
    const again = plus(START, 2 * HOUR);
    await outbox().resend(keyOf(taken), { by: 'ann', now: again });
    expect(await take(again)).toMatchObject([
      { attempts: 1, triedSince: again, resentBy: 'ann', resentAt: again },
    ]);
  });

  it('has everything dead of one subscriber sent again, of some merchants or of all', async () => {
    await post(
      { news: someNews('n1', 'pay_1', 'biz_1'), subscriber: 'ops' },
      { news: someNews('n2', 'pay_2', 'biz_2'), subscriber: 'ops' },
      { news: someNews('n3', 'pay_3', null), subscriber: 'ops' },
      { news: someNews('n3', 'pay_3', null), subscriber: 'crm' },
    );
    for (const taken of await take(START, { ops: 10, crm: 10 }))
      await outbox().failed(taken, { nextAt: null, why: 'It is gone.' });
    const resend = (subscriber: string, merchantIds?: readonly string[]) =>
      outbox().resendDead({ subscriber, merchantIds }, { by: 'ann', now: START });
    expect(await resend('ops', ['biz_2'])).toBe(1);
    expect(ids(await take())).toEqual(['n2']);
    expect(await resend('ops', [])).toBe(0);
    expect(await resend('ops')).toBe(2);
    expect(await outbox().undelivered()).toEqual([
      { subscriber: 'crm', state: 'dead', posts: 1 },
      { subscriber: 'ops', state: 'waiting', posts: 3 },
    ]);
  });

  it('gives up what waits for nobody, but not at once', async () => {
    await post(
      { news: someNews('n1'), subscriber: 'ops' },
      { news: someNews('n1'), subscriber: 'gone' },
      { news: someNews('n2', 'pay_2'), subscriber: 'gone' },
    );
    const why = 'This subscriber is not set up any more.';
    expect(await outbox().abandonOthers(['ops'], { before: '2026-01-01T00:00:00.000Z', why })).toBe(0);
    const [tried] = await take(START, { gone: 1 });
    await outbox().failed(known(tried), { nextAt: START, why: 'It answered 500.' });
    expect(await outbox().abandonOthers(['ops'], { before: START, why })).toBe(0);
    expect(await outbox().abandonOthers(['ops'], { before: plus(START, 1), why })).toBe(2);
    expect(await outbox().find({ newsId: 'n1', subscriber: 'gone' })).toMatchObject({
      state: 'dead',
      lastError: why,
    });
    expect(await take()).toHaveLength(1);
  });

  it('counts what has not arrived, of some merchants or of all', async () => {
    await post(
      { news: someNews('n1', 'pay_1', 'biz_1'), subscriber: 'ops' },
      { news: someNews('n2', 'pay_2', 'biz_2'), subscriber: 'ops' },
      { news: someNews('n3', 'pay_3', null), subscriber: 'crm' },
    );
    await outbox().abandonOthers(['ops'], { before: START, why: 'Gone.' });
    expect(await outbox().undelivered()).toEqual([
      { subscriber: 'crm', state: 'dead', posts: 1 },
      { subscriber: 'ops', state: 'waiting', posts: 2 },
    ]);
    expect(await outbox().undelivered(['biz_1'])).toEqual([
      { subscriber: 'ops', state: 'waiting', posts: 1 },
    ]);
    expect(await outbox().undelivered([])).toEqual([]);
  });

  it('is listed newest first, page by page, within a filter', async () => {
    const news = ['n1', 'n2', 'n3'].map((id) => someNews(id, id, id === 'n2' ? 'biz_2' : 'biz_1'));
    await post(...news.map((item) => ({ news: item, subscriber: 'ops' })));
    const page = await outbox().list({}, { limit: 2 });
    expect(ids(page.data)).toEqual(['n3', 'n2']);
    const rest = await outbox().list({}, { limit: 2, cursor: page.cursor ?? '' });
    expect(ids(rest.data)).toEqual(['n1']);
    expect(rest.cursor).toBeNull();
    expect(ids((await outbox().list({ merchantIds: ['biz_2'] }, { limit: 9 })).data)).toEqual(['n2']);
    expect(ids((await outbox().list({ merchantIds: [] }, { limit: 9 })).data)).toEqual([]);
    expect(ids((await outbox().list({ state: 'dead' }, { limit: 9 })).data)).toEqual([]);
    expect(ids((await outbox().list({ subscriber: 'crm' }, { limit: 9 })).data)).toEqual([]);
  });

  it('takes ids of any characters', async () => {
    const odd = someNews('whop:pay\0\r\n"1"#7', 'pay\0');
    await post({ news: odd, subscriber: 'ops' });
    const [taken] = await take();
    expect(taken?.news).toEqual(odd);
    await outbox().delivered(keyOf(taken), START);
    expect(await outbox().find(keyOf(taken))).toMatchObject({ state: 'delivered' });
  });
});

function someNews(id: string, paymentId = 'pay_1', merchantId: string | null = 'biz_1'): News {
  return {
    id,
    event: 'dispute.ruled',
    summary: 'Won.',
    at: NOON,
    provider: 'whop',
    merchantId,
    paymentId,
    caseId: `whop:${paymentId}`,
    disputeId: 'dp_1',
    refundId: null,
  };
}

function ids(posts: readonly KeptPost[]): string[] {
  return posts.map(({ news }) => news.id);
}

function known(post: KeptPost | undefined): KeptPost {
  if (post === undefined) throw new Error('nothing was taken');
  return post;
}

function keyOf(post: KeptPost | undefined) {
  const { news, subscriber } = known(post);
  return { newsId: news.id, subscriber };
}
