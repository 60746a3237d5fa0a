import { expect, test } from 'vitest';
import { segment } from '../../src/web/client.ts';

test.each(['.', '..', '../refunds', 'a/b', 'wepay:1', 'ä ?#'])('%j stays one segment of an address', (id) => {
  const { pathname } = new URL(`/payments/whop/${segment(id)}`, 'http://127.0.0.1');
  expect(pathname).toMatch(/^\/payments\/whop\/[^/]+$/);
});
