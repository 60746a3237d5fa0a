import { Big } from 'big.js';

/** An exact decimal in major units with the currency's own number of decimals: `{ amount: '10.43', currency: 'usd' }`. */
export interface Money {
  readonly amount: string;
  /** Lower case; ISO 4217 where there is such a code, else the provider's own word (`btc`, `whop_usd`). */
  readonly currency: string;
}

/** Currencies whose minor unit is not a hundredth. Source: the processors' own lists (zero- and three-decimal money). */
const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf'.split(' '));
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '));
/** Two-decimal currencies; whatever stands in no list keeps as many decimals as it came with. */
const TWO_DECIMAL = new Set(
  (
    'usd sgd inr aud brl cad dkk eur nok gbp sek chf hkd huf mxn myr pln czk nzd aed cop ron thb bgn idr dop php try twd pkr uyu ars zar ' +
    'dzd mad kes all xcd amd bsd bob bam khr crc egp etb gmd ghs gtq gyd ils jmd mop mur mdl mnt nad ngn mkd pen qar sar rsd lkr tzs ttd ' +
    'uzs rub cny'
  ).split(' '),
);

/** The number of decimals a currency is written with; null when it is not one we know (then: as many as given). */
export function decimalsOf(currency: string): number | null {
  if (TWO_DECIMAL.has(currency)) return 2;
  if (ZERO_DECIMAL.has(currency)) return 0;
  return THREE_DECIMAL.has(currency) ? 3 : null;
}

/** Digits of a JSON number that mean something; what follows is binary noise. */
const EXACT_DIGITS = 15;

/**
 * Money from a provider's decimal in major units. JSON numbers carry binary noise (`0.1 + 0.2`): a known currency's amount is rounded to its own
 * decimals, and a number in an unknown one to the digits a number can hold exactly. A text in an unknown currency stays as it is.
 *
 * @returns null when the amount is no finite number or no currency is named.
 */
export function moneyFromMajor(amount: unknown, currency: unknown): Money | null {
  if (typeof currency !== 'string' || currency === '') return null;
  const value = toBig(amount);
  if (value === null) return null;
  const code = currency.toLowerCase();
  const decimals = decimalsOf(code);
  if (decimals !== null) return { amount: written(value, decimals), currency: code };
  const exact = typeof amount === 'number' ? value.prec(EXACT_DIGITS, Big.roundHalfUp) : value;
  return { amount: exact.toFixed(), currency: code };
}

/** Money from whole minor units, as the processors count them (`1043` usd is `10.43`). An unlisted currency is taken to have two decimals. */
export function moneyFromMinor(amount: unknown, currency: unknown): Money | null {
  if (typeof currency !== 'string' || currency === '') return null;
  const value = toBig(amount);
  if (value === null) return null;
  const code = currency.toLowerCase();
  const decimals = decimalsOf(code) ?? 2;
  return { amount: written(value.div(new Big(10).pow(decimals)), decimals), currency: code };
}

/** An amount in whole minor units, the other way round than {@link moneyFromMinor}; null for one that has none (less than a minor unit, too large to be exact). */
export function minorUnits({ amount, currency }: Money): number | null {
  const units = new Big(amount).times(new Big(10).pow(decimalsOf(currency) ?? 2));
  const number = units.toNumber();
  return Number.isSafeInteger(number) && units.eq(number) ? number : null;
}

/** Compares two amounts of one currency: negative, zero or positive. Throws a RangeError on two currencies. */
export function compareMoney(a: Money, b: Money): number {
  if (a.currency !== b.currency) throw new RangeError(`${a.currency} and ${b.currency} cannot be compared`);
  return new Big(a.amount).cmp(b.amount);
}

/** The sum of two amounts of one currency. Throws a RangeError on two currencies. */
export function addMoney(a: Money, b: Money): Money {
  return calculated(a, b, (x, y) => x.plus(y));
}

/** What is left of the first; negative when the second is larger. Throws a RangeError on two currencies. */
export function subtractMoney(a: Money, b: Money): Money {
  return calculated(a, b, (x, y) => x.minus(y));
}

export function largerMoney(a: Money, b: Money): Money {
  return compareMoney(a, b) >= 0 ? a : b;
}

export function zero(currency: string): Money {
  return { amount: new Big(0).toFixed(decimalsOf(currency) ?? 0), currency };
}

export function isZero({ amount }: Money): boolean {
  return new Big(amount).eq(0);
}

function calculated(a: Money, b: Money, operation: (x: Big, y: Big) => Big): Money {
  if (a.currency !== b.currency)
    throw new RangeError(`${a.currency} and ${b.currency} cannot be calculated together`);
  const result = operation(new Big(a.amount), new Big(b.amount));
  const decimals = decimalsOf(a.currency);
  return { amount: decimals === null ? result.toFixed() : result.toFixed(decimals), currency: a.currency };
}

/** With that many decimals; what rounds to nothing loses its sign. */
function written(value: Big, decimals: number): string {
  const rounded = value.round(decimals, Big.roundHalfUp);
  return (rounded.eq(0) ? new Big(0) : rounded).toFixed(decimals);
}

function toBig(amount: unknown): Big | null {
  if (typeof amount !== 'number' && typeof amount !== 'string') return null;
  try {
    return new Big(amount);
  } catch {
    return null;
  }
}
