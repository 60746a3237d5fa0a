import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Reconciliation, ReopenedBatch, ReopenedCounts } from '../domain/reconcile-messages.ts';
import type { ProviderName } from '../domain/names.ts';

const { reopenCases, resumeRefunds } = proxyActivities<Activities>({
  startToCloseTimeout: '1h',
  heartbeatTimeout: '1m',
  retry: { initialInterval: '2s', maximumInterval: '1m', maximumAttempts: 8 },
});

/** Sees that all a provider has open in the records has its workflow: after Temporal's own state was lost, or an older copy of it was restored. */
export async function reopenFromRecords(provider: ProviderName, progress: Reconciliation): Promise<void> {
  const summary = 'See that open cases of the records run';
  const cases = await all(progress, (after) =>
    reopenCases.executeWithOptions({ summary }, [provider, after]),
  );
  const summaryOfRefunds = 'See that unsettled refunds of the records run';
  const refunds = await all(progress, (after) =>
    resumeRefunds.executeWithOptions({ summary: summaryOfRefunds }, [provider, after]),
  );
  progress.records = { cases, refunds };
}

async function all(
  progress: Reconciliation,
  reopen: (after: string | null) => Promise<ReopenedBatch>,
): Promise<ReopenedCounts> {
  const counts = { open: 0, started: 0, caughtUp: 0 };
  for (let after: string | null = null; ;) {
    const batch = await reopen(after);
    counts.open += batch.open;
    counts.started += batch.started;
    counts.caughtUp += batch.caughtUp;
    progress.failures = [...progress.failures, ...batch.failures];
    after = batch.next;
    if (after === null) return counts;
  }
}
