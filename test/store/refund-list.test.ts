import { describe, expect, it } from 'vitest';
import { type Refund } from '../../src/domain/refund.ts';
import { BadCursorError, type RefundFilter, type Store } from '../../src/store/store.ts';
import { NOON } from './a-case.ts';
import { anExternalRefund, aRefund, keysOf, later } from './a-refund.ts';
import { type Fixture, onEachDatabase } from './each-database.ts';

const ALL = { limit: 100 };

onEachDatabase((fixture) => {
  describe('pages', () => pageSuite(fixture));
  describe('filters', () => filterSuite(fixture));
});

function pageSuite(fixture: Fixture): void {
  it('shows each refund once, newest first, while others are added between the pages', async () => {
    const present = [
      ...[1, 2, 3].map((day) => aRefund(`day_${day}`, { createdAt: `2026-11-0${day}T00:00:00.000Z` })),
      ...['x', 'y', 'z'].map((key) => aRefund(key, { createdAt: '2026-10-01T00:00:00.000Z' })),
    ];
    await record(fixture.store, present);

    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; ; page += 1) {
      const answer = await fixture.store.listRefunds({}, { limit: 2, cursor });
      seen.push(...keysOf(answer));
      if (answer.cursor === null) break;
      cursor = answer.cursor;
      await record(fixture.store, [aRefund(`new_${page}`, { createdAt: '2026-11-20T00:00:00.000Z' })]);
    }
    expect(seen).toEqual(['day_3', 'day_2', 'day_1', 'z', 'y', 'x']);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', Buffer.from('[1,').toString('base64url')],
    ['another shape', Buffer.from('[0,1,"whop:a"]').toString('base64url')],
    ['a moment out of range', Buffer.from('[1e300,"whop:a"]').toString('base64url')],
  ])('refuses a cursor of %s', async (_, cursor) => {
    await expect(fixture.store.listRefunds({}, { limit: 1, cursor })).rejects.toThrow(BadCursorError);
  });
}

function filterSuite(fixture: Fixture): void {
  it.each<[string, RefundFilter, string[]]>([
    ['nothing', {}, ['external:rf_9', 'k3', 'k2', 'k1']],
    ['provider', { provider: 'whop' }, ['external:rf_9', 'k3', 'k2', 'k1']],
    ['payment', { paymentId: 'pay_2' }, ['k2']],
    ['merchant', { merchantIds: ['biz_1'] }, ['external:rf_9']],
    ['attention', { needsAttention: true }, ['k2']],
    ['no attention', { needsAttention: false }, ['external:rf_9', 'k3', 'k1']],
    ['reserved and never heard of', { neverStarted: true }, ['k3']],
    ['heard of', { neverStarted: false }, ['external:rf_9', 'k2', 'k1']],
    [
      'several at once',
      { paymentId: 'pay_1', needsAttention: false, neverStarted: false },
      ['external:rf_9', 'k1'],
    ],
    ['nothing that is there', { paymentId: 'pay_none' }, []],
  ])('finds by %s', async (_, filter, found) => {
    const attention = { reason: 'Look.', since: NOON, settleable: true, before: null, after: null };
    await fixture.store.reserveRefund(aRefund('k1', { createdAt: '2026-11-01T00:00:01.000Z' }), 'h1');
    await record(fixture.store, [
      later(aRefund('k1', { createdAt: '2026-11-01T00:00:01.000Z' }), 1),
      aRefund(
        'k2',
        { createdAt: '2026-11-01T00:00:02.000Z', status: 'needs_attention', attention, merchantId: 'biz_2' },
        'pay_2',
      ),
      anExternalRefund('rf_9', { createdAt: '2026-11-01T00:00:04.000Z' }),
    ]);
    await fixture.store.reserveRefund(aRefund('k3', { createdAt: '2026-11-01T00:00:03.000Z' }), 'h3');
    expect(keysOf(await fixture.store.listRefunds(filter, ALL))).toEqual(found);
  });

  it('finds those of several payments, and of no other provider', async () => {
    await record(fixture.store, [
      aRefund('k1', { createdAt: '2026-11-01T00:00:01.000Z' }),
      aRefund('k2', { createdAt: '2026-11-01T00:00:02.000Z' }, 'pay_2'),
      aRefund('k3', { createdAt: '2026-11-01T00:00:03.000Z' }, 'pay_3'),
    ]);
    const of = (provider: 'whop' | 'wepay', ...ids: string[]) =>
      fixture.store.refundsOfPayments(ids.map((paymentId) => ({ provider, paymentId })));
    expect((await of('whop', 'pay_1', 'pay_3', 'pay_none')).map(({ key }) => key)).toEqual(['k3', 'k1']);
    expect(await of('wepay', 'pay_1')).toEqual([]);
    expect(await of('whop')).toEqual([]);
  });

  it('finds merchants by ids beyond what the database could index', async () => {
    const long = 'm'.repeat(10_000);
    await record(fixture.store, [aRefund('k1', { merchantId: long, providerRefundId: long })]);
    expect(keysOf(await fixture.store.listRefunds({ merchantIds: [long] }, ALL))).toEqual(['k1']);
  });
}

async function record(store: Store, refunds: readonly Refund[]): Promise<void> {
  for (const refund of refunds) await store.recordRefund(refund);
}
