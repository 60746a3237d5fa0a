import { expect, test } from 'vitest';
import {
  caseIdFor,
  caseIdOfPayment,
  caseWorkflowId,
  isProvisional,
  providerOf,
} from '../../src/domain/names.ts';

const subject = { provider: 'whop', paymentId: null, object: { kind: 'dispute', id: 'dp_1' } } as const;

test('a case is named by its payment as soon as that is known', () => {
  expect(caseIdFor({ ...subject, paymentId: 'pay_1' })).toBe('whop:pay_1');
  expect(caseIdFor({ ...subject, paymentId: 'pay_1' })).toBe(caseIdOfPayment('whop', 'pay_1'));
});

test('until then it is named by its own dispute or alert, and says so', () => {
  expect(caseIdFor(subject)).toBe('whop:dispute.dp_1');
  expect(caseIdFor({ ...subject, object: { kind: 'alert', id: 'dspa_1' } })).toBe('whop:alert.dspa_1');
  expect(isProvisional('whop:dispute.dp_1')).toBe(true);
  expect(isProvisional('whop:alert.dspa_1')).toBe(true);
  expect(isProvisional('whop:pay_1')).toBe(false);
  expect(isProvisional('whop:disputed_payment')).toBe(false);
});

test('a case’s workflow and provider are told from its id', () => {
  expect(caseWorkflowId('whop:pay_1')).toBe('dispute:whop:pay_1');
  expect(providerOf('whop:pay:with:colons')).toBe('whop');
  expect(() => providerOf('whopper:pay_1')).toThrow(RangeError);
  expect(() => providerOf('')).toThrow(RangeError);
});
