import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { CaseState } from '../domain/case.ts';
import { SECOND, type Millis } from '../domain/instant.ts';
import { MESSAGE, TASK_QUEUE } from '../domain/messages.ts';
import { REFUND_WORKFLOW, refundWorkflowId } from '../domain/refund-messages.ts';
import type { Refund } from '../domain/refund.ts';
import { requestOf } from '../domain/reconcile.ts';
import type { OpenCase } from '../store/unfinished.ts';
import { disputeCase } from './dispute-case.ts';
import type { Reopened } from './gateway.ts';
import { searchAttributes, type Receiver } from './messaging.ts';
import { requestRefund } from './refund-gateway.ts';

/** What the case knows has to be read out of its history first where no worker has it in memory. */
const ASK_WITHIN: Millis = 30 * SECOND;

/** See {@link CaseGateway.reopen}. */
export async function reopenCase(client: Client, openCase: OpenCase): Promise<Reopened> {
  const receiver = disputeCase(openCase.id, openCase, null);
  if (!(await isRunning(client, receiver.id))) {
    await start(client, receiver);
    return 'started';
  }
  // The snapshot was read before: a case that runs as it should knows at least as much.
  if ((await knownTo(client, receiver.id)) >= openCase.nextSeq) return 'runs';
  // It goes on from the records by itself, and takes along what it took in.
  await client.workflow.getHandle(receiver.id).signal(MESSAGE.seeRecords);
  return 'caught_up';
}

/** See {@link CaseGateway.resumeRefund}. What was paid before is found out by the refund itself. */
export async function resumeRefund(client: Client, refund: Refund): Promise<Reopened> {
  const id = refundWorkflowId(refund.id);
  if (await isRunning(client, id)) return 'runs';
  const request = requestOf(refund);
  // One whose money is accounted for is only followed, and holds up no other.
  if (refund.providerRefundId === null && request !== null) await requestRefund(client, request);
  else {
    const { provider, merchantId, paymentId } = refund;
    const summary = `Refund of ${provider} payment ${paymentId}`;
    const subject = { provider, merchantId, paymentId, standing: null };
    await start(client, { type: REFUND_WORKFLOW, id, input: { refund }, summary, subject });
  }
  return 'started';
}

async function isRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** How much a case's workflow knows: the number of its next time line entry. */
async function knownTo(client: Client, workflowId: string): Promise<number> {
  const state = await client.withDeadline(Date.now() + ASK_WITHIN, () =>
    client.workflow.getHandle(workflowId).query<CaseState>(MESSAGE.state),
  );
  return state.nextSeq;
}

async function start(client: Client, { type, id, input, summary, subject }: Receiver): Promise<void> {
  await client.workflow.start(type, {
    workflowId: id,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    taskQueue: TASK_QUEUE,
    args: [input],
    typedSearchAttributes: searchAttributes(subject),
    staticSummary: summary,
  });
}
