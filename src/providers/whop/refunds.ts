import { createHash } from 'node:crypto';
import type { Whop } from '@whop/sdk';
import { Big } from 'big.js';
import type { Money } from '../../domain/money.ts';
import type { RefundLedger } from '../../domain/refund.ts';
import { ProviderError } from '../errors.ts';
import type { RefundOrder } from '../provider.ts';
import { callWhop, type RequestLimits } from './client.ts';
import { unreadable } from './errors.ts';
import { expected } from './expected.ts';
import { OPERATIONS } from './operations.ts';
import { readPage, type Page } from './pages.ts';
import { paymentPayload, refundPayload, type RefundPayload } from './payloads.ts';
import { DISPUTED, refundLedger } from './refund-mapping.ts';

const DECIMAL = /^\d+(\.\d+)?$/;
/** What Whop takes as an idempotency key, in its documentation of the header for its newer API. */
const LONGEST_KEY_BYTES = 255;

/**
 * Reads the payment, then all its refunds: one request for the payment and one for each page of the list.
 *
 * @param companyId - whose payment it is when Whop names no company
 * @throws ProviderError
 */
export async function readRefundLedger(
  client: Whop,
  paymentId: string,
  companyId: string | null,
  limits: RequestLimits,
): Promise<RefundLedger> {
  const answer = await callWhop(OPERATIONS.readPayment, limits, (options) =>
    client.payments.retrieve(paymentId, options),
  );
  const payment = expected(paymentPayload, answer, paymentId, OPERATIONS.readPayment);
  return refundLedger(payment, await listRefunds(client, paymentId, limits), companyId);
}

/**
 * The payment a refund belongs to; null when Whop names none.
 *
 * @throws ProviderError
 */
export async function readRefundPayment(
  client: Whop,
  refundId: string,
  limits: RequestLimits,
): Promise<string | null> {
  const answer = await callWhop(OPERATIONS.readRefund, limits, (options) =>
    client.refunds.retrieve(refundId, options),
  );
  return expected(refundPayload, answer, refundId, OPERATIONS.readRefund).payment?.id ?? null;
}

/**
 * Refunds, with one request. The idempotency key goes as a header of our own: the SDK's own option for it is never sent, since its
 * `client.ts` leaves `idempotencyHeader` unset.
 *
 * @throws ProviderError; `refused` with no more than Whop's own sentence when the payment is disputed
 */
export async function refundPayment(
  client: Whop,
  { paymentId, amount, idempotencyKey }: RefundOrder,
  limits: RequestLimits,
): Promise<void> {
  const body = { partial_amount: exactNumber(amount) };
  const headers = { 'Idempotency-Key': fitting(idempotencyKey) };
  try {
    const answer = await callWhop(OPERATIONS.refund, limits, (options) =>
      client.payments.refund(paymentId, body, { ...options, headers }),
    );
    expected(paymentPayload, answer, paymentId, OPERATIONS.refund);
  } catch (error) {
    if (error instanceof ProviderError && !error.inDoubt && error.message.includes(DISPUTED)) {
      throw new ProviderError('refused', DISPUTED);
    }
    throw error;
  }
}

/** A key that is too long goes as its hash, which is the same every time too. */
function fitting(key: string): string {
  return Buffer.byteLength(key) > LONGEST_KEY_BYTES ? createHash('sha256').update(key).digest('hex') : key;
}

/** By id, since a page may repeat an entry of the one before. */
async function listRefunds(
  client: Whop,
  paymentId: string,
  limits: RequestLimits,
): Promise<readonly RefundPayload[]> {
  const operation = OPERATIONS.listRefunds;
  const list = { operation, path: '/refunds', filter: { payment_id: paymentId }, entry: refundPayload };
  const refunds = new Map<string, RefundPayload>();
  let cursor: string | null = null;
  do {
    const page: Page<RefundPayload> = await readPage(client, { ...list, cursor }, limits);
    for (const refund of page.entries) {
      if (refund.payment !== null && refund.payment.id !== paymentId) throw unreadable(operation);
      refunds.set(refund.id, refund);
    }
    cursor = page.next;
  } while (cursor !== null);
  return [...refunds.values()];
}

/**
 * The amount as Whop takes it: a JSON number of major units. It must say exactly what was meant, and never be zero or none at all, since Whop
 * refunds the whole payment when it is given no amount.
 */
function exactNumber({ amount, currency }: Money): number {
  const number = DECIMAL.test(amount) ? Number(amount) : Number.NaN;
  if (!Number.isFinite(number) || number <= 0 || !new Big(number).eq(amount)) {
    throw new ProviderError('refused', `Whop cannot be asked to refund exactly ${amount} ${currency}.`);
  }
  return number;
}
