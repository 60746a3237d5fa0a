import {
  addMoney,
  compareMoney,
  type Money,
  moneyFromMajor,
  moneyFromMinor,
  subtractMoney,
  zero,
} from '../../../src/domain/money.ts';
import type { LedgerEntry } from '../../../src/sandbox/ledger.ts';
import { effectsNamed } from './counts.ts';

/**
 * Whether a refund may have been refused for good, by the ledger: the payment was disputed, or other refunds took so much of it that less than this
 * remained. One that failed on its way counts among these, since it held its amount until it did.
 *
 * @param asked - null: whatever remains
 */
export function mayBeRefused(
  ledger: readonly LedgerEntry[],
  paymentId: string,
  asked: Money | null,
): boolean {
  return isDisputed(ledger, paymentId) || isSpent(ledger, paymentId, asked);
}

function isDisputed(ledger: readonly LedgerEntry[], paymentId: string): boolean {
  // A refund can still pre-empt what a warning tells of.
  const opened = effectsNamed(ledger, 'dispute_opened').filter(
    ({ detail }) => detail['status'] !== 'warning_needs_response',
  );
  return [...opened, ...effectsNamed(ledger, 'become_dispute')].some(({ ids }) => ids.includes(paymentId));
}

function isSpent(ledger: readonly LedgerEntry[], paymentId: string, asked: Money | null): boolean {
  const [made] = effectsNamed(ledger, 'payment_made').filter(({ ids }) => ids[0] === paymentId);
  const paid = made === undefined ? null : paidIn(made);
  if (paid === null) return false;
  const taken = [...effectsNamed(ledger, 'refunded'), ...effectsNamed(ledger, 'refunded_elsewhere')]
    .filter(({ ids }) => ids.includes(paymentId))
    .flatMap((entry) => amountIn(entry) ?? [])
    .reduce(addMoney, zero(paid.currency));
  const remains = subtractMoney(paid, taken);
  return asked === null ? compareMoney(remains, zero(paid.currency)) <= 0 : compareMoney(remains, asked) < 0;
}

/** What a refund gave back, or was to. */
export function amountIn({ detail }: LedgerEntry): Money | null {
  return moneyFromMajor(detail['amount'], detail['currency']);
}

/** Whop tells of major units, WePay of minor ones. */
function paidIn({ provider, detail }: LedgerEntry): Money | null {
  const read = provider === 'wepay' ? moneyFromMinor : moneyFromMajor;
  return read(detail['amount'], detail['currency']);
}
