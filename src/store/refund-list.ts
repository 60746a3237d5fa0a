import { z } from 'zod';
import { instant } from '../domain/instant.ts';
import type { Refund } from '../domain/refund.ts';
import { indexKey } from './column-values.ts';
import { Conditions } from './conditions.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Queryable } from './database.ts';
import { searchPatterns } from './search-words.ts';
import type { Page, RefundFilter, Store } from './store.ts';

/** Where a page ends: the moment of asking (milliseconds, up to the year 9999) and the refund. */
const PLACE = z.tuple([
  z
    .int()
    .min(0)
    .max(Date.UTC(9999, 11, 31, 23, 59, 59, 999)),
  z.string(),
]);

interface ListedRefund {
  readonly created_at: Date;
  readonly id: string;
  readonly record: Refund;
}

export async function listRefunds(
  on: Queryable,
  filter: RefundFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Refund>> {
  const conditions = conditionsOf(filter);
  if (cursor !== undefined) {
    const [createdAt, id] = decodeCursor(cursor, PLACE);
    conditions.add('(created_at, id) < (?, ?)', instant(createdAt), id);
  }
  const rows = await on.query<ListedRefund>(
    `select created_at, id, record from refunds
     where ${conditions.sql} order by created_at desc, id desc limit ${limit + 1}`,
    conditions.parameters,
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(({ record }) => record),
    cursor:
      last === undefined || rows.length <= limit ? null : encodeCursor([last.created_at.getTime(), last.id]),
  };
}

/** Refunds of any of these payments, newest first. */
export async function refundsOfPayments(
  on: Queryable,
  payments: Parameters<Store['refundsOfPayments']>[0],
): Promise<readonly Refund[]> {
  if (payments.length === 0) return [];
  const rows = await on.query<{ record: Refund }>(
    `select record from refunds where (payment_id, provider) in (select * from unnest($1::text[], $2::text[]))
     order by created_at desc, id desc`,
    [payments.map(({ paymentId }) => paymentId), payments.map(({ provider }) => provider)],
  );
  return rows.map(({ record }) => record);
}

function conditionsOf(filter: RefundFilter): Conditions {
  const conditions = new Conditions();
  const { provider, paymentId, merchantIds, status, needsAttention, neverStarted, q } = filter;
  if (provider !== undefined) conditions.add('provider = ?', provider);
  if (paymentId !== undefined) conditions.add('payment_id = ?', paymentId);
  if (merchantIds !== undefined)
    conditions.addOneOf(
      'merchant_id',
      merchantIds.map((id) => indexKey(id)),
    );
  if (status !== undefined) conditions.add('status = ?', status);
  if (needsAttention !== undefined) conditions.add('needs_attention = ?', needsAttention);
  if (neverStarted !== undefined) conditions.add('heard <> ?', neverStarted);
  for (const pattern of searchPatterns(q ?? ''))
    conditions.add("lower(concat_ws(' ', payment_id, key, provider_refund_id)) like ?", pattern);
  return conditions;
}
