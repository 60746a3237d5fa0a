import { moneyFromMajor, type Money } from '../../domain/money.ts';
import type { RefundLedger, RefundReading } from '../../domain/refund.ts';
import { standing } from './mapping.ts';
import type { PaymentPayload, RefundPayload } from './payloads.ts';

/** Whop's own sentence when it is asked to refund a disputed payment. Source: seed 000 (Whop's guide to refunds and disputes). */
export const DISPUTED = 'This payment has been disputed. Therefore, it cannot be refunded.';

/** Every status the SDK can return (`RefundStatus`); the words are ours as well. */
const STATUSES: ReadonlyMap<string, RefundReading['status']> = new Map(
  (['pending', 'requires_action', 'succeeded', 'failed', 'canceled'] as const).map((word) => [word, word]),
);

/**
 * One refund as Whop keeps it.
 *
 * @param paymentId - the payment it was listed for; Whop itself may no longer name it
 */
export function refundReading(payload: RefundPayload, paymentId: string): RefundReading {
  const providerStatus = payload.status ?? 'unknown';
  return {
    id: payload.id,
    paymentId: payload.payment?.id ?? paymentId,
    amount: moneyFromMajor(payload.amount, payload.currency),
    status: STATUSES.get(providerStatus) ?? 'other',
    providerStatus,
    processor: payload.provider,
    reference: {
      status: payload.reference_status,
      type: payload.reference_type,
      value: payload.reference_value,
    },
    createdAt: payload.created_at,
    processorCreatedAt: payload.provider_created_at,
  };
}

/**
 * The payment's own account beside all its refunds.
 *
 * Whop does not say in which currency `refunded_amount` is. It is taken to be in `currency`, as the payment's other amounts are. On a
 * payment in two currencies that sets it apart from what refunds are made in, so that its size is never compared with theirs.
 *
 * @param merchantId - whose payment it is when Whop names no company
 */
export function refundLedger(
  payment: PaymentPayload,
  refunds: readonly RefundPayload[],
  merchantId: string | null,
): RefundLedger {
  return {
    paymentId: payment.id,
    merchantId: payment.company?.id ?? merchantId,
    captured: captured(payment),
    refunded: moneyFromMajor(payment.refunded_amount, payment.currency ?? payment.settlement_currency),
    refundable: payment.refundable,
    disputed: isDisputed(payment) ? DISPUTED : null,
    refunds: refunds.map((refund) => refundReading(refund, payment.id)),
  };
}

/**
 * What the customer paid, in the currency refunds are made in.
 *
 * Whop refunds "in the charge currency (what the buyer paid)" where that is another than "the payment currency" (SDK
 * `PaymentRefundParams`). A payment has two pairs of amount and currency: `total` in `currency` is what "to show to the creator (excluding
 * buyer fees)", while `settlement_amount` is "the total amount charged to the customer", which makes `settlement_currency` the charge
 * currency. In one currency `settlement_amount` is still the one that holds all the customer paid. `total` stands in for it only where it
 * is surely in the same currency.
 */
function captured({ settlement_amount, settlement_currency, total, currency }: PaymentPayload): Money | null {
  const charge = settlement_currency ?? currency;
  const charged = moneyFromMajor(settlement_amount, charge);
  if (charged !== null) return charged;
  return charge?.toLowerCase() === currency?.toLowerCase() ? moneyFromMajor(total, currency) : null;
}

/** A formal dispute that is open or lost. A warning can still be pre-empted by a refund, and one won or closed is in no way of it. */
function isDisputed({ disputes }: PaymentPayload): boolean {
  return (disputes ?? []).some((dispute) => {
    const { stage, status } = standing(dispute.status ?? 'unknown');
    return (
      stage === 'chargeback' &&
      (status === 'needs_response' || status === 'under_review' || status === 'lost')
    );
  });
}
