import type { Client } from '@temporalio/client';
import { caseWorkflowId, type CaseId } from '../domain/names.ts';
import { refundWorkflowId } from '../domain/refund-messages.ts';
import { GRPC, grpcStatus } from './grpc-status.ts';

/**
 * Deletes the histories of the ended runs of a case and of its payment's refunds. A running one stays: deleting would end it. The store has all that a
 * later event needs.
 */
export async function forgetHistories(client: Client, caseId: CaseId): Promise<void> {
  const ofRefunds = refundWorkflowId(`${caseId}:`);
  const lines = `refunds:${caseId}`;
  const query = `(WorkflowId IN (${quoted(caseWorkflowId(caseId))}, ${quoted(lines)}) OR WorkflowId STARTS_WITH ${quoted(ofRefunds)}) AND ExecutionStatus != "Running"`;
  const { namespace } = client.options;
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    await client.workflowService
      .deleteWorkflowExecution({ namespace, workflowExecution: { workflowId, runId } })
      .catch((error: unknown) => {
        // Somebody else was faster, or its time was over.
        if (grpcStatus(error) !== GRPC.notFound) throw error;
      });
  }
}

/** As a query takes words: ids are made by providers and merchants, and may hold anything. */
function quoted(words: string): string {
  return `'${words.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
