import { addMoney, compareMoney, isZero, type Money, subtractMoney, zero } from './money.ts';
import { isAlive, isPaid } from './refund-ledger.ts';
import type { RefundBaseline, RefundLedger, RefundReading } from './refund.ts';

/** What a baseline and a later read of the same payment prove about one call in between. */
export type Verdict =
  /** Exactly one new record, and it matches: it is ours. It may have failed there all the same. */
  | { readonly kind: 'ours'; readonly refund: RefundReading }
  /** Nothing has changed. */
  | { readonly kind: 'unchanged' }
  /** The records do not tell; the sentence says how. */
  | { readonly kind: 'unclear'; readonly why: string };

/**
 * Whether a call that was sent between two reads took effect. The list of refunds and the payment's own total must agree; a refund still under way
 * need not be in the total yet.
 */
export function judge(baseline: RefundBaseline, after: RefundLedger, amount: Money): Verdict {
  const { ledger: before, knownIds } = baseline;
  const known = new Set([...knownIds, ...before.refunds.map(({ id }) => id)]);
  const fresh = after.refunds.filter(({ id }) => !known.has(id));
  const [refund] = fresh;
  if (refund === undefined) return judgeNothingNew(baseline, after, amount.currency);
  if (fresh.length > 1) return { kind: 'unclear', why: `${fresh.length} new refunds are listed` };
  if (!matches(refund.amount, amount))
    return { kind: 'unclear', why: 'the one new refund is of another amount' };
  const grown = growth(before.refunded, after.refunded, amount.currency);
  if (
    grown !== null &&
    !isAccountedFor(grown, baseline, after) &&
    !agreesWithItself(after, amount.currency)
  ) {
    return { kind: 'unclear', why: "one new refund is listed, and the payment's refunded total disagrees" };
  }
  return { kind: 'ours', refund };
}

/** A read that lacks what the baseline listed is old: that it shows nothing new proves nothing. */
function judgeNothingNew(baseline: RefundBaseline, after: RefundLedger, currency: string): Verdict {
  const { refunds, refunded } = baseline.ledger;
  const listed = new Set(after.refunds.map(({ id }) => id));
  if (refunds.some(({ id }) => !listed.has(id)))
    return { kind: 'unclear', why: 'the provider lists fewer refunds than before' };
  const grown = growth(refunded, after.refunded, currency);
  return sameTotal(refunded, after.refunded) || (grown !== null && isAccountedFor(grown, baseline, after))
    ? { kind: 'unchanged' }
    : { kind: 'unclear', why: "the payment's refunded total has changed, and no new refund is listed" };
}

function sameTotal(before: Money | null, after: Money | null): boolean {
  if (before === null || after === null) return isNothing(before) && isNothing(after);
  return before.currency === after.currency && compareMoney(before, after) === 0;
}

function isNothing(total: Money | null): boolean {
  return total === null || isZero(total);
}

/** Growth of the total, null where the total is in another currency than refunds are and proves nothing by its size. */
function growth(before: Money | null, after: Money | null, currency: string): Money | null {
  const from = before ?? zero(currency);
  const to = after ?? zero(currency);
  return from.currency === currency && to.currency === currency ? subtractMoney(to, from) : null;
}

/**
 * Whether the list explains how the total has grown: by what is new in it, and by what became of refunds known before, which may come through or fail
 * meanwhile. Refunds under way are in the total or not, as the provider counts.
 */
function isAccountedFor(grown: Money, baseline: RefundBaseline, after: RefundLedger): boolean {
  return [isAlive, isPaid].some(
    (counts) => compareMoney(grown, listedGrowth(baseline, after, grown.currency, counts)) === 0,
  );
}

function listedGrowth(
  { ledger, knownIds }: RefundBaseline,
  after: RefundLedger,
  currency: string,
  counts: (refund: RefundReading) => boolean,
): Money {
  let sum = zero(currency);
  for (const refund of after.refunds) {
    if (refund.amount?.currency !== currency) continue;
    // What was known and not listed before is taken to have stood then as it does now.
    const before = ledger.refunds.find(({ id }) => id === refund.id);
    const counted = before === undefined ? knownIds.includes(refund.id) && counts(refund) : counts(before);
    if (counts(refund) && !counted) sum = addMoney(sum, refund.amount);
    if (!counts(refund) && counted) sum = subtractMoney(sum, refund.amount);
  }
  return sum;
}

/** The total is the sum of the list: what it was before, perhaps by a read whose two halves were not of the same age, matters no more. */
function agreesWithItself({ refunded, refunds }: RefundLedger, currency: string): boolean {
  const listed = refunds.filter(({ amount }) => amount?.currency === currency);
  return [isAlive, isPaid].some((counts) => {
    const sum = listed
      .filter(counts)
      .reduce((so, { amount }) => (amount === null ? so : addMoney(so, amount)), zero(currency));
    return compareMoney(sum, refunded ?? zero(currency)) === 0;
  });
}

function matches(found: Money | null, wanted: Money): boolean {
  return found !== null && found.currency === wanted.currency && compareMoney(found, wanted) === 0;
}
