import { addMoney, compareMoney, isZero, largerMoney, type Money, subtractMoney, zero } from './money.ts';
import { type Instant, millis, SECOND } from './instant.ts';
import type { Refund, RefundBaseline, RefundFailure, RefundLedger, RefundReading } from './refund.ts';

/** Whether a read shows less than is known to be: a refund is missing, or the total is smaller than the refunds that succeeded. */
export function lagsBehind({ ledger, knownIds }: RefundBaseline): boolean {
  const listed = new Set(ledger.refunds.map(({ id }) => id));
  if (knownIds.some((id) => !listed.has(id))) return true;
  const total = ledger.refunded;
  if (total === null) return false;
  const sum = ledger.refunds
    .filter(isPaid)
    .reduce(
      (so, { amount }) => (amount?.currency === total.currency ? addMoney(so, amount) : so),
      zero(total.currency),
    );
  return compareMoney(total, sum) < 0;
}

/**
 * What can still be refunded: what was paid less what a dispute has taken, and less all that was, or may yet be, refunded. Null when the payment does not tell, or a refund in another
 * currency makes it impossible to say.
 */
export function remaining(ledger: RefundLedger): Money | null {
  if (ledger.captured === null) return null;
  const { currency } = ledger.captured;
  let listed = zero(currency);
  for (const { amount } of ledger.refunds.filter(isAlive)) {
    if (amount?.currency !== currency) return null;
    listed = addMoney(listed, amount);
  }
  const counted = ledger.refunded?.currency === currency ? ledger.refunded : zero(currency);
  const withheld = ledger.withheld ?? zero(currency);
  if (withheld.currency !== currency) return null;
  const left = subtractMoney(subtractMoney(ledger.captured, withheld), largerMoney(listed, counted));
  return compareMoney(left, zero(currency)) < 0 ? zero(currency) : left;
}

/** Why a refund cannot be made, as far as a read tells before any call; null when nothing speaks against it. */
export function refuseRefund(asked: Money | null, ledger: RefundLedger): RefundFailure | null {
  if (ledger.disputed !== null) return { code: 'disputed', message: ledger.disputed };
  if (ledger.barred) return { code: 'not_refundable', message: ledger.barred };
  const left = remaining(ledger);
  if (left !== null && isZero(left))
    return { code: 'more_than_remains', message: 'Nothing of this payment remains to be refunded.' };
  if (ledger.refundable === false)
    return { code: 'not_refundable', message: 'The provider says this payment cannot be refunded.' };
  if (asked === null || left === null) return null;
  if (asked.currency !== left.currency) {
    return {
      code: 'refused',
      message: `This payment is refunded in ${left.currency}, not in ${asked.currency}.`,
    };
  }
  const overshoot = compareMoney(asked, left);
  if (overshoot < 0 && ledger.partialBarred) return { code: 'not_refundable', message: ledger.partialBarred };
  return overshoot > 0
    ? {
        code: 'more_than_remains',
        message: `Only ${left.amount} ${left.currency} of this payment remains to be refunded.`,
      }
    : null;
}

/**
 * What the provider lists that may be this very refund, though nothing here knows of a call for it: records from an older back-up lack what was paid
 * since. Of its amount, made since it was asked for (or since a person said that what is there is another), and not one that was asked for here. One of
 * whatever remains would have left nothing.
 *
 * @param ownIds - the provider's ids of the refunds that were asked for here
 */
export function maybeThisOne(
  { asked, createdAt, resolution }: Pick<Refund, 'asked' | 'createdAt' | 'resolution'>,
  ledger: RefundLedger,
  ownIds: readonly string[],
): readonly RefundReading[] {
  const left = asked === null ? remaining(ledger) : null;
  if (left !== null && !isZero(left)) return [];
  const since = resolution?.at ?? createdAt;
  return ledger.refunds.filter(
    (refund) =>
      !ownIds.includes(refund.id) &&
      isAlive(refund) &&
      (refund.createdAt === null ? resolution === undefined : isMadeSince(refund.createdAt, since)) &&
      (asked === null || refund.amount === null || isSame(refund.amount, asked)),
  );
}

/** Some providers tell whole seconds. */
function isMadeSince(made: Instant, since: Instant): boolean {
  const isWhole = millis(made) % SECOND === 0;
  return millis(made) >= (isWhole ? Math.floor(millis(since) / SECOND) * SECOND : millis(since));
}

function isSame(one: Money, other: Money): boolean {
  return one.currency === other.currency && compareMoney(one, other) === 0;
}

/** Its money has gone, or may yet go, to the customer. */
export function isAlive({ status }: RefundReading): boolean {
  return status !== 'failed' && status !== 'canceled';
}

/** Its money has gone to the customer. */
export function isPaid({ status }: RefundReading): boolean {
  return status === 'succeeded';
}
