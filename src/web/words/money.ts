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
  const decimals = amount.split('.')[1]?.length ?? 0;
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  if (!/^-?\d+(\.\d+)?$/.test(amount)) return `${amount} ${currency}`;
  // A text is formatted digit by digit; as a number it would be rounded to what a double holds.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked above
  const exact = amount as Intl.StringNumericLiteral;
  if (!/^[a-z]{3}$/i.test(currency))
    return `${new Intl.NumberFormat('en', digits).format(exact)} ${currency}`;
  return new Intl.NumberFormat('en', { style: 'currency', currency, ...digits }).format(exact);
}
