import { decimalsOf, type Money } from '../../domain/money.ts';
import { moneyText } from '../words/money.ts';

/** How high to draw an amount. Drawing needs no more than a double holds; what is read stands in the table, exactly. */
export function drawn(money: Money | null): number {
  return money === null ? 0 : Number(money.amount);
}

/** An amount beside a chart's axis or in its tooltip. */
export function drawnText(value: number, currency: string): string {
  return moneyText({ amount: value.toFixed(decimalsOf(currency) ?? 2), currency });
}

/** The same where there is room for a few letters only: `$1.2K`. */
export function axisText(value: number): string {
  return new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}
