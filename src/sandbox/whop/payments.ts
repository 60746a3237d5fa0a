import type Whop from '@whop/sdk';
import { decimalsOf } from '../../domain/money.ts';
import { DAY, instant } from '../../domain/instant.ts';
import { CUSTOMERS, PRODUCTS, type Customer, type Product } from './catalogue.ts';
import { inShort, isAlive, refundedTotal, remaining } from './refund-sums.ts';
import { recordEffect, type WhopStandIn } from './whop.ts';

/** Makes a paid payment, two weeks old, by a customer and for a product out of the catalogue. */
export function createPayment(whop: WhopStandIn, amount: number, currency: Whop.Currency): Whop.Payment {
  const id = whop.newId('pay');
  const payment: Whop.Payment = {
    id,
    ...whatWasPaid(amount, currency),
    ...whoPaid(whop, pick(CUSTOMERS, id)),
    ...whatWasBought(whop, pick(PRODUCTS, id)),
    ...whenItWasPaid(instant(Date.now() - 14 * DAY)),
    ...NOTHING_SPECIAL,
  };
  whop.documents.put('payments', payment);
  recordEffect(whop, 'payment_made', [id], { amount, currency });
  return payment;
}

/**
 * Brings a payment in line with its disputes and refunds: the lists and totals it shows, its friendly status, and whether it can (still) be
 * refunded.
 */
export function settlePayment(whop: WhopStandIn, paymentId: string): void {
  const payment = whop.documents.get('payments', paymentId);
  if (payment === null) return;
  const disputes = whop.documents.ofPayment('disputes', paymentId);
  const refunds = whop.documents.ofPayment('refunds', paymentId);
  const lastPaid = refunds.find(isAlive);
  const known = { ...payment, disputes: disputes.map(asPaymentShowsIt) };
  const open = remaining(payment, refunds).gt(0);
  whop.documents.put('payments', {
    ...known,
    refunds: refunds.slice(0, MOST_REFUNDS_SHOWN).map(inShort),
    refunded_amount: refundedTotal(payment, refunds, whop.settings.current().binary_noise),
    refunded_at: lastPaid?.created_at ?? null,
    refundable: payment.status === 'paid' && open && !isDisputed(known),
    substatus: substatus(known, lastPaid === undefined ? 'not' : open ? 'partially' : 'wholly'),
    updated_at: instant(Date.now()),
  });
}

/** How many refunds a payment shows; the rest can be listed. */
const MOST_REFUNDS_SHOWN = 100;

/**
 * Whether a formal dispute stands in the way of a refund. A mere warning does not, since refunding is how one pre-empts the dispute; nor does
 * one that was won or closed.
 */
export function isDisputed({ disputes }: Pick<Whop.Payment, 'disputes'>): boolean {
  return (disputes ?? []).some(({ status }) => ['needs_response', 'under_review', 'lost'].includes(status));
}

function substatus(
  { auto_refunded, disputes, substatus: before }: Whop.Payment,
  refunded: 'not' | 'partially' | 'wholly',
): Whop.FriendlyReceiptStatus {
  const newest = disputes?.[0]?.status;
  const dispute = newest === undefined || newest === 'other' ? null : (`dispute_${newest}` as const);
  if (dispute !== null && !dispute.startsWith('dispute_warning_')) return dispute;
  if (refunded === 'partially') return 'partially_refunded';
  if (refunded === 'wholly') return auto_refunded ? 'auto_refunded' : 'refunded';
  if (dispute !== null) return dispute;
  return before.endsWith('refunded') ? 'succeeded' : before;
}

function asPaymentShowsIt(dispute: Whop.Dispute): NonNullable<Whop.Payment['disputes']>[number] {
  const { id, amount, currency, editable, needs_response_by, notes, reason, status } = dispute;
  return { id, amount, currency, editable, needs_response_by, notes, reason, status };
}

/** The payment as disputes and alerts carry it within themselves. */
export function paymentSummary(payment: Whop.Payment): NonNullable<Whop.Dispute['payment']> {
  const { id, billing_reason, card_brand, card_last4, created_at, currency, dispute_alerted_at, paid_at } =
    payment;
  const { member, membership, payment_method_type, subtotal, total, usd_total, user } = payment;
  return {
    id,
    billing_reason,
    card_brand,
    card_last4,
    created_at,
    currency,
    dispute_alerted_at,
    member,
    membership: membership === null ? null : { id: membership.id, status: membership.status },
    paid_at,
    payment_method_type,
    subtotal,
    total,
    usd_total,
    user,
  };
}

/** The same id always gets the same one. */
function pick<T>(list: readonly T[], id: string): T {
  const chosen = list[Buffer.from(id).reduce((sum, byte) => sum + byte, 0) % list.length];
  if (chosen === undefined) throw new RangeError('The catalogue is empty.');
  return chosen;
}

function whatWasPaid(amount: number, currency: Whop.Currency) {
  return {
    amount_after_fees: Number((amount * 0.971).toFixed(decimalsOf(currency) ?? 8)),
    application_fee: null,
    auto_refunded: false,
    currency,
    refundable: true,
    refunded_amount: 0,
    refunded_at: null,
    refunds: [],
    settlement_amount: amount,
    settlement_currency: currency,
    settlement_exchange_rate: null,
    subtotal: amount,
    tax_amount: 0,
    tax_behavior: 'inclusive',
    tax_refunded_amount: 0,
    total: amount,
    usd_total: currency === 'usd' ? amount : null,
  } satisfies Partial<Whop.Payment>;
}

function whoPaid({ newId }: WhopStandIn, { name, username, phone, card, address }: Customer) {
  return {
    billing_address: { name, line2: null, ...address },
    card_brand: card.brand,
    card_last4: card.last4,
    member: { id: newId('mber'), phone },
    membership: { id: newId('mem'), phone_number: phone, status: 'active' },
    payment_method: {
      id: newId('pmt'),
      card: { brand: card.brand, exp_month: 9, exp_year: 2029, last4: card.last4 },
      created_at: instant(Date.now() - 90 * DAY),
      payment_method_type: 'card',
    },
    payment_method_type: 'card',
    shipping_address: null,
    user: { id: newId('user'), email: `${username}@example.com`, name, username },
  } satisfies Partial<Whop.Payment>;
}

function whatWasBought({ newId, account }: WhopStandIn, { title, route, billing }: Product) {
  return {
    billing_reason: billing,
    checkout_configuration_id: null,
    company: { id: account.companyId, route: 'sandbox', title: 'Sandbox Merchant' },
    metadata: null,
    plan: { id: newId('plan'), internal_notes: null, metadata: null },
    product: { id: `prod_${route.replaceAll('-', '')}`, metadata: null, route, title },
    promo_code: null,
  } satisfies Partial<Whop.Payment>;
}

function whenItWasPaid(at: string) {
  return {
    created_at: at,
    dispute_alerted_at: null,
    last_payment_attempt: at,
    next_payment_attempt: null,
    paid_at: at,
    updated_at: at,
  } satisfies Partial<Whop.Payment>;
}

/** A plain card payment that went well. */
const NOTHING_SPECIAL = {
  disputes: [],
  failure_message: null,
  financing_installments_count: null,
  financing_transactions: [],
  payments_failed: 0,
  resolutions: [],
  retryable: false,
  risk_score: 12,
  risk_signals: null,
  status: 'paid',
  substatus: 'succeeded',
  three_ds_verified: false,
  voidable: false,
} satisfies Partial<Whop.Payment>;
