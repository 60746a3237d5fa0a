import type { Whop } from '@whop/sdk';
import type { z } from 'zod';
import { callWhop, type RequestLimits } from './client.ts';
import { unreadable } from './errors.ts';
import type { Operation } from './operations.ts';
import { pagePayload } from './payloads.ts';

/** Entries asked for at once: what Whop gives at most where it names a limit. Of a smaller page the cursor leads on all the same. */
const PAGE_SIZE = 100;

/** A list, and which part of it is wanted. */
interface PageRequest<Entry> {
  readonly operation: Operation;
  readonly path: string;
  readonly filter: Readonly<Record<string, string>>;
  /** Where the page before ended; null for the first page. */
  readonly cursor: string | null;
  readonly entry: z.ZodType<Entry>;
}

export interface Page<Entry> {
  readonly entries: readonly Entry[];
  /** The cursor of the page after; null on the last one. */
  readonly next: string | null;
}

/**
 * Reads one page of a list, newest first, with one request. It asks by path rather than by the SDK's own `list`, which takes any answer
 * without a list for an empty one: a payment would then seem never refunded.
 *
 * @throws ProviderError; `unreadable` also when an entry has no id or the list leads back to where it was
 */
export async function readPage<Entry>(
  client: Whop,
  { operation, path, filter, cursor, entry }: PageRequest<Entry>,
  limits: RequestLimits,
): Promise<Page<Entry>> {
  const query = {
    ...filter,
    direction: 'desc',
    first: PAGE_SIZE,
    ...(cursor !== null && { after: cursor }),
  };
  const answer = await callWhop(operation, limits, (options) => client.get(path, { query, ...options }));
  const page = pagePayload.safeParse(answer);
  if (!page.success) throw unreadable(operation);
  const entries = entry.array().safeParse(page.data.data);
  if (!entries.success) throw unreadable(operation);
  const next = nextCursor(page.data);
  if (next === undefined || (next !== null && next === cursor)) throw unreadable(operation);
  return { entries: entries.data, next };
}

/**
 * The last page carries a cursor too, so what says whether there are more comes first; without it, a cursor after some entries does.
 *
 * @returns null on the last page, undefined when there are more and nothing leads there
 */
function nextCursor({ data, page_info }: z.infer<typeof pagePayload>): string | null | undefined {
  const { end_cursor: end, has_next_page: more } = page_info;
  if (more === null) return data.length === 0 ? null : end;
  return more ? (end ?? undefined) : null;
}
