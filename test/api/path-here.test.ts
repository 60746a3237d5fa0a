import { expect, test } from 'vitest';
import { pathHere } from '../../src/api/access/path-here.ts';

test.each([
  ['/', '/'],
  ['/cases/whop:pay_1?tab=inbox#evidence', '/cases/whop:pay_1?tab=inbox#evidence'],
  ['/a/../b', '/b'],
  ['/@elsewhere.test', '/@elsewhere.test'],
])('%j stays here', (text, path) => {
  expect(pathHere(text)).toBe(path);
});

test.each([
  'https://elsewhere.test/',
  '//elsewhere.test',
  '/\\elsewhere.test',
  '\\\\elsewhere.test',
  '/\t/elsewhere.test',
  '\n//elsewhere.test',
  ' //elsewhere.test',
  'elsewhere',
  'javascript:alert(1)',
  '',
  '//',
  `/${'ü'.repeat(400)}`,
])('%j does not', (text) => {
  expect(pathHere(text)).toBeNull();
});

test('put after an origin, no path leads elsewhere', () => {
  expect(new URL(`https://desk.test${pathHere('/.//elsewhere.test')}`).origin).toBe('https://desk.test');
});
