import { Context } from '@temporalio/activity';
import type { ProviderName } from '../domain/names.ts';
import type { ReconcileFailure, ReopenedBatch } from '../domain/reconcile-messages.ts';
import type { Batch } from '../store/unfinished.ts';
import type { Reopened } from '../temporal/gateway.ts';
import type { ActivityPorts } from './ports.ts';

/** One activity goes through so many: a history then stays short over a hundred thousand. */
const AT_ONCE = 1_000;
/** The first that could not be reopened, for people to look at. */
const FAILURES_KEPT = 10;

/** Activities that see that what is open in the records has its workflow. Repeating one changes nothing. */
export function createReopeningActivities({ store, toTemporal }: ActivityPorts) {
  return {
    /** Goes through open cases, after the one named. */
    reopenCases: (provider: ProviderName, after: string | null): Promise<ReopenedBatch> =>
      reopenAll(
        after,
        (place) => store.unfinished.cases(provider, place),
        (one) => toTemporal.reopen(one),
      ),

    /** Goes through refunds that are not settled, after the one named. */
    resumeRefunds: (provider: ProviderName, after: string | null): Promise<ReopenedBatch> =>
      reopenAll(
        after,
        (place) => store.unfinished.refunds(provider, place),
        (one) => toTemporal.resumeRefund(one),
      ),
  };
}

async function reopenAll<Open extends { readonly id: string }>(
  after: string | null,
  read: (after: string | null) => Promise<Batch<Open>>,
  reopen: (one: Open) => Promise<Reopened>,
): Promise<ReopenedBatch> {
  const came = { runs: 0, started: 0, caught_up: 0, failed: 0 };
  const failures: ReconcileFailure[] = [];
  let next = after;
  for (let looked = 0; looked < AT_ONCE;) {
    Context.current().heartbeat();
    const batch = await read(next);
    for (const one of batch.data) {
      Context.current().heartbeat();
      try {
        came[await reopen(one)] += 1;
      } catch (error) {
        came.failed += 1;
        if (failures.length < FAILURES_KEPT) failures.push(notReopened(one.id, error));
      }
    }
    looked += batch.data.length;
    next = batch.next;
    if (next === null) break;
  }
  const open = came.runs + came.started + came.caught_up + came.failed;
  return { open, started: came.started, caughtUp: came.caught_up, failures, next };
}

function notReopened(id: string, error: unknown): ReconcileFailure {
  const why = error instanceof Error ? error.message : String(error);
  return {
    what: 'records',
    kind: 'unavailable',
    message: `Whether ${id} has all it needs in Temporal could not be seen: ${why}`,
  };
}
