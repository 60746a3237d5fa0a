import type { CaseState } from '../domain/case.ts';
import type { CaseId } from '../domain/names.ts';
import { putRow } from './cases.ts';
import type { Database } from './database.ts';
import type { Rebuilt } from './store.ts';

/** Few enough that nobody who waits for one of them, or for the embedded database, notices. */
const BATCH = 100;

/**
 * Writes the rows of the next cases anew from their snapshots; there is no row without a case. Until it commits, whoever records one of them waits, and so never has their
 * newer row replaced by an older one.
 */
export async function rebuildReadModel(database: Database, after: CaseId | null): Promise<Rebuilt> {
  return await database.transaction(async (tx) => {
    const cases = await tx.query<{ id: CaseId; snapshot: CaseState }>(
      `select id, snapshot from cases where $1::text is null or id > $1 order by id limit ${BATCH} for no key update`,
      [after],
    );
    for (const { snapshot } of cases) await putRow(tx, snapshot);
    const last = cases.at(-1);
    return { cases: cases.length, next: cases.length < BATCH ? null : (last?.id ?? null) };
  });
}
