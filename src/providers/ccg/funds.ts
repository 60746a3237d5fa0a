import { createHash } from 'node:crypto';
import { isZero, type Money, moneyFromMinor } from '../../domain/money.ts';
import type { FundsMovement } from '../../domain/provider.ts';
import type { BalanceTransaction, DisputePayload } from './payloads.ts';

/**
 * The movements of money a payload tells of: of each balance transaction its amount (negative: withdrawn, positive: reinstated) and its fee
 * (negative: given back). Both are whole minor units of the transaction's own currency, the one the merchant's account is kept in, whatever the
 * customer paid in; a fee follows its details where these name another one.
 */
export function movements({ balanceTransactions }: DisputePayload): readonly FundsMovement[] {
  return balanceTransactions
    .flatMap((transaction) => {
      const id = transaction.id ?? derivedId(transaction);
      return [moved(transaction, id), charged(transaction, `${id}:fee`)];
    })
    .filter((told) => told !== null);
}

/**
 * The disputed amount, in minor units of a currency that CCG does not name. It is the transactions' currency, unless an `exchange_rate` says that the
 * disputed amount was converted into theirs: then it is in the customer's currency, which nobody names, and null is all that is true. The money
 * that moved is told by {@link movements} in either case.
 */
export function disputedAmount({ amount, balanceTransactions }: DisputePayload): Money | null {
  if (amount === null || Number(amount) < 0) return null;
  if (balanceTransactions.some((transaction) => isConverted(transaction, amount))) return null;
  const currencies = new Set(balanceTransactions.flatMap(({ currency }) => currency?.toLowerCase() ?? []));
  const [currency] = currencies;
  return currencies.size === 1 ? moneyFromMinor(amount, currency) : null;
}

/** A rate is of no account where the amount came out as it went in. */
function isConverted(transaction: BalanceTransaction, disputed: number | string): boolean {
  return transaction.exchange_rate !== null && Math.abs(Number(transaction.amount)) !== Number(disputed);
}

function moved(transaction: BalanceTransaction, id: string): FundsMovement | null {
  const money = moneyFromMinor(transaction.amount, transaction.currency);
  if (money === null || isZero(money)) return null;
  return movement(transaction, id, isNegative(money) ? 'withdrawn' : 'reinstated', money);
}

/** That a withdrawal cost nothing is told as a fee of nothing, since one that nobody tells of is unknown. */
function charged(transaction: BalanceTransaction, id: string): FundsMovement | null {
  const money = moneyFromMinor(transaction.fee, feeCurrency(transaction));
  const isWithdrawal = Number(transaction.amount) < 0;
  if (money === null || (isZero(money) && !isWithdrawal)) return null;
  return movement(transaction, id, isNegative(money) ? 'fee_reversed' : 'fee', money);
}

function movement(
  { created: at }: BalanceTransaction,
  id: string,
  kind: FundsMovement['kind'],
  { amount, currency }: Money,
): FundsMovement {
  return {
    id,
    kind,
    amount: { amount: amount.replace('-', ''), currency },
    at,
    source: 'balance transaction',
  };
}

function isNegative({ amount }: Money): boolean {
  return amount.startsWith('-');
}

function feeCurrency({ currency, fee_details }: BalanceTransaction): string | null {
  const named = new Set(fee_details.flatMap((detail) => detail.currency ?? []));
  const [only = null] = named;
  return named.size === 1 ? only : currency;
}

/** A transaction without an id is counted once by what makes it up; whether it is pending is left out, since that changes. */
function derivedId({ source, amount, fee, currency, created }: BalanceTransaction): string {
  const content = JSON.stringify([source, String(amount), String(fee), currency, created]);
  return `derived.${createHash('sha256').update(content).digest('hex').slice(0, 32)}`;
}
