import type Whop from '@whop/sdk';
import type { Big } from 'big.js';
import { z } from 'zod';
import { instant } from '../../domain/instant.ts';
import { moneyFromMajor } from '../../domain/money.ts';
import { isDisputed, paymentSummary, settlePayment } from './payments.ts';
import { captured, exactAmount, remaining } from './refund-sums.ts';
import { badRequest, notFound } from './refusal.ts';
import { publish, recordEffect, type Refund, type WhopStandIn } from './whop.ts';

const RefundBody = z.strictObject({ partial_amount: z.number().nullish() });

/** Whop's own sentence. Source: seed 000. */
const DISPUTED = 'This payment has been disputed. Therefore, it cannot be refunded.';

/**
 * Refunds a payment as Whop's API does: part of it, or without an amount whatever remains.
 *
 * @param key - the header `Idempotency-Key`, for the ledger
 * @returns the payment as it then is
 * @throws WhopRefusal
 */
export function refundPayment(
  whop: WhopStandIn,
  paymentId: string,
  { body, key }: { readonly body: unknown; readonly key: string | null },
): Whop.Payment {
  const payment = existingPayment(whop, paymentId);
  const parsed = RefundBody.safeParse(body);
  if (!parsed.success) throw badRequest('partial_amount must be a number, and nothing else is taken.');
  if (isDisputed(payment)) throw badRequest(DISPUTED);
  const amount = amountToRefund(whop, payment, parsed.data.partial_amount ?? null);
  const refund = makeRefund(whop, payment, amount);
  recordEffect(whop, 'refunded', [refund.id, payment.id], {
    ...moneyOf(refund),
    refund_id: refund.id,
    payment_id: payment.id,
    idempotency_key: key,
  });
  return existingPayment(whop, paymentId);
}

/**
 * Refunds a payment the way nobody calls the API for: by hand in Whop's dashboard, or by Whop itself (`auto`).
 *
 * @param part - null refunds whatever remains
 * @throws WhopRefusal when no such refund is possible
 */
export function refundElsewhere(
  whop: WhopStandIn,
  paymentId: string,
  { part, auto }: { readonly part: number | null; readonly auto: boolean },
): Refund {
  const payment = existingPayment(whop, paymentId);
  if (isDisputed(payment)) throw badRequest(DISPUTED);
  const amount = amountToRefund(whop, payment, part);
  const refund = makeRefund(whop, { ...payment, auto_refunded: auto || payment.auto_refunded }, amount);
  recordEffect(whop, 'refunded_elsewhere', [refund.id, payment.id], { ...moneyOf(refund), auto });
  return refund;
}

/** Changes a refund, and what its payment shows of it, and tells the merchant (`refund.updated`). */
export function changeRefund(whop: WhopStandIn, refund: Refund, changes: Partial<Refund>): Refund {
  const changed = { ...refund, ...changes };
  whop.documents.put('refunds', changed);
  if (changed.payment !== null) settlePayment(whop, changed.payment.id);
  publish(whop, 'refund.updated', changed);
  return changed;
}

function amountToRefund(whop: WhopStandIn, payment: Whop.Payment, part: number | null): Big {
  const { currency } = captured(payment);
  const left = remaining(payment, whop.documents.ofPayment('refunds', payment.id));
  if (left.lte(0)) throw badRequest('This payment has already been fully refunded.');
  if (!payment.refundable) throw badRequest('This payment cannot be refunded.');
  if (part === null) return left;
  const amount = exactAmount(part, currency);
  if (amount === null) throw badRequest(`partial_amount has more decimal places than ${currency} allows.`);
  if (amount.lte(0)) throw badRequest('partial_amount must be greater than 0.');
  if (amount.gt(left)) {
    throw badRequest('The refund amount cannot be greater than the amount of the payment that remains.');
  }
  return amount;
}

function makeRefund(whop: WhopStandIn, payment: Whop.Payment, amount: Big): Refund {
  const now = instant(Date.now());
  const refund: Refund = {
    id: whop.newId('rf'),
    amount: amount.toNumber(),
    created_at: now,
    currency: captured(payment).currency,
    payment: summary(payment),
    provider: 'stripe',
    provider_created_at: now,
    reference_status: 'pending',
    reference_type: null,
    reference_value: null,
    status: whop.settings.current().new_refund_status,
  };
  whop.documents.put('payments', payment);
  whop.documents.put('refunds', refund);
  settlePayment(whop, payment.id);
  publish(whop, 'refund.created', refund);
  return refund;
}

/** The payment as a refund carries it within itself. */
function summary(payment: Whop.Payment): NonNullable<Refund['payment']> {
  const { metadata, plan, product, tax_amount, tax_behavior, tax_refunded_amount } = payment;
  return {
    ...paymentSummary(payment),
    metadata,
    plan: plan === null ? null : { id: plan.id, metadata: plan.metadata },
    product: product === null ? null : { id: product.id, metadata: product.metadata },
    tax_amount,
    tax_behavior,
    tax_refunded_amount,
  };
}

/** As exact decimal text, so that whoever adds up the ledger need not fear binary fractions. */
function moneyOf({ amount, currency }: Refund): { readonly amount: string; readonly currency: string } {
  const money = moneyFromMajor(amount, currency);
  if (money === null) throw new RangeError('A refund without an amount.');
  return { ...money };
}

function existingPayment(whop: WhopStandIn, id: string): Whop.Payment {
  const payment = whop.documents.get('payments', id);
  if (payment === null) throw notFound('Payment');
  return payment;
}
