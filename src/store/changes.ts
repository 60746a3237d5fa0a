import { z } from 'zod';
import type { CaseId } from '../domain/names.ts';
import type { CaseState } from '../domain/case.ts';
import type { Refund } from '../domain/refund.ts';
import type { Database, Queryable } from './database.ts';

/** Something that may look different now; whoever hears of it reads it again. */
export type Change =
  | { readonly kind: 'case'; readonly id: CaseId; readonly merchantId: string | null }
  | {
      readonly kind: 'refund';
      readonly id: string;
      readonly paymentId: string;
      readonly merchantId: string | null;
    }
  /** Some may have been missed: everything may look different. */
  | { readonly kind: 'resync' };

/** What changes in the store, by whatever process. */
export interface Changes {
  /**
   * Calls the listener with every change from now on, once it is committed. Begins with a `resync` as soon as nothing is missed any more.
   *
   * @returns how to stop
   */
  listen(listener: (change: Change) => void): () => void;
}

const CHANNEL = 'recourse_changes';

/** Bytes of a payload: PostgreSQL takes less than 8000. */
const LONGEST_PAYLOAD = 7_900;

const merchant = z.string().nullable();
const payload = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('case'), id: z.string(), merchantId: merchant }),
  z.object({ kind: z.literal('refund'), id: z.string(), paymentId: z.string(), merchantId: merchant }),
  z.object({ kind: z.literal('resync') }),
]);

/** Tells of a case that was written down, once the transaction is committed. */
export function tellOfCase(
  tx: Queryable,
  { id, merchantId }: Pick<CaseState, 'id' | 'merchantId'>,
): Promise<void> {
  return tell(tx, { kind: 'case', id, merchantId });
}

/** Tells of a refund that was written down, once the transaction is committed. */
export function tellOfRefund(tx: Queryable, { id, paymentId, merchantId }: Refund): Promise<void> {
  return tell(tx, { kind: 'refund', id, paymentId, merchantId });
}

async function tell(tx: Queryable, change: Change): Promise<void> {
  const words = JSON.stringify(change);
  const fits = Buffer.byteLength(words) < LONGEST_PAYLOAD;
  await tx.query('select pg_notify($1, $2)', [CHANNEL, fits ? words : JSON.stringify({ kind: 'resync' })]);
}

/** Listens at the database once, from the first listener on, whatever their number. */
export function createChanges(database: Database): Changes {
  const listeners = new Set<(change: Change) => void>();
  let isAsked = false;
  let isListening = false;
  const tellAll = (change: Change) => {
    for (const listener of listeners) listener(change);
  };
  return {
    listen(listener) {
      listeners.add(listener);
      if (isListening) listener({ kind: 'resync' });
      if (!isAsked) {
        isAsked = true;
        database.listen(CHANNEL, {
          heard: (words) => tellAll(changeIn(words)),
          missed: () => {
            isListening = true;
            tellAll({ kind: 'resync' });
          },
        });
      }
      return () => listeners.delete(listener);
    },
  };
}

/** What another version has to say may be about anything. */
function changeIn(words: string): Change {
  const { data } = payload.safeParse(parsed(words));
  return data ?? { kind: 'resync' };
}

function parsed(words: string): unknown {
  try {
    return JSON.parse(words);
  } catch {
    return null;
  }
}
