import type { Money } from '../../src/domain/money.ts';
import type { RefundBaseline, RefundLedger, RefundReading } from '../../src/domain/refund.ts';
import { START } from './builders.ts';

export function money(amount: string, currency = 'usd'): Money {
  return { amount, currency };
}

/** A refund as the provider lists it; it has come through unless told otherwise. */
export function listed(
  id: string,
  amount: Money | null = money('10.00'),
  status: RefundReading['status'] = 'succeeded',
): RefundReading {
  return {
    id,
    paymentId: 'pay_1',
    amount,
    status,
    providerStatus: status,
    processor: 'stripe',
    reference: { status: null, type: null, value: null },
    createdAt: START,
    processorCreatedAt: START,
  };
}

/** A payment of 49.00 usd, nothing of which was refunded. */
export function ledger(changes: Partial<RefundLedger> = {}): RefundLedger {
  return {
    paymentId: 'pay_1',
    merchantId: 'biz_1',
    captured: money('49.00'),
    refunded: money('0.00'),
    refundable: true,
    disputed: null,
    refunds: [],
    ...changes,
  };
}

export function baseline(before: RefundLedger = ledger(), knownIds: readonly string[] = []): RefundBaseline {
  return { ledger: before, knownIds };
}
