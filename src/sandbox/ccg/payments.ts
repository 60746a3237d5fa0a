import { minorUnits, moneyFromMajor } from '../../domain/money.ts';
import { ImpossibleTransitionError } from '../cases/runs.ts';
import { publish, recordEffect, type CaseTerms, type CcgStandIn, type Payment, type Refund } from './ccg.ts';

/** Makes a payment that went through, and tells nobody. */
export function createPayment(ccg: CcgStandIn, { amount, currency, payment_type }: CaseTerms): Payment {
  const money = moneyFromMajor(amount, currency);
  const units = money === null ? null : minorUnits(money);
  if (units === null || units <= 0) {
    throw new ImpossibleTransitionError(`${amount} ${currency} is no amount CCG could count.`);
  }
  const payment: Payment = { id: ccg.newUuid(), amount: units, currency, payment_type };
  ccg.documents.put('payments', payment);
  recordEffect(ccg, 'payment_made', [payment.id], { amount: units, currency });
  return payment;
}

/** Tells the merchant that a payment went through (`PAYMENT_SUCCEEDED`). */
export function announcePayment(ccg: CcgStandIn, { id, amount }: Payment): void {
  const payload = {
    id: ccg.newUuid(),
    amount,
    merchantTransactionId: id,
    merchantId: ccg.account.merchantId,
    status: 'COMPLETED',
  };
  publish(ccg, 'PAYMENT_SUCCEEDED', payload, { ids: [id], envelope: null });
}

/** Somebody refunds a payment elsewhere, since there is no call for it (`REFUND_PENDING`). */
export function refundElsewhere(ccg: CcgStandIn, payment: Payment, amount: number): Refund {
  const refund: Refund = { id: ccg.newUuid(), payment: { id: payment.id }, amount, status: 'PENDING' };
  ccg.documents.put('refunds', refund);
  recordEffect(ccg, 'refunded_elsewhere', [refund.id, payment.id], { amount, currency: payment.currency });
  announceRefund(ccg, refund);
  return refund;
}

export const REFUND_TRANSITION_NAMES = ['succeed', 'fail'] as const;
export type RefundTransitionName = (typeof REFUND_TRANSITION_NAMES)[number];

/** Moves a refund on and tells the merchant (`REFUND_SUCCESS`, `REFUND_FAILED`). */
export function moveRefund(ccg: CcgStandIn, refund: Refund, name: RefundTransitionName): Refund {
  const moved: Refund = { ...refund, status: name === 'succeed' ? 'SUCCESS' : 'FAILED' };
  ccg.documents.put('refunds', moved);
  recordEffect(ccg, `refund_${name}`, [refund.id, refund.payment.id]);
  announceRefund(ccg, moved);
  return moved;
}

/** A refund's `merchantTransactionId` is the refund's own. */
function announceRefund(ccg: CcgStandIn, { id, payment, amount, status }: Refund): void {
  const { merchantId } = ccg.account;
  const payload = { id: ccg.newUuid(), amount, merchantTransactionId: id, merchantId, status };
  publish(ccg, `REFUND_${status}`, payload, { ids: [id, payment.id], envelope: null });
}
