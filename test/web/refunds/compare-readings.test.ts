import { expect, test } from 'vitest';
import { compareReadings } from '../../../src/web/refunds/compare-readings.ts';
import { readings } from './a-refund-view.ts';

const listed = {
  id: 'rf_1',
  amount: { amount: '12.50', currency: 'usd' },
  status: 'succeeded',
  provider_status: 'succeeded',
  created_at: null,
};

test('what a payment shows after a refund is marked where it differs from before', () => {
  const after = readings({ refunded: { amount: '12.50', currency: 'usd' }, refunds: [listed] });
  const { facts, refunds } = compareReadings(readings(), after);
  expect(facts.filter(({ change }) => change !== 'none')).toMatchObject([
    { name: 'refunded', before: { amount: '0.00' }, after: { amount: '12.50' }, change: 'changed' },
  ]);
  expect(refunds).toMatchObject([{ id: 'rf_1', before: null, change: 'added' }]);
});

test('a refund that is not listed any more is gone, and one in another status has changed', () => {
  const other = { ...listed, id: 'rf_2' };
  const { refunds } = compareReadings(
    readings({ refunds: [listed, other] }),
    readings({ refunds: [{ ...listed, status: 'failed', provider_status: 'failed' }] }),
  );
  expect(refunds.map(({ id, change }) => [id, change])).toEqual([
    ['rf_1', 'changed'],
    ['rf_2', 'gone'],
  ]);
});

test('nothing differs from a read that there never was', () => {
  const { facts, refunds } = compareReadings(readings({ refunds: [listed] }), null);
  expect([...facts, ...refunds].every(({ change }) => change === 'none')).toBe(true);
});
