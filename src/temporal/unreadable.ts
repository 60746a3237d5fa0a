import type { Client } from '@temporalio/client';
import { decodeOptionalFailureToOptionalError } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js';
import { UNREADABLE_FAILURE } from './encryption-codec.ts';

/** Events: a failed task is the last one, or followed by what came in since. */
const LOOKED_BACK = 20;

/**
 * What keeps a workflow from reading its own history, in the words of the error that says so; null when that is not what is wrong with it.
 * The words of any other failure may hold people's data and are not told.
 */
export async function unreadable(
  { workflowService, options: { namespace, loadedDataConverter } }: Client,
  execution: { readonly workflowId: string; readonly runId: string },
): Promise<string | null> {
  const { history } = await workflowService.getWorkflowExecutionHistoryReverse({
    namespace,
    execution,
    maximumPageSize: LOOKED_BACK,
  });
  const failures = (history?.events ?? []).flatMap(
    ({ workflowTaskFailedEventAttributes }) => workflowTaskFailedEventAttributes?.failure ?? [],
  );
  const [failure] = failures;
  if (failure?.applicationFailureInfo?.type !== UNREADABLE_FAILURE) return null;
  try {
    return (await decodeOptionalFailureToOptionalError(loadedDataConverter, failure))?.message ?? null;
  } catch {
    // Encrypted under a key that this process does not have either.
    return null;
  }
}
