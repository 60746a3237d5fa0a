import type { z } from 'zod';
import type { ListedPage } from '../provider.ts';
import type { RequestLimits, WepayClient } from './client.ts';
import { unreadable } from './errors.ts';
import type { Operation } from './operations.ts';
import { pagePayload } from './payloads.ts';

/** The most entries WePay gives at once. */
const PAGE_SIZE = 50;

/** A list, and which part of it is wanted. */
interface PageRequest<Entry> {
  readonly operation: Operation;
  readonly path: string;
  readonly filter: Readonly<Record<string, string>>;
  /** The path and query of the page after the one before; null for the first page. */
  readonly cursor: string | null;
  readonly entry: z.ZodType<Entry>;
}

/**
 * Reads one page of a list with one request.
 *
 * @throws ProviderError; `unreadable` also when an entry has no id or the list leads back to where it was
 */
export async function readPage<Entry>(
  client: WepayClient,
  { operation, path, filter, cursor, entry }: PageRequest<Entry>,
  limits: RequestLimits,
): Promise<ListedPage<Entry>> {
  const first = new URLSearchParams({ ...filter, page_size: String(PAGE_SIZE) });
  const at = cursor ?? `${path}?${first.toString()}`;
  if (!at.startsWith('/')) throw unreadable(operation);
  const page = pagePayload.safeParse(await client.get(operation, at, limits));
  if (!page.success) throw unreadable(operation);
  const entries = entry.array().safeParse(page.data.results);
  if (!entries.success) throw unreadable(operation);
  const { next } = page.data;
  const following = next === undefined ? counted(at, entries.data.length) : followed(next, client.address);
  if (following === undefined || following === at) throw unreadable(operation);
  return { entries: entries.data, next: following };
}

/** Every page of a list; each entry once, since a page may repeat one of the page before. */
export async function readPages<Entry extends { readonly id: string }>(
  client: WepayClient,
  list: Omit<PageRequest<Entry>, 'cursor'>,
  limits: RequestLimits,
): Promise<readonly Entry[]> {
  const found = new Map<string, Entry>();
  let cursor: string | null = null;
  do {
    const before = found.size;
    const page: ListedPage<Entry> = await readPage(client, { ...list, cursor }, limits);
    for (const entry of page.entries) found.set(entry.id, entry);
    cursor = page.next;
    if (cursor !== null && found.size === before) throw unreadable(list.operation);
  } while (cursor !== null);
  return [...found.values()];
}

/**
 * Where `next` leads: its path and query, which are asked for at the address the list came from. A whole address that names another machine is
 * never gone to.
 *
 * @returns null on the last page, undefined when it leads nowhere
 */
function followed(next: string | null, address: string): string | null | undefined {
  if (next === null || next === '') return null;
  const url = URL.parse(next.startsWith(address) ? next.slice(address.length) : next, address);
  return url === null ? undefined : url.pathname + url.search;
}

/** The page after, where the answer does not say: there is one as long as pages come full. */
function counted(at: string, entries: number): string | null {
  if (entries < PAGE_SIZE) return null;
  const [path = '', query = ''] = at.split('?', 2);
  const search = new URLSearchParams(query);
  search.set('page', String(Number(search.get('page') ?? '1') + 1));
  return `${path}?${search.toString()}`;
}
