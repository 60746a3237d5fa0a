import { expect, test } from 'vitest';
import { filterQuery, isFiltered, isRefundId, readFilter } from '../../../src/web/refunds/filter.ts';
import { attentionFirst } from '../../../src/web/refunds/rows.ts';
import { aRefundView } from './a-refund-view.ts';

test('the address bar says which refunds are shown, and what it does not know is left out', () => {
  const filter = readFilter(
    new URLSearchParams('provider=wepay&status=failed&q=%20rf_1%20&payment_id=p1&needs_attention=true'),
  );
  expect(filterQuery(filter)).toEqual({
    provider: 'wepay',
    status: 'failed',
    q: 'rf_1',
    payment_id: 'p1',
    needs_attention: true,
  });
  const strange = readFilter(new URLSearchParams('provider=stripe&status=lost&needs_attention=yes'));
  expect(isFiltered(strange)).toBe(false);
  expect(isFiltered(filter)).toBe(true);
});

test('the id of a refund is told from that of a payment', () => {
  expect(['whop:pay_1:order-17', 'whop:pay_1:external:rf_1'].every(isRefundId)).toBe(true);
  expect(['pay_1', 'whop:pay_1', ''].some(isRefundId)).toBe(false);
});

test('what needs a person stands first, once', () => {
  const refunds = ['a', 'b', 'c'].map((id) => aRefundView({ id }));
  const rows = attentionFirst(refunds.slice(1, 2), refunds);
  expect(rows.map(({ id }) => id)).toEqual(['b', 'a', 'c']);
});
