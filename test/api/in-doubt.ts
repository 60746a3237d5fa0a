import type { Refund, RefundLedger, RefundReading } from '../../src/domain/refund.ts';
import { NOON } from '../store/a-case.ts';

const BEFORE: RefundLedger = {
  paymentId: 'pay_1',
  merchantId: 'biz_1',
  captured: { amount: '49.00', currency: 'usd' },
  refunded: { amount: '0.00', currency: 'usd' },
  refundable: true,
  disputed: null,
  refunds: [],
};

const FOUND: Omit<RefundReading, 'id'> = {
  paymentId: 'pay_1',
  amount: { amount: '10.43', currency: 'usd' },
  status: 'pending',
  providerStatus: 'pending',
  processor: 'stripe',
  reference: { status: null, type: null, value: null },
  createdAt: NOON,
  processorCreatedAt: null,
};

/** What makes a refund one that only a person can settle: two new ones stand at the provider, and which is ours is not known. */
export function inDoubt(): Partial<Refund> {
  const refunds = ['rf_2', 'rf_1'].map((id) => ({ ...FOUND, id }));
  return {
    status: 'needs_attention',
    sent: true,
    attention: {
      reason: 'The refund was sent, and whether it was made is not known: 2 new refunds are listed.',
      since: NOON,
      settleable: true,
      before: BEFORE,
      after: { ...BEFORE, refunds },
    },
  };
}
