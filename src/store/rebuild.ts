import { z } from 'zod';
import type { CaseState } from '../domain/case.ts';
import type { CaseId } from '../domain/names.ts';
import { putRows } from './cases.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Database } from './database.ts';
import type { Rebuilt } from './store.ts';

/** Few enough that nobody who waits for one of them, or for the embedded database, notices. */
const BATCH = 100;

/** Where a step ends: its last case. */
const PLACE = z.tuple([z.string()]);

/**
 * Writes the rows of the next cases anew from their snapshots; there is no row without a case. Until it commits, whoever records one of them
 * waits, and so never has their newer row replaced by an older one.
 */
export async function rebuildReadModel(database: Database, cursor?: string): Promise<Rebuilt> {
  const [after] = cursor === undefined ? [null] : decodeCursor(cursor, PLACE);
  return await database.transaction(async (tx) => {
    const cases = await tx.query<{ id: CaseId; snapshot: CaseState }>(
      `select id, snapshot from cases where $1::text is null or id > $1 order by id limit ${BATCH} for no key update`,
      [after],
    );
    for (const { snapshot } of cases) await putRows(tx, snapshot);
    const last = cases.at(-1);
    return {
      cases: cases.length,
      cursor: last === undefined || cases.length < BATCH ? null : encodeCursor([last.id]),
    };
  });
}
