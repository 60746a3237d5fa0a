import type { Refund } from '../domain/refund.ts';
import type { CsvRow } from './list-csv.ts';

export const REFUND_COLUMNS = [
  'refund_id',
  'provider',
  'merchant_id',
  'payment_id',
  'idempotency_key',
  'external',
  'status',
  'amount',
  'currency',
  'reason',
  'requested_by',
  'failure',
  'needs_attention',
  'provider_refund_id',
  'processor',
  'reference',
  'created_at',
  'updated_at',
] as const;

/** A refund in one line; its amount is what was asked for until another one is known. */
export function refundCsvRow(refund: Refund): CsvRow<(typeof REFUND_COLUMNS)[number]> {
  const amount = refund.amount ?? refund.asked;
  return {
    refund_id: refund.id,
    provider: refund.provider,
    merchant_id: refund.merchantId,
    payment_id: refund.paymentId,
    idempotency_key: refund.key,
    external: refund.key === null,
    status: refund.status,
    amount: amount?.amount ?? null,
    currency: amount?.currency ?? null,
    reason: refund.reason,
    requested_by: refund.by.name ?? refund.by.id,
    failure: refund.failure?.message ?? null,
    needs_attention: refund.attention?.reason ?? null,
    provider_refund_id: refund.providerRefundId,
    processor: refund.processor,
    reference: refund.reference.value,
    created_at: refund.createdAt,
    updated_at: refund.updatedAt,
  };
}
