import { expect, test } from 'vitest';
import {
  filterParams,
  filterQuery,
  isNarrowed,
  readFilter,
  unnarrowed,
} from '../../../src/web/inbox/filter.ts';

function read(address: string) {
  return readFilter(new URLSearchParams(address));
}

test('the address bar keeps every condition', () => {
  const address =
    'tab=bank&provider=whop&reason=fraudulent&stage=chargeback&merchant_id=biz_1&needs_attention=true&q=ada';
  expect(filterParams(read(address)).toString()).toBe(address);
  expect(filterQuery(read(address))).toEqual({
    tab: 'bank',
    provider: 'whop',
    reason: 'fraudulent',
    stage: 'chargeback',
    merchant_id: 'biz_1',
    needs_attention: true,
    q: 'ada',
  });
});

test('the inbox as such has the shortest address', () => {
  expect(filterParams(read('')).toString()).toBe('');
  expect(filterQuery(read('')).tab).toBe('inbox');
});

test('all tabs together is no condition to the API', () => {
  expect(filterQuery(read('tab=all')).tab).toBeNull();
});

test('what the API does not know is left out rather than refused there', () => {
  expect(read('tab=spam&provider=stripe&reason=bored&stage=9&needs_attention=maybe')).toEqual(read(''));
});

test('a tab alone narrows nothing; conditions and words do, and can be dropped', () => {
  expect(isNarrowed(read('tab=won'))).toBe(false);
  expect(isNarrowed(read('tab=won&q=+'))).toBe(false);
  const narrowed = read('tab=won&provider=ccg&q=ada');
  expect(isNarrowed(narrowed)).toBe(true);
  expect(unnarrowed(narrowed)).toEqual(read('tab=won'));
});
