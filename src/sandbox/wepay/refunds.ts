import { z } from 'zod';
import { DAY, SECOND } from '../../domain/instant.ts';
import { moneyFromMinor } from '../../domain/money.ts';
import type { WepayRequest } from './access.ts';
import { notify } from './notifications.ts';
import { refundsOf, settlePayment, standingClaims } from './payments.ts';
import { invalid, notFound } from './refusal.ts';
import {
  newObject,
  recordEffect,
  referenceTo,
  unixNow,
  type Payment,
  type Refund,
  type WepayStandIn,
} from './wepay.ts';

/** "A Payment must be created within the last 60 days and have a status of complete in order to refund it" (`POST /refunds`); in seconds. */
const REFUNDABLE_FOR = (60 * DAY) / SECOND;

const text = z.string().min(1);

const RefundBody = z.strictObject({
  payment_id: text.max(255),
  refund_reason: text.max(65_535),
  amounts: z
    .strictObject({
      total_amount: z.int().positive(),
      fee_refund_amount: z.int().min(0).optional(),
      currency: text,
    })
    .nullish(),
  reference_id: text.max(255).nullish(),
});
type RefundBody = z.infer<typeof RefundBody>;

/** Refunds a payment: part of it, or without an amount whatever remains. */
export function refundPayment(wepay: WepayStandIn, { body, uniqueKey }: WepayRequest): Refund {
  if (uniqueKey === null) throw invalid('UNIQUE_KEY_MISSING', 'Unique-Key is required here.');
  const asked = readBody(body);
  const refund = makeRefund(wepay, asked);
  recordEffect(wepay, 'refunded', [refund.id, asked.payment_id], {
    ...moneyOf(refund),
    refund_id: refund.id,
    payment_id: asked.payment_id,
    idempotency_key: uniqueKey,
    reference_id: refund.reference_id,
  });
  return refund;
}

/** Refunds a payment in WePay's own dashboard. A null amount refunds whatever remains. */
export function refundElsewhere(wepay: WepayStandIn, paymentId: string, amount: number | null): Refund {
  const { currency } = existingPayment(wepay, paymentId);
  const refund = makeRefund(wepay, {
    payment_id: paymentId,
    refund_reason: 'Refunded in the dashboard.',
    amounts: amount === null ? null : { total_amount: amount, currency },
  });
  recordEffect(wepay, 'refunded_elsewhere', [refund.id, paymentId], { ...moneyOf(refund) });
  return refund;
}

/** Changes a refund and what its payment shows of it, and notifies the platform. */
export function changeRefund(wepay: WepayStandIn, refund: Refund, changes: Partial<Refund>): Refund {
  const changed = { ...refund, ...changes };
  wepay.documents.put('refunds', changed);
  settlePayment(wepay, changed.payment.id);
  notify(wepay, `refunds.${changed.status}`, changed);
  return changed;
}

export function existingRefund(wepay: WepayStandIn, id: string): Refund {
  const refund = wepay.documents.get('refunds', id);
  if (refund === null) throw notFound('refund');
  return refund;
}

export function existingPayment(wepay: WepayStandIn, id: string): Payment {
  const payment = wepay.documents.get('payments', id);
  if (payment === null) throw notFound('payment');
  return payment;
}

/** The payment a refund is asked for; an empty list when the body names none. */
export function paymentIn(body: Buffer): readonly string[] {
  try {
    return z
      .object({ payment_id: z.string() })
      .transform((asked) => [asked.payment_id])
      .parse(JSON.parse(body.toString('utf8')));
  } catch {
    return [];
  }
}

function readBody(body: unknown): RefundBody {
  const parsed = RefundBody.safeParse(body);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`.trim());
  throw invalid('INVALID_BODY', wrong.join('; '));
}

function makeRefund(wepay: WepayStandIn, asked: RefundBody): Refund {
  const payment = existingPayment(wepay, asked.payment_id);
  const amount = amountToRefund(wepay, payment, asked.amounts ?? null);
  const refund: Refund = {
    ...newObject('refunds', wepay.newUuid(), payment.owner.id),
    status: wepay.settings.current().new_refund_status,
    amounts: {
      total_amount: amount,
      fee_refund_amount: asked.amounts?.fee_refund_amount ?? 0,
      currency: payment.currency,
    },
    payment: referenceTo('payments', payment.id),
    refund_reason: asked.refund_reason,
    reference_id: asked.reference_id ?? null,
    failure_reason: null,
    custom_data: null,
  };
  wepay.documents.put('refunds', refund);
  settlePayment(wepay, payment.id);
  notify(wepay, 'refunds.created', refund);
  return refund;
}

/** In whole minor units. */
function amountToRefund(
  wepay: WepayStandIn,
  { id, status, create_time, amount, currency }: Payment,
  asked: RefundBody['amounts'],
): number {
  if (status !== 'completed') throw invalid('PAYMENT_NOT_COMPLETE', `The payment is ${status}.`);
  if (unixNow() > create_time + REFUNDABLE_FOR) {
    throw invalid('PAYMENT_TOO_OLD', 'The payment is more than 60 days old.');
  }
  const refunded = refundsOf(wepay, id)
    .filter((refund) => refund.status !== 'failed')
    .reduce((sum, { amounts }) => sum + amounts.total_amount, 0);
  const claimed = standingClaims(wepay, id);
  if (claimed >= amount) throw invalid('PAYMENT_DISPUTED', 'The payment is disputed.');
  const left = amount - claimed - refunded;
  if (left <= 0) throw invalid('PAYMENT_REFUNDED', 'The payment has been fully refunded.');
  const wanted = asked?.total_amount ?? left;
  if (asked !== null && asked !== undefined && asked.currency !== currency) {
    throw invalid('INVALID_CURRENCY', `The currency of the payment is ${currency}.`);
  }
  if (wanted > left) throw invalid('AMOUNT_TOO_LARGE', 'The amount is more than remains.');
  // "If a partial dispute occurs, it is not possible to issue partial refunds for any remaining balance of that payment" (dev.wepay.com).
  if (claimed > 0 && wanted < left) {
    throw invalid('PAYMENT_DISPUTED', 'A part of the payment is disputed: no partial refund of the rest.');
  }
  return wanted;
}

/** As exact decimal text, so that whoever adds up the ledger need not fear binary fractions. */
function moneyOf({ amounts }: Refund): { readonly amount: string; readonly currency: string } {
  const money = moneyFromMinor(amounts.total_amount, amounts.currency);
  if (money === null) throw new RangeError('A refund without an amount.');
  return { ...money };
}
