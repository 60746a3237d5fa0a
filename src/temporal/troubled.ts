import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { DAY, instant, type Millis, SECOND } from '../domain/instant.ts';
import { DISPUTE_WORKFLOW } from '../domain/messages.ts';
import { CASE_WORKFLOW_PREFIX } from '../domain/names.ts';
import { REFUND_WORKFLOW, REFUNDS_WORKFLOW } from '../domain/refund-messages.ts';
import { MERCHANT_ID } from '../workflows/search-attributes.ts';
import type { TroubledWorkflow } from './gateway.ts';
import { GRPC, grpcStatus } from './grpc-status.ts';
import { unreadable } from './unreadable.ts';

const DEADLINE: Millis = 2 * SECOND;
/** More of them nobody looks through. */
const SHOWN = 50;
const LOOKED_BACK: Millis = 7 * DAY;

/** Comparisons with a provider fail so that people see what could not be read, which is shown where the provider is. */
const WATCHED = `WorkflowType IN ${oneOf([DISPUTE_WORKFLOW, REFUNDS_WORKFLOW, REFUND_WORKFLOW])}`;

/** Set by the server once a workflow's tasks have failed several times in a row, and taken away when one succeeds. */
const STUCK = `TemporalReportedProblems IN ${oneOf(['category=WorkflowTaskFailed', 'category=WorkflowTaskTimedOut'])}`;

const ENDED: Readonly<Record<string, string>> = {
  FAILED: 'failed',
  TERMINATED: 'was terminated',
  TIMED_OUT: 'timed out',
};

/** Workflows whose code cannot go on, and those that ended in the last week without coming to their end, unless a later run goes on in their place. */
export async function troubledWorkflows(client: Client): Promise<readonly TroubledWorkflow[]> {
  const since = instant(Date.now() - LOOKED_BACK);
  return await client.withDeadline(Date.now() + DEADLINE, async () => {
    const [stuck, ended] = await Promise.all([
      listed(client, `${WATCHED} AND ExecutionStatus = "Running" AND ${STUCK}`).catch(noneWhereUnknown),
      listed(
        client,
        `${WATCHED} AND ExecutionStatus IN ("Failed", "Terminated", "TimedOut") AND CloseTime > "${since}"`,
      ),
    ]);
    const isLatest = await Promise.all(ended.map((workflow) => isLatestRun(client, workflow)));
    const standing = await Promise.all(stuck.map((workflow) => stuckWorkflow(client, workflow)));
    return [...standing, ...ended.filter((_, index) => isLatest[index]).map(endedWorkflow)];
  });
}

/** See {@link CaseGateway.runningCases}. */
export async function runningCases(client: Client): Promise<number> {
  const query = `WorkflowType = "${DISPUTE_WORKFLOW}" AND ExecutionStatus = "Running"`;
  const { count } = await client.withDeadline(Date.now() + DEADLINE, () => client.workflow.count(query));
  return count;
}

/** An older server has no such attribute, and says that the query is malformed. */
function noneWhereUnknown(error: unknown): readonly WorkflowExecutionInfo[] {
  if (grpcStatus(error) === GRPC.invalidArgument) return [];
  throw error;
}

async function listed(client: Client, query: string): Promise<readonly WorkflowExecutionInfo[]> {
  const workflows: WorkflowExecutionInfo[] = [];
  for await (const workflow of client.workflow.list({ query, pageSize: SHOWN })) {
    workflows.push(workflow);
    if (workflows.length === SHOWN) break;
  }
  return workflows;
}

/** A webhook or a comparison starts a case anew that somebody had terminated: nothing is wrong with it any more. */
async function isLatestRun(client: Client, { workflowId, runId }: WorkflowExecutionInfo): Promise<boolean> {
  const latest = await client.workflow.getHandle(workflowId).describe();
  return latest.runId === runId;
}

async function stuckWorkflow(client: Client, workflow: WorkflowExecutionInfo): Promise<TroubledWorkflow> {
  const why = await unreadable(client, workflow);
  return {
    ...identity(workflow),
    what: `Its workflow cannot go on: its tasks fail again and again.${why === null ? '' : ` ${why}`}`,
    since: null,
  };
}

function endedWorkflow(workflow: WorkflowExecutionInfo): TroubledWorkflow {
  const { status, closeTime } = workflow;
  return {
    ...identity(workflow),
    what: `Its workflow ${ENDED[status.name] ?? 'ended'} before it was done.`,
    since: closeTime?.toISOString() ?? null,
  };
}

function identity({ workflowId, typedSearchAttributes }: WorkflowExecutionInfo) {
  return {
    workflowId,
    caseId: workflowId.startsWith(CASE_WORKFLOW_PREFIX)
      ? workflowId.slice(CASE_WORKFLOW_PREFIX.length)
      : null,
    merchantId: typedSearchAttributes.get(MERCHANT_ID) ?? null,
  };
}

function oneOf(values: readonly string[]): string {
  return `(${values.map((value) => `"${value}"`).join(', ')})`;
}
