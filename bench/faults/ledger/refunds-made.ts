import { compareMoney, type Money } from '../../../src/domain/money.ts';
import { refundIdOf } from '../../../src/domain/refund-messages.ts';
import type { LedgerEntry } from '../../../src/sandbox/ledger.ts';
import { type Effects, effectsNamed } from './counts.ts';
import type { Evidence, KnownRefund } from './evidence.ts';
import { amountIn, mayBeRefused } from './refund-causes.ts';

/**
 * A refund is known by its id, which Recourse gives the provider with the call. One that was refused for good is decided where the ledger shows why.
 */
export function refundsIn(evidence: Evidence): Effects {
  const { ledger, refunds, refundsAsked, refundsRefused } = evidence;
  const made = effectsNamed(ledger, 'refunded');
  const own = refunds.filter(({ external }) => !external);
  const asked = new Map([...refundsAsked, ...own].map(({ id }) => [id, own.find((one) => one.id === id)]));
  const of = (id: string): readonly LedgerEntry[] => made.filter((entry) => keysOf(entry).includes(id));
  const ids = [...asked.keys()];
  const amounts = amountsPlanned(evidence);
  const unasked = made.filter((entry) => !keysOf(entry).some((key) => asked.has(key)));
  return {
    asked: asked.size,
    done: ids.filter((id) => of(id).length > 0).length,
    twice: [
      ...ids.filter((id) => of(id).length > 1),
      ...sentOnceMore(ledger, made),
      ...ids.flatMap((id) => otherAmounts(asked.get(id), amounts.get(id) ?? null, of(id))),
      ...unasked.map(({ ids: [id] }) => `${id} was asked for by nobody`),
      ...askedByNobody(evidence),
    ],
    undecided: [
      ...[...asked].filter(([id, refund]) => !isDecided(refund, of(id), ledger)).map(([id]) => id),
      ...refundsRefused
        .filter(({ id, paymentId }) => !mayBeRefused(ledger, paymentId, amounts.get(id) ?? null))
        .map(({ paymentId }) => `a refund of ${paymentId} was refused without a cause`),
    ],
  };
}

/** Calls that came when the refund they are for had been made. */
function sentOnceMore(ledger: readonly LedgerEntry[], made: readonly LedgerEntry[]): readonly string[] {
  const calls = ledger.filter(({ kind, name }) => kind === 'call' && CALLS.includes(name));
  return made.flatMap((entry) => {
    const keys = keysOf(entry);
    const again = calls.some(
      ({ seq, detail }) => seq > entry.seq && detail['status'] !== 429 && keyIn(detail['headers'], keys),
    );
    return again ? [`${entry.ids[0]} was sent once more`] : [];
  });
}

const CALLS = ['payments.refund', 'refunds.create'];

function keyIn(headers: unknown, keys: readonly string[]): boolean {
  if (typeof headers !== 'object' || headers === null) return false;
  return Object.values(headers).some((value) => typeof value === 'string' && keys.includes(value));
}

/** What Recourse refunded by itself, or because of a decision, is for payments somebody warned of; and once, but for those that failed unmade. */
function askedByNobody({ ledger, refunds, begun }: Evidence): readonly string[] {
  // Whoever gave up waiting for the answer has asked as well.
  const asked = new Set(amountsPlanned({ begun }).keys());
  const warned = new Set(effectsNamed(ledger, 'alert_raised').flatMap(({ ids }) => ids));
  for (const { ids, detail } of effectsNamed(ledger, 'dispute_opened'))
    if (detail['status'] === 'warning_needs_response') for (const id of ids) warned.add(id);
  const made = new Set(effectsNamed(ledger, 'refunded').flatMap(keysOf));
  const seen = new Set<string>();
  return refunds.flatMap(({ id, external, status, payment_id: paymentId }) => {
    if (external || asked.has(id)) return [];
    if (!warned.has(paymentId)) return [`${id} was asked for by nobody`];
    // Whoever decided about the warning may decide again.
    if (status === 'failed' && !made.has(id)) return [];
    if (seen.has(paymentId)) return [`${id} is one of several because of a warning`];
    seen.add(paymentId);
    return [];
  });
}

/** How much people were to ask for, by the refund's id; null for whatever remains. */
function amountsPlanned({ begun }: Pick<Evidence, 'begun'>): ReadonlyMap<string, Money | null> {
  return new Map(
    begun.flatMap(({ planned: { provider, refunds }, paymentId }) =>
      refunds.map(({ key, amount }) => [
        refundIdOf(provider, paymentId, key),
        amount === null ? null : { amount, currency: 'usd' },
      ]),
    ),
  );
}

/** Given back: another amount than was asked for, or than Recourse shows. */
function otherAmounts(
  refund: KnownRefund | undefined,
  planned: Money | null,
  made: readonly LedgerEntry[],
): readonly string[] {
  return made.flatMap((entry) => {
    const amount = amountIn(entry);
    const isRight = [planned ?? amount, refund?.amount ?? amount].every(
      (wanted) => wanted !== null && amount !== null && compareMoney(wanted, amount) === 0,
    );
    return isRight ? [] : [`${refund?.id ?? entry.ids[0]} is of another amount`];
  });
}

/** Whop is told a refund's id as the key of the call, WePay as the refund's own reference. */
function keysOf({ detail }: LedgerEntry): readonly string[] {
  return [detail['idempotency_key'], detail['reference_id']].filter((key) => typeof key === 'string');
}

/** Made, by the id that Recourse shows; or refused for good, with a cause, and indeed not made. */
function isDecided(
  refund: KnownRefund | undefined,
  [made]: readonly LedgerEntry[],
  ledger: readonly LedgerEntry[],
): boolean {
  if (refund === undefined || refund.needs_attention !== null) return false;
  if (made !== undefined) return refund.provider_refund_id === made.ids[0];
  return refund.status === 'failed' && mayBeRefused(ledger, refund.payment_id, refund.asked);
}
