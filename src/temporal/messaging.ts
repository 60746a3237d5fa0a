import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure, TypedSearchAttributes, type SearchAttributePair } from '@temporalio/common';
import { SECOND, type Millis } from '../domain/instant.ts';
import { REFUSED_FAILURE, TASK_QUEUE, type Refusal } from '../domain/messages.ts';
import type { ProviderName } from '../domain/names.ts';
import {
  caseAttributes,
  type CaseStanding,
  MERCHANT_ID,
  PAYMENT_ID,
  PROVIDER,
} from '../workflows/search-attributes.ts';
import { CaseClosedError, NoWorkerError, RefusedError, TemporalUnavailableError } from './gateway.ts';
import { GRPC, grpcDetails, grpcStatus, isTransient } from './grpc-status.ts';
import { temporalHealth } from './health.ts';

/** A provider waits for its answer, and repeats a webhook that got none: three seconds are long enough to know. */
const SIGNAL_DEADLINE: Millis = 3 * SECOND;
/** A person waits; a worker answers in milliseconds or is not there. */
const UPDATE_DEADLINE: Millis = 5 * SECOND;
/** How soon an act is carried again to a workflow that could not take it. */
const UPDATE_AGAIN: Millis = SECOND / 5;

/** What a workflow can be found by from its first moment; the rest it adds itself. */
export interface Subject {
  readonly provider: ProviderName;
  readonly merchantId: string | null;
  readonly paymentId: string | null;
  /** How a case stands by what is sent to it; what it turns out to be otherwise it corrects. Null for what is no case. */
  readonly standing: CaseStanding | null;
}

/** A workflow that takes signals, and is started by the first of them. */
export interface Receiver {
  /** Its registered name. */
  readonly type: string;
  readonly id: string;
  readonly input: unknown;
  readonly summary: string;
  readonly subject: Subject;
}

/**
 * Sends a signal, durable once this returns.
 *
 * @throws TemporalUnavailableError
 */
export async function signal(
  client: Client,
  { type, id, input, summary, subject }: Receiver,
  name: string,
  content: unknown,
): Promise<void> {
  try {
    await client.withDeadline(Date.now() + SIGNAL_DEADLINE, () =>
      client.workflow.signalWithStart(type, {
        workflowId: id,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        taskQueue: TASK_QUEUE,
        args: [input],
        signal: name,
        signalArgs: [content],
        typedSearchAttributes: searchAttributes(subject),
        staticSummary: summary,
      }),
    );
  } catch (error) {
    throw isTransient(error) || lacksSearchAttributes(error) ? unavailable(error) : error;
  }
}

/**
 * Carries a person's act to a workflow and brings its answer back.
 *
 * @throws RefusedError, CaseClosedError when the workflow does not run, NoWorkerError when it could not take the act in time, TemporalUnavailableError
 */
export async function update<Result>(
  client: Client,
  workflowId: string,
  name: string,
  request: unknown,
  idempotencyKey?: string,
): Promise<Result> {
  const handle = client.workflow.getHandle(workflowId);
  const id = idempotencyKey === undefined ? randomUUID() : updateId(name, request);
  const deadline = Date.now() + UPDATE_DEADLINE;
  try {
    return await client.withDeadline(deadline, () =>
      untilTaken(deadline, () =>
        handle.executeUpdate<Result, [unknown]>(name, { args: [request], updateId: id }),
      ),
    );
  } catch (error) {
    throw await updateError(client, error);
  }
}

/** What a workflow is found by. */
export function searchAttributes({ standing, ...subject }: Subject): TypedSearchAttributes {
  const { provider, merchantId, paymentId } = subject;
  const attributes =
    standing === null
      ? [
          { key: PROVIDER, value: provider },
          { key: MERCHANT_ID, value: merchantId },
          { key: PAYMENT_ID, value: paymentId },
        ]
      : caseAttributes(subject, standing);
  return new TypedSearchAttributes(
    attributes.filter((pair): pair is SearchAttributePair => pair.value !== null),
  );
}

/**
 * The same for the same request under the same key, so that a repeat joins an update that is still in progress. The whole request is in it: a
 * key that comes back with another request must reach the workflow, which refuses it.
 */
function updateId(name: string, request: unknown): string {
  return `${name}-${createHash('sha256').update(JSON.stringify(request)).digest('hex')}`;
}

/** Repeats what came at a bad moment, with the same update id, so that nothing can happen twice. */
async function untilTaken<Result>(deadline: number, carry: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await carry();
    } catch (error) {
      if (!isNotTaken(error) || Date.now() + UPDATE_AGAIN >= deadline) throw error;
    }
    await sleep(UPDATE_AGAIN);
  }
}

/**
 * Whether the workflow runs and could not take an update just then, of which nothing is left in its history. The server says so when a signal came while
 * a task that took the update also ended the run, which drops the whole task, and while a workflow's tasks fail; the SDK while a run has not read its
 * case yet and so listens to nothing.
 */
function isNotTaken(error: unknown): boolean {
  if (error instanceof WorkflowUpdateFailedError)
    return error.cause?.message.startsWith('No registered handler for update') === true;
  return grpcStatus(error) === GRPC.failedPrecondition;
}

async function updateError(client: Client, error: unknown): Promise<unknown> {
  if (error instanceof WorkflowNotFoundError) {
    return new CaseClosedError('This case is closed: its workflow is not running.', { cause: error });
  }
  if (isNotTaken(error))
    return new NoWorkerError('The workflow could not take it in time.', { cause: error });
  if (error instanceof WorkflowUpdateFailedError) {
    const refusal = refusalIn(error.cause);
    return refusal === null ? error : new RefusedError(refusal);
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    const { server } = await temporalHealth(client, TASK_QUEUE);
    return server ? new NoWorkerError('No worker answered in time.', { cause: error }) : unavailable(error);
  }
  return isTransient(error) ? unavailable(error) : error;
}

function refusalIn(cause: Error | undefined): Refusal | null {
  if (!(cause instanceof ApplicationFailure) || cause.type !== REFUSED_FAILURE) return null;
  const [refusal] = cause.details ?? [];
  return isRefusal(refusal) ? refusal : null;
}

function isRefusal(detail: unknown): detail is Refusal {
  return typeof detail === 'object' && detail !== null && 'kind' in detail && 'message' in detail;
}

function unavailable(cause: unknown): TemporalUnavailableError {
  return new TemporalUnavailableError('Temporal does not answer.', { cause });
}

/** The first minute of a namespace: see `searchAttributesKnown`. */
function lacksSearchAttributes(error: unknown): boolean {
  return grpcStatus(error) === GRPC.invalidArgument && /search attribute/i.test(grpcDetails(error));
}
