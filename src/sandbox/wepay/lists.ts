import { z } from 'zod';
import { invalid } from './refusal.ts';

/** WePay's page size when none is asked for, and the most it gives. */
const DEFAULT_PAGE = 10;
const LARGEST_PAGE = 50;

/** What a list is asked for, as far as one parameter goes. */
type Filter<T> = (entry: T, value: string) => boolean;

/** One list. Any parameter that is not among its filters is refused, because one the sandbox ignored would look right here only. */
export interface List<T> {
  readonly path: string;
  readonly filters: Readonly<Record<string, Filter<T>>>;
  /** Newest first. */
  readonly entries: readonly T[];
  readonly links: boolean;
}

/** From this moment on, and until this moment, in Unix seconds; both ends included. */
export function between<T>(name: string, timeOf: (entry: T) => number): Readonly<Record<string, Filter<T>>> {
  return {
    [`${name}_start`]: (entry, value) => timeOf(entry) >= unixSeconds(`${name}_start`, value),
    [`${name}_end`]: (entry, value) => timeOf(entry) <= unixSeconds(`${name}_end`, value),
  };
}

/**
 * Answers a list request: `{results, next, previous}`, where `next` and `previous` are paths with an opaque `page`. A number in `page` counts pages
 * from 1.
 *
 * @throws WepayRefusal 400 for a query it does not understand
 */
export function listPage<T extends { readonly id: string }>(
  query: URLSearchParams,
  { path, filters, entries, links }: List<T>,
): object {
  const { page, ...asked } = Object.fromEntries(query);
  const at = page === undefined || /^\d+$/.test(page) ? null : readToken(page);
  const { page_size: sizeAsked, ...wanted } = at === null ? asked : at.query;
  const size = pageSize(sizeAsked);
  const conditions = Object.entries(wanted).map(([name, value]) => {
    const filter = filters[name];
    if (filter === undefined) throw invalid('UNKNOWN_PARAMETER', `${name} is not known here.`);
    return (entry: T): boolean => filter(entry, value);
  });
  const found = entries.filter((entry) => conditions.every((holds) => holds(entry)));
  const from = at === null ? (Number(page ?? '1') - 1) * size : startOf(found, at.from);
  if (from < 0) throw invalid('INVALID_PAGE', 'page counts from 1.');
  const results = found.slice(from, from + size);
  const linkTo = (entry: T | undefined): string | null => {
    if (entry === undefined) return null;
    const token: Token = { query: { ...wanted, page_size: String(size) }, from: entry.id };
    return `${path}?page=${Buffer.from(JSON.stringify(token)).toString('base64url')}`;
  };
  if (!links) return { results, api_version: '3.0' };
  const previous = from === 0 ? null : linkTo(found[Math.max(0, from - size)]);
  return { results, next: linkTo(found[from + size]), previous, api_version: '3.0' };
}

const Token = z.object({ query: z.record(z.string(), z.string()), from: z.string() });
/** What an opaque `page` stands for: the query it continues, and the entry the page begins with. */
type Token = z.infer<typeof Token>;

function readToken(page: string): Token {
  try {
    return Token.parse(JSON.parse(Buffer.from(page, 'base64url').toString()));
  } catch {
    throw invalid('INVALID_PAGE', 'page is none that this list gave.');
  }
}

function startOf(found: readonly { readonly id: string }[], id: string): number {
  const at = found.findIndex((entry) => entry.id === id);
  return at === -1 ? found.length : at;
}

function pageSize(asked: string | undefined): number {
  const size = Number(asked ?? DEFAULT_PAGE);
  if (Number.isInteger(size) && size >= 1 && size <= LARGEST_PAGE) return size;
  throw invalid('INVALID_PAGE_SIZE', `page_size is a number from 1 to ${LARGEST_PAGE}.`);
}

function unixSeconds(name: string, value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw invalid('INVALID_TIME', `${name} is a time in Unix seconds.`);
}
