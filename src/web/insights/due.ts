import type { InsightsView } from '../../api/schemas/insights.ts';
import type { Money } from '../../domain/money.ts';
import { dayOf } from './filter.ts';

/** How far the API looks ahead. */
const DAYS = 14;
const DAY = 24 * 60 * 60 * 1_000;

/** What is due on a day, in one currency. */
export interface DueDay {
  readonly date: string;
  readonly money: Money | null;
  readonly cases: number;
}

/** Each of the next 14 days, those without anything due included. */
export function dueDays(due: InsightsView['due'], currency: string, now: number): DueDay[] {
  const days = Array.from({ length: DAYS }, (_, ahead) => dayOf(now + ahead * DAY));
  // The server's clock may be a day ahead of or behind this one.
  const all = new Set([...days, ...due.map(({ date }) => date)]);
  return [...all].toSorted().map((date) => {
    const found = due.find((day) => day.date === date && day.currency === currency);
    return {
      date,
      money: found === undefined ? null : { amount: found.amount, currency: found.currency },
      cases: found?.cases ?? 0,
    };
  });
}

/** `Tue 1 Dec`, of a UTC day. */
export function dayLabel(date: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  }).format(new Date(`${date}T00:00:00Z`));
}

/** `Dec 2026`, of a month as `2026-12`. */
export function monthLabel(month: string): string {
  const at = new Date(`${month}-01T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return month;
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'short', year: 'numeric' }).format(at);
}
