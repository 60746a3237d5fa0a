/** An exact decimal in major units, as the API has it. */
export interface MoneyLike {
  readonly amount: string;
  readonly currency: string;
}

/**
 * An amount as people read it, with every decimal it came with: `$49.00`, `¥5,000`, `KWD 1.250`. What is no three-letter code stands after the
 * number as it is: `12.50 whop_usd`.
 */
export function moneyText({ amount, currency }: MoneyLike): string {
  if (!/^-?\d+(\.\d+)?$/.test(amount)) return `${amount} ${currency}`;
  const decimals = amount.split('.')[1]?.length ?? 0;
  // A text is formatted digit by digit; as a number it would be rounded to what a double holds.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked above
  const exact = amount as Intl.StringNumericLiteral;
  return /^[a-z]{3}$/i.test(currency)
    ? formatted(decimals, currency).format(exact)
    : `${formatted(decimals, null).format(exact)} ${currency}`;
}

const formats = new Map<string, Intl.NumberFormat>();

/** Kept, as making one takes far longer than using it. */
function formatted(decimals: number, currency: string | null): Intl.NumberFormat {
  const key = `${decimals} ${currency}`;
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const format =
    formats.get(key) ??
    new Intl.NumberFormat('en', currency === null ? digits : { style: 'currency', currency, ...digits });
  formats.set(key, format);
  return format;
}
