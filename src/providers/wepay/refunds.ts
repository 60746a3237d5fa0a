import { createHash } from 'node:crypto';
import { instant } from '../../domain/instant.ts';
import { minorUnits } from '../../domain/money.ts';
import type { RefundLedger } from '../../domain/refund.ts';
import { ProviderError } from '../errors.ts';
import type { RefundOrder } from '../provider.ts';
import { segment, type RequestLimits, type WepayClient } from './client.ts';
import { unreadable } from './errors.ts';
import { expected } from './expected.ts';
import { OPERATIONS } from './operations.ts';
import { readPages } from './pages.ts';
import {
  disputePayload,
  paymentPayload,
  refundPayload,
  type DisputePayload,
  type PaymentPayload,
  type RefundPayload,
} from './payloads.ts';
import { refundLedger } from './refund-mapping.ts';

/** Characters of a `reference_id` (WePay's API reference). */
const LONGEST_REFERENCE = 255;

/** `refund_reason` must not be empty. */
const NO_REASON = 'Refunded by the merchant.';

/**
 * Reads a payment, with one request.
 *
 * @throws ProviderError
 */
export async function readPayment(
  client: WepayClient,
  paymentId: string,
  limits: RequestLimits,
): Promise<PaymentPayload> {
  const operation = OPERATIONS.readPayment;
  const answer = await client.get(operation, `/payments/${segment(paymentId, operation)}`, limits);
  return expected(paymentPayload, answer, paymentId, operation);
}

/**
 * Reads the payment, then all its refunds and disputes: one request for the payment and one for each page of either list.
 *
 * @throws ProviderError
 */
export async function readRefundLedger(
  client: WepayClient,
  paymentId: string,
  limits: RequestLimits,
): Promise<RefundLedger> {
  const payment = await readPayment(client, paymentId, limits);
  const filter = { payment_id: paymentId };
  const refunds = await readPages<RefundPayload>(
    client,
    { operation: OPERATIONS.listRefunds, path: '/refunds', filter, entry: refundPayload },
    limits,
  );
  const disputes = await readPages<DisputePayload>(
    client,
    { operation: OPERATIONS.listDisputes, path: '/disputes', filter, entry: disputePayload },
    limits,
  );
  const isOurs = ({ payment: named }: RefundPayload | DisputePayload): boolean =>
    named === null || named.id === paymentId;
  return refundLedger(payment, refunds.filter(isOurs), disputes.filter(isOurs), instant(Date.now()));
}

/**
 * The payment a refund belongs to; null when WePay names none.
 *
 * @throws ProviderError
 */
export async function readRefundPayment(
  client: WepayClient,
  refundId: string,
  limits: RequestLimits,
): Promise<string | null> {
  const operation = OPERATIONS.readRefund;
  const answer = await client.get(operation, `/refunds/${segment(refundId, operation)}`, limits);
  return expected(refundPayload, answer, refundId, operation).payment?.id ?? null;
}

/**
 * Refunds, with one request that names its amount even when that is all there is: without one WePay would refund whatever remains by then.
 *
 * @throws ProviderError
 */
export async function refundPayment(
  client: WepayClient,
  order: RefundOrder,
  limits: RequestLimits,
): Promise<void> {
  const operation = OPERATIONS.refund;
  const reason = order.reason?.trim() ?? '';
  const body = {
    payment_id: order.paymentId,
    refund_reason: reason === '' ? NO_REASON : reason,
    amounts: amountsOf(order),
    reference_id: reference(order),
  };
  const answer = await client.post(
    operation,
    '/refunds',
    { uniqueKey: uniqueKey(order), body, withheld: [reason] },
    limits,
  );
  const refund = refundPayload.safeParse(answer);
  const named = refund.data?.payment?.id ?? order.paymentId;
  if (!refund.success || named !== order.paymentId) throw unreadable(operation);
}

/** By it people find the refund at WePay. A key that is too long for that goes as its hash. */
function reference(order: RefundOrder): string {
  const { idempotencyKey } = order;
  return idempotencyKey.length > LONGEST_REFERENCE ? uniqueKey(order) : idempotencyKey;
}

/** Our keys are unique within a payment, WePay's within an app: the payment is part of it. */
function uniqueKey({ paymentId, idempotencyKey }: RefundOrder): string {
  return createHash('sha256').update(`refund:${paymentId}:${idempotencyKey}`).digest('hex');
}

/** The amount object, in whole minor units that say exactly what was meant. */
function amountsOf({ amount }: RefundOrder): { readonly total_amount: number; readonly currency: string } {
  const units = /^\d+(\.\d+)?$/.test(amount.amount) ? minorUnits(amount) : null;
  if (units === null || units <= 0) {
    throw new ProviderError(
      'refused',
      `WePay cannot be asked to refund exactly ${amount.amount} ${amount.currency}.`,
    );
  }
  return { total_amount: units, currency: amount.currency.toUpperCase() };
}
