import type { RefundReadingsView, RefundView } from '../../../src/api/schemas/refund.ts';

/** A refund of 12.50 usd that Ada has asked for at the desk, and that waits for its turn. */
export function aRefundView(changes: Partial<RefundView> = {}): RefundView {
  return {
    id: 'whop:pay_1:order-1',
    provider: 'whop',
    merchant_id: 'biz_1',
    payment_id: 'pay_1',
    idempotency_key: 'order-1',
    external: false,
    asked: { amount: '12.50', currency: 'usd' },
    amount: { amount: '12.50', currency: 'usd' },
    reason: null,
    requested_by: { type: 'person', id: 'ada', via: 'page', name: 'Ada', address: null },
    status: 'pending',
    failure: null,
    provider_refund_id: null,
    processor: null,
    reference: { status: null, type: null, value: null },
    needs_attention: null,
    resolution: null,
    created_at: '2026-05-01T12:00:00.000Z',
    sent_at: null,
    settled_at: null,
    updated_at: '2026-05-01T12:00:00.000Z',
    ...changes,
  };
}

/** What was read of a payment of 30.00 usd of which nothing is refunded. */
export function readings(changes: Partial<RefundReadingsView> = {}): RefundReadingsView {
  return {
    captured: { amount: '30.00', currency: 'usd' },
    withheld: null,
    refunded: { amount: '0.00', currency: 'usd' },
    refundable: true,
    disputed: null,
    refunds: [],
    ...changes,
  };
}
