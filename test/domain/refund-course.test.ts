import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/instant.ts';
import { newRefund, type Refund } from '../../src/domain/refund.ts';
import { beforeLook, beforeRetry, followAgain, WATCH } from '../../src/domain/refund-course.ts';
import { after, ANN, START } from './builders.ts';

function refund(status: Refund['status'], referenceStatus: string | null = null): Refund {
  const asked = { id: 'whop:pay_1:k', provider: 'whop' as const, paymentId: 'pay_1', key: 'k', asked: null };
  return {
    ...newRefund({ ...asked, reason: null, by: ANN, caseId: null, requestedAt: START }),
    status,
    reference: { status: referenceStatus, type: null, value: null },
  };
}

test('a watch looks soon, and at least six times more before it is over', () => {
  expect(beforeLook(0, WATCH)).toBe(2 * SECOND);
  fc.assert(
    fc.property(fc.integer({ min: MINUTE, max: HOUR }), (watch) => {
      expect(6 * beforeLook(1, watch)).toBeGreaterThanOrEqual(watch);
      expect(6 * beforeLook(1, watch)).toBeLessThan(watch + 6);
    }),
  );
});

test('a retry waits as long as the provider asks, and else from seconds to five minutes', () => {
  expect([1, 2, 3, 7, 1000].map((n) => beforeRetry(n, null))).toEqual([
    5 * SECOND,
    10 * SECOND,
    20 * SECOND,
    5 * MINUTE,
    5 * MINUTE,
  ]);
  expect(beforeRetry(1, 2 * HOUR)).toBe(2 * HOUR);
  expect(beforeRetry(3, SECOND)).toBe(20 * SECOND);
});

test('a refund under way is followed for two months, a paid one for its bank reference, anything else no further', () => {
  expect(followAgain(refund('pending'), START, START)).toBe(10 * MINUTE);
  expect(followAgain(refund('pending'), START, after(2 * HOUR))).toBe(6 * HOUR);
  expect(followAgain(refund('requires_action'), START, after(59 * DAY))).toBe(DAY);
  expect(followAgain(refund('requires_action'), START, after(60 * DAY))).toBeNull();
  expect(followAgain(refund('succeeded', 'pending'), START, after(13 * DAY))).toBe(DAY);
  expect(followAgain(refund('succeeded', 'pending'), START, after(14 * DAY))).toBeNull();
  expect(followAgain(refund('succeeded', 'available'), START, START)).toBeNull();
  expect(followAgain(refund('succeeded', 'unavailable'), START, START)).toBeNull();
  expect(followAgain(refund('failed'), START, START)).toBeNull();
});
