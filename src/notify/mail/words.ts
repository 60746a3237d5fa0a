import type { Instant } from '../../domain/instant.ts';
import type { Money } from '../../domain/money.ts';

/** `49.00 USD`, which is read the same everywhere. */
export function moneyInWords({ amount, currency }: Money): string {
  return `${amount} ${currency.toUpperCase()}`;
}

const DAY_AND_TIME = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** `1 December 2026 at 00:00 UTC`: nobody knows in which zone a mail is read. */
export function momentInWords(at: Instant): string {
  return `${DAY_AND_TIME.format(new Date(at))} UTC`;
}
