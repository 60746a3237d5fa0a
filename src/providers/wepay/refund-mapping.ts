import { DAY, millis, plus, type Instant, type Millis } from '../../domain/instant.ts';
import {
  addMoney,
  compareMoney,
  moneyFromMinor,
  subtractMoney,
  zero,
  type Money,
} from '../../domain/money.ts';
import type { RefundLedger, RefundReading } from '../../domain/refund.ts';
import { disputeReading } from './mapping.ts';
import type { DisputePayload, PaymentPayload, RefundPayload } from './payloads.ts';

/** "A Payment must be created within the last 60 days and have a status of complete in order to refund it" (API reference, `POST /refunds`). */
const REFUNDABLE_FOR: Millis = 60 * DAY;

/** The statuses of a payment that is not complete. Of a word that is new to us WePay is left to judge. */
const INCOMPLETE: ReadonlySet<string> = new Set(['pending', 'failed', 'canceled', 'cancelled']);

const STATUSES: ReadonlyMap<string, RefundReading['status']> = new Map([
  ['pending', 'pending'],
  ['completed', 'succeeded'],
  ['complete', 'succeeded'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
  ['cancelled', 'canceled'],
]);

/** A dispute that was won or closed is in no way of a refund; one that stands as we do not know is. */
const OUT_OF_THE_WAY: ReadonlySet<string> = new Set(['won', 'closed']);

const DISPUTED = 'The whole payment is disputed, so WePay refunds nothing of it.';

/** "If a partial dispute occurs, it is not possible to issue partial refunds for any remaining balance of that payment" (dev.wepay.com). */
const PARTLY_DISPUTED =
  'A part of this payment is disputed, so WePay refunds all of the rest or nothing of it.';

/**
 * One refund as WePay keeps it.
 *
 * @param paymentId - the payment it was listed for, where it names none itself
 */
export function refundReading(payload: RefundPayload, paymentId: string): RefundReading {
  const amounts = payload.amounts ?? payload.amount;
  return {
    id: payload.id,
    paymentId: payload.payment?.id ?? paymentId,
    amount: moneyFromMinor(amounts?.total_amount, amounts?.currency),
    status: STATUSES.get(payload.status?.toLowerCase() ?? '') ?? 'other',
    providerStatus: payload.status ?? 'unknown',
    processor: null,
    reference: { status: null, type: null, value: null },
    createdAt: payload.create_time,
    processorCreatedAt: null,
  };
}

/**
 * The payment's own account beside all its refunds.
 *
 * @param disputes - all of the payment's
 */
export function refundLedger(
  payment: PaymentPayload,
  refunds: readonly RefundPayload[],
  disputes: readonly DisputePayload[],
  now: Instant,
): RefundLedger {
  const captured = moneyFromMinor(payment.amount, payment.currency);
  const taken = captured === null ? null : disputed(payment, captured, disputes);
  const rest = captured === null || taken === null ? captured : subtractMoney(captured, taken);
  const isWhole = rest !== null && taken !== null && compareMoney(rest, zero(rest.currency)) <= 0;
  return {
    paymentId: payment.id,
    merchantId: payment.owner?.id ?? null,
    captured,
    withheld: isWhole ? null : taken,
    refunded: moneyFromMinor(payment.amount_refunded, payment.currency),
    refundable: null,
    barred: barred(payment, now),
    partialBarred: taken !== null && !isWhole ? PARTLY_DISPUTED : null,
    disputed: isWhole ? DISPUTED : null,
    refunds: refunds.map((refund) => refundReading(refund, payment.id)),
  };
}

/**
 * How much of a payment is under dispute or lost, in the payment's currency. The payment's own account comes first: exchange rates make a
 * dispute's amount another one.
 *
 * @returns null when nothing is, or it cannot be told
 */
function disputed(
  { amount_disputed: units, currency }: PaymentPayload,
  captured: Money,
  disputes: readonly DisputePayload[],
): Money | null {
  const standing = disputes
    .map(disputeReading)
    .filter(({ status, settledByNetwork }) => settledByNetwork || !OUT_OF_THE_WAY.has(status));
  if (standing.length === 0) return null;
  if (units !== null && units > 0) return moneyFromMinor(units, currency);
  let sum = zero(captured.currency);
  for (const { amount } of standing) {
    if (amount?.currency !== captured.currency) return null;
    sum = addMoney(sum, amount);
  }
  return sum;
}

function barred({ status, create_time: createdAt }: PaymentPayload, now: Instant): string | null {
  const word = status?.toLowerCase() ?? '';
  if (INCOMPLETE.has(word)) return `WePay refunds complete payments only, and this one is ${word}.`;
  const until = createdAt === null ? null : plus(createdAt, REFUNDABLE_FOR);
  if (until === null || millis(now) <= millis(until)) return null;
  return `WePay refunds a payment for 60 days, which for this one ended on ${until.slice(0, 'YYYY-MM-DD'.length)}.`;
}
