import { compareMoney, decimalsOf, isZero, moneyFromMajor, type Money } from '../../domain/money.ts';

/** As the API takes it: an exact decimal in major units. */
const DECIMAL = /^(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?$/;

/** An amount as typed: money, or one sentence on what is wrong with it. */
export type Typed = { readonly money: Money } | { readonly fault: string };

/**
 * Reads an amount in major units, exactly: nothing is rounded and nothing is guessed, since `1,250` is one amount here and another there.
 *
 * @param currency lower case, as the provider writes it
 * @param remaining what can still be refunded; null where that is not known
 */
export function readAmount(text: string, currency: string, remaining: Money | null): Typed {
  const written = text.trim();
  if (written === '') return { fault: 'How much is to be refunded?' };
  if (written.includes(',')) return { fault: withComma(written, currency) };
  const money = DECIMAL.test(written) ? moneyFromMajor(written, currency) : null;
  if (money === null) return { fault: `Write a plain amount, as ${example(currency)}.` };
  const fault = tooFine(written, currency) ?? outside(money, remaining);
  return fault === null ? { money } : { fault };
}

/** An amount to imitate, with the currency's own decimals. */
export function example(currency: string): string {
  return moneyFromMajor('10', currency)?.amount ?? '10';
}

/** One or two digits after the last comma can only be decimals; after any other comma nobody knows what was meant. */
const COMMA_DECIMALS = /^([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+),([0-9]{1,2})$/;

function withComma(written: string, currency: string): string {
  const how = 'Amounts have a point before the decimals and nothing between the thousands';
  const [, whole = '', decimals = ''] = COMMA_DECIMALS.exec(written) ?? [];
  const meant = `${whole.replaceAll('.', '')}.${decimals}`;
  if (!DECIMAL.test(meant) || tooFine(meant, currency) !== null) return `${how}.`;
  return `${how}: ${moneyFromMajor(meant, currency)?.amount ?? meant}`;
}

function tooFine(written: string, currency: string): string | null {
  const allowed = decimalsOf(currency);
  const [, decimals = ''] = written.split('.');
  if (allowed === null || decimals.length <= allowed) return null;
  const code = currency.toUpperCase();
  return allowed === 0 ? `${code} has no decimals.` : `${code} has at most ${allowed} decimals.`;
}

function outside(money: Money, remaining: Money | null): string | null {
  if (isZero(money)) return 'Refund more than nothing.';
  if (remaining === null || remaining.currency !== money.currency) return null;
  return compareMoney(money, remaining) > 0
    ? `Only ${remaining.amount} ${remaining.currency.toUpperCase()} remains.`
    : null;
}
