import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError, type Client, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, TypedSearchAttributes } from '@temporalio/common';
import { type Instant, SECOND } from '../domain/instant.ts';
import { TASK_QUEUE } from '../domain/messages.ts';
import type { ProviderName } from '../domain/names.ts';
import {
  NOT_ALL_READ,
  RECONCILE_PROGRESS,
  RECONCILE_WORKFLOW,
  type ReconcileInput,
  type Reconciliation,
  reconcileWorkflowId,
} from '../domain/reconcile-messages.ts';
import { PROVIDER } from '../workflows/search-attributes.ts';
import { isTransient } from './grpc-status.ts';

/** Thrown when somebody ended a comparison before it was done. */
export class ReconciliationEndedError extends Error {
  override readonly name = 'ReconciliationEndedError';
}

/** A comparison that runs, whoever watches. */
export interface RunningReconciliation {
  readonly workflowId: string;
  /** How far it has come; null while nobody can tell. */
  progress(): Promise<Reconciliation | null>;
  /**
   * What came of it, once it has ended; with failures in it when not everything could be read. Outlasts a Temporal that is away for a while.
   *
   * @throws ReconciliationEndedError
   */
  result(): Promise<Reconciliation>;
}

/** Compares a provider with the cases, by hand; joins the run that was started the same way and goes on still. */
export async function startReconciliation(
  client: Client,
  provider: ProviderName,
  since: Instant,
): Promise<RunningReconciliation> {
  const input: ReconcileInput = { provider, since, records: true };
  const handle = await client.workflow.start(RECONCILE_WORKFLOW, {
    workflowId: reconcileWorkflowId(provider, since),
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    taskQueue: TASK_QUEUE,
    args: [input],
    typedSearchAttributes: new TypedSearchAttributes([{ key: PROVIDER, value: provider }]),
    staticSummary: `Compare with ${provider}: since ${since}, by hand`,
  });
  return {
    workflowId: handle.workflowId,
    progress: () => progressOf(client, handle),
    result: () => resultOf(handle),
  };
}

async function progressOf(client: Client, handle: WorkflowHandle): Promise<Reconciliation | null> {
  try {
    // Whichever run goes on now: the one that was started may have been continued as new.
    const latest = client.workflow.getHandle(handle.workflowId);
    return await client.withDeadline(Date.now() + 2 * SECOND, () =>
      latest.query<Reconciliation>(RECONCILE_PROGRESS),
    );
  } catch {
    return null;
  }
}

async function resultOf(handle: WorkflowHandle): Promise<Reconciliation> {
  for (;;) {
    try {
      const result: Reconciliation = await handle.result();
      return result;
    } catch (error) {
      if (error instanceof WorkflowFailedError) return reconciliationIn(error);
      if (!isTransient(error)) throw error;
      await sleep(SECOND);
    }
  }
}

function reconciliationIn(error: WorkflowFailedError): Reconciliation {
  const { cause } = error;
  if (cause instanceof ApplicationFailure && cause.type === NOT_ALL_READ) {
    const [result] = cause.details ?? [];
    if (isReconciliation(result)) return result;
  }
  const why = cause?.message ?? error.message;
  throw new ReconciliationEndedError(`The comparison was ended before it was done: ${why}`, { cause: error });
}

function isReconciliation(value: unknown): value is Reconciliation {
  return typeof value === 'object' && value !== null && 'failures' in value && 'findings' in value;
}
