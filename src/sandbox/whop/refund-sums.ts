import type Whop from '@whop/sdk';
import { Big } from 'big.js';
import { decimalsOf } from '../../domain/money.ts';
import type { Refund } from './whop.ts';

/** Amounts finer than this are what binary fractions leave behind, and no coin. */
const FINEST_DECIMALS = 12;

/** What the customer paid, in the currency refunds are made in: the charge currency, on a payment in two. */
export function captured({ settlement_amount, settlement_currency }: Whop.Payment): {
  readonly amount: Big;
  readonly currency: Whop.Currency;
} {
  return { amount: new Big(settlement_amount), currency: settlement_currency };
}

/** What can still be refunded. A refund under way counts as made; one that failed or was canceled does not. */
export function remaining(payment: Whop.Payment, refunds: readonly Refund[]): Big {
  return refunds.filter(isAlive).reduce((left, { amount }) => left.minus(amount), captured(payment).amount);
}

/** The payment's own `refunded_amount`, in the payment's own currency. */
export function refundedTotal(
  payment: Whop.Payment,
  refunds: readonly Refund[],
  binaryNoise: boolean,
): number {
  const { amount, currency } = captured(payment);
  const alive = refunds.filter(isAlive);
  if (currency === payment.currency && binaryNoise) {
    return alive.reduce((sum, refund) => sum + refund.amount, 0);
  }
  const refunded = amount.minus(remaining(payment, refunds));
  if (currency === payment.currency) return refunded.toNumber();
  const converted = refunded.times(payment.total ?? 0).div(amount);
  return converted.round(decimalsOf(payment.currency) ?? FINEST_DECIMALS, Big.roundHalfUp).toNumber();
}

/** Whether a refund's money has gone or is going back to the customer. */
export function isAlive({ status }: Refund): boolean {
  return status !== 'failed' && status !== 'canceled';
}

/**
 * An amount as it was sent, freed of the noise of binary fractions (`0.1 + 0.2`).
 *
 * @returns null when it has more decimals than its currency has
 */
export function exactAmount(sent: number, currency: Whop.Currency): Big | null {
  const amount = new Big(sent).round(FINEST_DECIMALS, Big.roundHalfUp);
  const decimals = decimalsOf(currency) ?? FINEST_DECIMALS;
  return amount.round(decimals, Big.roundDown).eq(amount) ? amount : null;
}

/** The refund as its payment shows it. */
export function inShort({
  id,
  amount,
  created_at,
  currency,
  status,
}: Refund): Whop.Payment['refunds'][number] {
  return { id, amount, created_at, currency, status };
}
