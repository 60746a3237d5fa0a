import type { RefundCalls } from '../domain/refund.ts';
import type { Database } from './database.ts';

/**
 * How often a refund's call was sent, written down before it is: a workflow that was made anew, or restored from an older back-up, knows of fewer, and by
 * that learns that one may have been made already.
 */
export interface RefundCallLog {
  /** Null when none was ever sent. */
  load(refundId: string): Promise<RefundCalls | null>;
  /**
   * Puts down one more call, unless more than `known` were sent: then nothing may be sent.
   *
   * @param calls - what stood before the earliest call whose effect is not known, for whoever has to find out
   * @returns whether it was put down
   */
  add(refundId: string, known: number, calls: Omit<RefundCalls, 'sent'>): Promise<boolean>;
}

export function createRefundCallLog(database: Database): RefundCallLog {
  return {
    async load(refundId) {
      const [row] = await database.query<{ sent: number; course: Omit<RefundCalls, 'sent'> }>(
        'select sent, course from refund_calls where refund_id = $1',
        [refundId],
      );
      return row === undefined ? null : { sent: row.sent, ...row.course };
    },

    async add(refundId, known, course) {
      const added = await database.query(
        `insert into refund_calls (refund_id, sent, course) values ($1, $2 + 1, $3)
         on conflict (refund_id) do update set sent = excluded.sent, course = excluded.course
         where refund_calls.sent <= $2 returning sent`,
        [refundId, known, JSON.stringify(course)],
      );
      return added.length > 0;
    },
  };
}
