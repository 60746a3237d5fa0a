import { createHash } from 'node:crypto';
import { type Money, moneyFromMinor } from '../../domain/money.ts';
import type { FundsMovement } from '../../domain/provider.ts';
import type { BalanceTransaction, DisputePayload } from './payloads.ts';

/**
 * The movements of money a payload tells of: of each balance transaction its amount (negative: withdrawn, positive: reinstated) and its fee
 * (negative: given back). Both are whole minor units of the transaction's own currency, the one the merchant's account is kept in, whatever the
 * customer paid in; a fee follows its details where these name another one.
 */
export function movements({ balanceTransactions }: DisputePayload): readonly FundsMovement[] {
  return balanceTransactions.flatMap((transaction) => {
    const { amount, fee, currency } = transaction;
    const id = transaction.id ?? derivedId(transaction);
    return [
      ...movement(transaction, id, ['reinstated', 'withdrawn'], moneyFromMinor(amount, currency)),
      ...movement(
        transaction,
        `${id}:fee`,
        ['fee', 'fee_reversed'],
        moneyFromMinor(fee, feeCurrency(transaction)),
      ),
    ];
  });
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

function movement(
  { created }: BalanceTransaction,
  id: string,
  [positive, negative]: readonly [FundsMovement['kind'], FundsMovement['kind']],
  moved: Money | null,
): FundsMovement[] {
  if (moved === null || Number(moved.amount) === 0) return [];
  const isNegative = moved.amount.startsWith('-');
  return [
    {
      id,
      kind: isNegative ? negative : positive,
      amount: isNegative ? { ...moved, amount: moved.amount.slice(1) } : moved,
      at: created,
      source: 'balance transaction',
    },
  ];
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
