import { z } from 'zod';
import { instant } from '../../domain/instant.ts';
import type { Position, Slice } from '../documents.ts';
import { badRequest, notFound } from './refusal.ts';

/** Whop's page size when none is asked for, and the most it gives. */
const DEFAULT_PAGE = 10;
const LARGEST_PAGE = 100;

const count = z.coerce.number().int().min(1).max(LARGEST_PAGE);
const moment = z.iso.datetime({ offset: true }).transform((at) => instant(Date.parse(at)));

/**
 * What every list takes. Strict, because a filter the sandbox does not know would otherwise be ignored in silence, and a program that
 * relies on it would look right here and be wrong at Whop.
 */
const ListQuery = z.strictObject({
  company_id: z.string().optional(),
  created_after: moment.optional(),
  created_before: moment.optional(),
  direction: z.enum(['asc', 'desc']).default('desc'),
  first: count.optional(),
  last: count.optional(),
  after: z.string().optional(),
  before: z.string().optional(),
});

/** What a list of things that belong to payments takes as well. */
const ListOfPaymentQuery = ListQuery.extend({ payment_id: z.string().optional() });

/** One page, newest first unless asked otherwise, in the form the SDK's `CursorPage` reads. */
interface Page<T> {
  readonly data: readonly T[];
  readonly page_info: {
    readonly end_cursor: string | null;
    readonly start_cursor: string | null;
    readonly has_next_page: boolean;
    readonly has_previous_page: boolean;
  };
}

/** How one list differs from another. */
interface ListRules {
  readonly companyId: string;
  /** It is refused without a `company_id`. */
  readonly needsCompany: boolean;
  /** It can be narrowed to one payment. */
  readonly byPayment?: boolean;
}

/**
 * Answers a list request. The last page carries an `end_cursor` too, as Relay-style lists do: whoever follows it gets an empty page.
 *
 * @param list - reads one slice of the objects
 * @throws WhopRefusal 400 for a query it does not understand, 404 for a company it does not know
 */
export function listPage<T extends { readonly id: string; readonly created_at: string | null }>(
  query: URLSearchParams,
  list: (slice: Slice) => T[],
  { companyId, needsCompany, byPayment = false }: ListRules,
): Page<T> {
  const asked = parseQuery(query, byPayment ? ListOfPaymentQuery : ListQuery);
  if (needsCompany && asked.company_id === undefined) throw badRequest('company_id is required.');
  if (asked.company_id !== undefined && asked.company_id !== companyId) throw notFound('Company');
  const backwards = asked.last !== undefined && asked.first === undefined;
  const limit = asked.first ?? asked.last ?? DEFAULT_PAGE;
  const after = asked.after === undefined ? undefined : readCursor(asked.after);
  const before = asked.before === undefined ? undefined : readCursor(asked.before);
  const found = list({
    createdAfter: asked.created_after,
    createdBefore: asked.created_before,
    paymentId: asked.payment_id,
    // The last n are the first n of the list turned around.
    oldestFirst: (asked.direction === 'asc') !== backwards,
    after: backwards ? before : after,
    before: backwards ? after : before,
    limit: limit + 1,
  });
  const data = found.slice(0, limit);
  if (backwards) data.reverse();
  const more = found.length > limit;
  return {
    data,
    page_info: {
      start_cursor: cursorOf(data[0]),
      end_cursor: cursorOf(data.at(-1)),
      has_next_page: backwards ? before !== undefined : more,
      has_previous_page: backwards ? more : after !== undefined,
    },
  };
}

/** The page with each entry as the list shows it. */
export function listed<T>(
  page: { readonly data: readonly T[]; readonly page_info: object },
  show: (item: T) => object,
): object {
  return { ...page, data: page.data.map(show) };
}

function parseQuery(
  query: URLSearchParams,
  schema: typeof ListQuery | typeof ListOfPaymentQuery,
): z.infer<typeof ListOfPaymentQuery> {
  const given = [...query].filter(([, value]) => value !== '');
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw badRequest(
    parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`.trim()).join('; '),
  );
}

function cursorOf(
  object: { readonly id: string; readonly created_at: string | null } | undefined,
): string | null {
  if (object === undefined) return null;
  return Buffer.from(JSON.stringify([object.created_at, object.id])).toString('base64url');
}

const Cursor = z.tuple([z.string(), z.string()]);

function readCursor(cursor: string): Position {
  try {
    const [createdAt, id] = Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { createdAt, id };
  } catch {
    throw badRequest('The cursor is not one this list gave.');
  }
}
