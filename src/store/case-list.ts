import { z } from 'zod';
import type { CaseState } from '../domain/case.ts';
import { millis } from '../domain/instant.ts';
import { upgraded } from '../domain/upgrade.ts';
import { LIST_GROUP } from './case-row.ts';
import { indexKey } from './column-values.ts';
import { Conditions } from './conditions.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { customerKey } from './customer-keys.ts';
import type { Queryable } from './database.ts';
import { searchPatterns } from './search-words.ts';
import type { CaseFilter, Page } from './store.ts';

/** Where a page ends: the list's own order. */
const PLACE = z.tuple([z.literal(Object.values(LIST_GROUP)), z.int(), z.string()]);

interface ListedCase {
  readonly list_group: number;
  readonly list_rank: number;
  readonly id: string;
  readonly snapshot: CaseState;
}

export async function listCases(
  on: Queryable,
  filter: CaseFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<CaseState>> {
  const conditions = conditionsOf(filter);
  if (cursor !== undefined) {
    conditions.add('(list_group, list_rank, id) > (?, ?, ?)', ...decodeCursor(cursor, PLACE));
  }
  const rows = await on.query<ListedCase>(
    `select list_group, list_rank, id, snapshot from case_list join cases using (id)
     where ${conditions.sql} order by list_group, list_rank, id limit ${limit + 1}`,
    conditions.parameters,
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(({ snapshot }) => upgraded(snapshot)),
    cursor:
      last === undefined || rows.length <= limit
        ? null
        : encodeCursor([last.list_group, last.list_rank, last.id]),
  };
}

function conditionsOf(filter: CaseFilter): Conditions {
  const conditions = new Conditions();
  const {
    provider,
    merchantIds,
    paymentId,
    tab,
    stage,
    status,
    reason,
    needsAttention,
    dueBefore,
    customers,
    q,
  } = filter;
  if (provider !== undefined) conditions.add('provider = ?', provider);
  if (merchantIds !== undefined)
    conditions.addOneOf(
      'merchant_id',
      merchantIds.map((id) => indexKey(id)),
    );
  if (tab !== undefined) conditions.add('tab = ?', tab);
  if (paymentId !== undefined) conditions.add('payment_id = ?', indexKey(paymentId));
  if (stage !== undefined) conditions.add('stage = ?', stage);
  if (status !== undefined) conditions.add('status = ?', status);
  if (reason !== undefined) conditions.add('reason = ?', reason);
  if (needsAttention !== undefined) conditions.add('needs_attention = ?', needsAttention);
  if (dueBefore !== undefined)
    conditions.add(
      'list_group = ? and list_rank < ? and respond_by is not null',
      LIST_GROUP.due,
      millis(dueBefore),
    );
  if (customers !== undefined) conditions.add('customers && ?::text[]', customers.map(customerKey));
  for (const pattern of searchPatterns(q ?? '')) conditions.add('search like ?', pattern);
  return conditions;
}
