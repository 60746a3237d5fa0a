import type { Client } from '@temporalio/client';
import { caseWorkflowId, type CaseId } from '../domain/names.ts';
import { refundWorkflowId } from '../domain/refund-messages.ts';
import { GRPC, grpcStatus } from './grpc-status.ts';

/**
 * Deletes the histories of the ended runs of a case and of its payment's refunds. A running one stays: deleting would end it. The store has all that a
 * later event needs. Temporal deletes in its own time, and lists what has just ended as running.
 *
 * @returns whether nothing was listed any more, neither running nor ended
 */
export async function forgetHistories(client: Client, caseId: CaseId): Promise<boolean> {
  const ofRefunds = refundWorkflowId(`${caseId}:`);
  const lines = `refunds:${caseId}`;
  const query = `WorkflowId IN (${quoted(caseWorkflowId(caseId))}, ${quoted(lines)}) OR WorkflowId STARTS_WITH ${quoted(ofRefunds)}`;
  let isGone = true;
  for await (const { workflowId, runId, status } of client.workflow.list({ query })) {
    isGone = false;
    if (status.name !== 'RUNNING') await forgetRun(client, { workflowId, runId });
  }
  return isGone;
}

async function forgetRun(
  { options: { namespace }, workflowService }: Client,
  workflowExecution: { readonly workflowId: string; readonly runId: string },
): Promise<void> {
  await workflowService.deleteWorkflowExecution({ namespace, workflowExecution }).catch((error: unknown) => {
    // Somebody else was faster, or its time was over.
    if (grpcStatus(error) !== GRPC.notFound) throw error;
  });
}

/** As a query takes words: ids are made by providers and merchants, and may hold anything. */
function quoted(words: string): string {
  return `'${words.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
