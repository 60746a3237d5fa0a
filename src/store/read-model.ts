import type { CaseState } from '../domain/case.ts';
import { READ_MODEL } from './case-row.ts';
import { putRows } from './cases.ts';
import type { Database } from './database.ts';

/** What lists, counts and figures are made from: rows that follow from the cases' snapshots. */
export interface ReadModel {
  /** Whether rows of an earlier version are left. Until they are made anew, lists, counts and figures may be wrong or incomplete. */
  isBehind(): Promise<boolean>;
  /**
   * Makes the next rows of an earlier version anew, in one transaction: what is done stays done whatever becomes of the process. Answers how many
   * cases' rows: 0 when none is left, null while another process is at it.
   */
  renew(): Promise<number | null>;
}

/** Few enough that nobody who waits for one of them, or for the embedded database, notices. */
const BATCH = 100;

/** Any number, the same in every process of Recourse: who holds this lock makes rows anew. */
const RENEWAL_LOCK = 7_263_817_552;

export function createReadModel(database: Database): ReadModel {
  return {
    async isBehind() {
      const rows = await database.query('select 1 from case_list where version < $1 limit 1', [READ_MODEL]);
      return rows.length > 0;
    },

    renew: () =>
      database.transaction(async (tx) => {
        const [lock] = await tx.query<{ taken: boolean }>('select pg_try_advisory_xact_lock($1) as taken', [
          RENEWAL_LOCK,
        ]);
        if (lock?.taken !== true) return null;
        // In the order in which every rebuild locks them, so that no two wait for each other.
        const cases = await tx.query<{ snapshot: CaseState }>(
          `select snapshot from cases
           where id in (select id from case_list where version < $1 order by version limit ${BATCH})
           order by id for no key update`,
          [READ_MODEL],
        );
        for (const { snapshot } of cases) await putRows(tx, snapshot);
        return cases.length;
      }),
  };
}
