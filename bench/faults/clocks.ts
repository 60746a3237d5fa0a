import { isGrpcServiceError } from '@temporalio/client';
import { MINUTE, SECOND, type Millis } from '../../src/domain/instant.ts';
import type { ConnectedClient } from '../../src/temporal/connection.ts';
import { skipTime } from '../../test/setup/time.ts';

/** The clocks of cases and refunds, which can be moved forward. */
export interface Clocks {
  /** By how much each was moved, in milliseconds, by workflow id. */
  readonly skipped: ReadonlyMap<string, Millis>;
  /** Moves on those that wait for nothing but their clock. False when none of them can be moved any further: each is at the most there is, or over. */
  moveOn(workflowIds: readonly string[]): Promise<boolean>;
}

const STEP: Millis = 3 * MINUTE;
/**
 * More is never skipped: a little more than the quarter of an hour that finding out about a lost answer takes, and far less than there is between the
 * policy's moment and any planned deadline. So what is unanswered when a run ends has missed nothing by the skipping.
 */
const MOST: Millis = 18 * MINUTE;
/** `temporal.api.enums.v1.WorkflowExecutionStatus`. */
const RUNNING = 1;
/** Between two steps of one clock it gets the time to act. */
const BETWEEN: Millis = 3 * SECOND;

export function clocksOf(client: ConnectedClient, namespace: string): Clocks {
  const skipped = new Map<string, Millis>();
  const movedAt = new Map<string, number>();
  return {
    skipped,
    async moveOn(workflowIds) {
      let isMovable = false;
      for (const id of workflowIds) {
        const before = skipped.get(id) ?? 0;
        const isActing = Date.now() - (movedAt.get(id) ?? 0) < BETWEEN;
        isMovable ||= isActing;
        if (isActing || before + STEP > MOST) continue;
        try {
          const state = await stateOf(client, namespace, id);
          isMovable ||= state !== 'over';
          if (state !== 'waits') continue;
          await client.connection.withDeadline(Date.now() + 10 * SECOND, () =>
            skipTime(client.connection, namespace, id, STEP),
          );
          skipped.set(id, before + STEP);
          movedAt.set(id, Date.now());
        } catch (error) {
          // It has not begun or is over, or the server is away.
          if (
            !isGrpcServiceError(error) &&
            !(error instanceof Error && error.name === 'WorkflowNotFoundError')
          )
            throw error;
        }
      }
      return isMovable;
    },
  };
}

/** `waits`: for nothing but its clock. */
async function stateOf(
  { connection }: ConnectedClient,
  namespace: string,
  workflowId: string,
): Promise<'over' | 'works' | 'waits'> {
  const { workflowExecutionInfo, pendingActivities, pendingWorkflowTask } =
    await connection.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } });
  if (Number(workflowExecutionInfo?.status) !== RUNNING) return 'over';
  return pendingActivities.length === 0 && (pendingWorkflowTask ?? null) === null ? 'waits' : 'works';
}
