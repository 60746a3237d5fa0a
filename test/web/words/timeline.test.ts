import { expect, test } from 'vitest';
import { wayWords } from '../../../src/web/words/timeline.ts';

test('a way somebody acted by is told in words', () => {
  expect(wayWords('temporal')).toBe('by the Temporal UI');
  expect(wayWords('read')).toBe('read at the provider');
  expect(wayWords('hand_over')).toBe('as two cases became one');
});

test('a way that came up later is told as it is called', () => {
  expect(wayWords('carrier_pigeon')).toBe('carrier_pigeon');
});
