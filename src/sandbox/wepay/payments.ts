import { millis, SECOND } from '../../domain/instant.ts';
import { minorUnits, moneyFromMajor } from '../../domain/money.ts';
import { ImpossibleTransitionError } from '../cases/runs.ts';
import {
  newObject,
  recordEffect,
  referenceTo,
  type CaseTerms,
  type Dispute,
  type Payment,
  type Refund,
  type WepayStandIn,
} from './wepay.ts';

/** Makes a payment that went through. */
export function createPayment(wepay: WepayStandIn, terms: CaseTerms): Payment {
  const amount = units(terms);
  const payment: Payment = {
    ...newObject('payments', wepay.newUuid(), terms.account_id),
    create_time: Math.floor(millis(terms.paid_at) / SECOND),
    status: 'completed',
    amount,
    amount_refunded: 0,
    amount_disputed: 0,
    fee_amount: Math.round(amount * 0.029) + 30,
    currency: terms.currency.toUpperCase(),
    payment_method: referenceTo('payment_methods', wepay.newUuid()),
    initiated_by: 'customer',
    reference_id: null,
    custom_data: null,
  };
  wepay.documents.put('payments', payment);
  recordEffect(wepay, 'payment_made', [payment.id], { amount, currency: payment.currency });
  return payment;
}

/** Brings a payment in line with its disputes and refunds. */
export function settlePayment(wepay: WepayStandIn, paymentId: string): void {
  const payment = wepay.documents.get('payments', paymentId);
  if (payment === null) return;
  wepay.documents.put('payments', {
    ...payment,
    amount_refunded: refundsOf(wepay, paymentId)
      .filter(({ status }) => status !== 'failed')
      .reduce((sum, { amounts }) => sum + amounts.total_amount, 0),
    amount_disputed: standingClaims(wepay, paymentId),
  });
}

/** What stands disputed of a payment, or is lost, in the payment's own minor units. */
export function standingClaims(wepay: WepayStandIn, paymentId: string): number {
  return wepay.documents
    .ofPayment('disputes', paymentId)
    .filter(stands)
    .reduce((sum, { id, amount }) => sum + (wepay.documents.get('courses', id)?.claim ?? amount), 0);
}

/** The refunds of a payment, newest first. */
export function refundsOf(wepay: WepayStandIn, paymentId: string): readonly Refund[] {
  return wepay.documents.ofPayment('refunds', paymentId);
}

/** A dispute that was won or closed is in no way of a refund. */
function stands({ status, resolution }: Dispute): boolean {
  return status !== 'resolved' || resolution?.type === 'lost';
}

/** Whole minor units of the amount a case is about. */
function units({ amount, currency }: CaseTerms): number {
  const money = moneyFromMajor(amount, currency);
  const whole = money === null ? null : minorUnits(money);
  if (whole === null || whole <= 0) {
    throw new ImpossibleTransitionError(`${amount} ${currency} is no amount WePay could count.`);
  }
  return whole;
}
