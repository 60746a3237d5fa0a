import { z } from 'zod';
import type { Actor } from '../domain/case.ts';
import { instant } from '../domain/instant.ts';
import type { CaseId } from '../domain/names.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Queryable } from './database.ts';
import type { KeptErasure } from './erasure.ts';
import type { Page } from './store.ts';

/** Where a page ends: the moment of asking (milliseconds, up to the year 9999) and the erasure. */
const PLACE = z.tuple([z.int().min(0).max(Date.UTC(9999, 0)), z.string()]);

interface ErasureRow {
  readonly id: string;
  readonly customer_hash: string;
  readonly asked_by: Actor;
  readonly asked_at: Date;
  readonly erased: readonly CaseId[];
  readonly waiting: readonly CaseId[];
}

const COLUMNS = `id, customer_hash, asked_by, asked_at,
  array(select case_id from erased_cases where erasure_id = id and not pending order by case_id) as erased,
  array(select case_id from erased_cases where erasure_id = id and pending order by case_id) as waiting`;

export async function readErasure(on: Queryable, id: string): Promise<KeptErasure> {
  const [row] = await on.query<ErasureRow>(`select ${COLUMNS} from erasures where id = $1`, [id]);
  if (row === undefined) throw new Error('an erasure that was just kept is not there');
  return erasureOf(row);
}

export async function listErasures(
  on: Queryable,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<KeptErasure>> {
  const [at, after] = cursor === undefined ? [null, null] : decodeCursor(cursor, PLACE);
  const rows = await on.query<ErasureRow>(
    `select ${COLUMNS}
     from erasures where $1::timestamptz is null or (asked_at, id) < ($1::timestamptz, $2::text)
     order by asked_at desc, id desc limit $3`,
    [at === null ? null : instant(at), after, limit + 1],
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(erasureOf),
    cursor:
      last === undefined || rows.length <= limit ? null : encodeCursor([last.asked_at.getTime(), last.id]),
  };
}

function erasureOf(row: ErasureRow): KeptErasure {
  const { id, customer_hash, asked_by, asked_at, erased, waiting } = row;
  return {
    id,
    customerHash: customer_hash,
    askedBy: asked_by,
    askedAt: asked_at.toISOString(),
    erased,
    waiting,
  };
}
