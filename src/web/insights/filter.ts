import { PROVIDERS } from '../../domain/names.ts';
import type { Query } from '../client.ts';

/** By what the rulings are put together. */
export const GROUPINGS = ['reason', 'provider', 'month'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export type Measure = 'count' | 'net';

/** What the address bar says about what to look at. Days are UTC days, as those of the charts are. */
export interface InsightsFilter {
  /** `YYYY-MM-DD`; null for the API's own default. */
  readonly from: string | null;
  /** The last day, itself included. */
  readonly to: string | null;
  readonly provider: string | null;
  readonly merchantId: string | null;
  /** Null: the one most cases are in. */
  readonly currency: string | null;
  readonly by: Grouping;
  readonly measure: Measure;
}

const DAY = 24 * 60 * 60 * 1_000;

export function readFilter(params: URLSearchParams): InsightsFilter {
  return {
    from: dayOrNull(params.get('from')),
    to: dayOrNull(params.get('to')),
    provider: PROVIDERS.find((name) => name === params.get('provider')) ?? null,
    merchantId: params.get('merchant_id')?.trim() || null,
    currency: params.get('currency')?.trim().toLowerCase() || null,
    by: GROUPINGS.find((name) => name === params.get('by')) ?? 'reason',
    measure: params.get('measure') === 'net' ? 'net' : 'count',
  };
}

/** As the address bar has it; what is the default is left out. */
export function writeFilter({
  from,
  to,
  provider,
  merchantId,
  currency,
  by,
  measure,
}: InsightsFilter): string[][] {
  const entries: [string, string | null][] = [
    ['from', from],
    ['to', to],
    ['provider', provider],
    ['merchant_id', merchantId],
    ['currency', currency],
    ['by', by === 'reason' ? null : by],
    ['measure', measure === 'count' ? null : measure],
  ];
  return entries.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
}

/** The same as the API's parameters: moments, of which the later one is no more part of the range. */
export function filterQuery({ from, to, provider, merchantId }: InsightsFilter): Query {
  return {
    from: from && startOf(from),
    to: to && new Date(Date.parse(startOf(to)) + DAY).toISOString(),
    provider,
    merchant_id: merchantId,
  };
}

/** The range that ends today and is so many days long. */
export function lastDays(days: number, now: number): Pick<InsightsFilter, 'from' | 'to'> {
  return { from: dayOf(now - (days - 1) * DAY), to: dayOf(now) };
}

/** The days of a range whose end is no more part of it. */
export function daysOf({ from, to }: { readonly from: string; readonly to: string }) {
  return { from: dayOf(Date.parse(from)), to: dayOf(Date.parse(to) - 1) };
}

/** The day of a moment, in UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function startOf(day: string): string {
  return `${day}T00:00:00.000Z`;
}

/** Null for what is no day of the calendar, such as 30 February. */
function dayOrNull(text: string | null): string | null {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const at = Date.parse(startOf(text));
  return !Number.isNaN(at) && dayOf(at) === text ? text : null;
}
