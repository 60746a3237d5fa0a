import type { Refund, RefundAttention, RefundLedger, SettledByPerson } from '../domain/refund.ts';
import { actorView } from './actor-view.ts';
import type { RefundReadingsView, RefundSummaryView, RefundView } from './schemas/refund.ts';

/** A refund as the API shows it. */
export function refundView(refund: Refund): RefundView {
  const { status, type, value } = refund.reference;
  return {
    id: refund.id,
    provider: refund.provider,
    merchant_id: refund.merchantId,
    payment_id: refund.paymentId,
    idempotency_key: refund.key,
    external: refund.key === null,
    asked: refund.asked,
    amount: refund.amount,
    reason: refund.reason,
    requested_by: actorView(refund.by),
    status: refund.status,
    failure: refund.failure,
    provider_refund_id: refund.providerRefundId,
    processor: refund.processor,
    reference: { status, type, value },
    needs_attention: refund.attention && attentionView(refund.attention),
    resolution: refund.resolution ? resolutionView(refund.resolution) : null,
    created_at: refund.createdAt,
    sent_at: refund.sentAt ?? null,
    settled_at: refund.settledAt ?? null,
    updated_at: refund.updatedAt,
  };
}

/** A refund as the case of its payment shows it. */
export function refundSummaryView(refund: Refund): RefundSummaryView {
  const { attention } = refund;
  return {
    id: refund.id,
    external: refund.key === null,
    asked: refund.asked,
    amount: refund.amount,
    status: refund.status,
    failure: refund.failure,
    provider_refund_id: refund.providerRefundId,
    needs_attention: attention && { reason: attention.reason, since: attention.since },
    created_at: refund.createdAt,
    updated_at: refund.updatedAt,
  };
}

function resolutionView({ outcome, providerReference, note, by, at }: SettledByPerson) {
  return { outcome, provider_reference: providerReference ?? null, note, by: actorView(by), at };
}

function attentionView({ reason, since, settleable, before, after }: RefundAttention) {
  return {
    reason,
    since,
    settleable,
    before: before && readingsView(before),
    after: after && readingsView(after),
  };
}

function readingsView({
  captured,
  withheld = null,
  refunded,
  refundable,
  disputed,
  refunds,
}: RefundLedger): RefundReadingsView {
  return {
    captured,
    withheld,
    refunded,
    refundable,
    disputed,
    refunds: refunds.map(({ id, amount, status, providerStatus, createdAt }) => ({
      id,
      amount,
      status,
      provider_status: providerStatus,
      created_at: createdAt,
    })),
  };
}
