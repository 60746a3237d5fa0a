import { expect, test } from 'vitest';
import { returnTo, signInAddress } from '../../../src/web/sign-in/return-to.ts';

test('whoever is sent to sign in comes back to where they were', () => {
  const address = signInAddress({ pathname: '/cases/whop:pay_1', search: '?dispute=2&a=b' });
  const params = new URLSearchParams(address.slice(address.indexOf('?')));
  expect(returnTo(params)).toBe('/cases/whop:pay_1?dispute=2&a=b');
});

test('the inbox needs no remembering, and signing in is not returned to', () => {
  expect(signInAddress({ pathname: '/', search: '' })).toBe('/sign-in');
  expect(signInAddress({ pathname: '/sign-in', search: '?problem=denied' })).toBe('/sign-in?problem=denied');
});

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '/\t/evil.example/',
  'javascript:alert(1)',
  'cases',
  '',
])('%j leads nowhere but to the inbox', (target) => {
  expect(returnTo(new URLSearchParams({ return_to: target }))).toBe('/');
});
