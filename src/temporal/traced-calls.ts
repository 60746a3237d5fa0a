import { SpanKind } from '@opentelemetry/api';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { inSpan, tracedHeaders } from '../telemetry/spans.ts';

/** Has what is sent to workflows be spans of the trace under way, and the trace go with it. */
export const tracedCalls: WorkflowClientInterceptor = {
  startWithDetails: (input, next) =>
    inSpan(sending(`StartWorkflow:${input.workflowType}`, input.options.workflowId), () =>
      next({ ...input, headers: tracedHeaders(input.headers) }),
    ),
  signal: (input, next) =>
    inSpan(sending(`SignalWorkflow:${input.signalName}`, input.workflowExecution.workflowId), () =>
      next({ ...input, headers: tracedHeaders(input.headers) }),
    ),
  signalWithStart: (input, next) =>
    inSpan(sending(`SignalWithStartWorkflow:${input.workflowType}`, input.options.workflowId), () =>
      next({ ...input, headers: tracedHeaders(input.headers) }),
    ),
  startUpdate: (input, next) =>
    inSpan(sending(`StartUpdate:${input.updateName}`, input.workflowExecution.workflowId), () =>
      next({ ...input, headers: tracedHeaders(input.headers) }),
    ),
  startUpdateWithStart: (input, next) =>
    inSpan(sending(`StartUpdateWithStart:${input.updateName}`, input.workflowStartOptions.workflowId), () =>
      next({
        ...input,
        workflowStartHeaders: tracedHeaders(input.workflowStartHeaders),
        updateHeaders: tracedHeaders(input.updateHeaders),
      }),
    ),
};

function sending(name: string, workflowId: string | undefined) {
  return {
    name,
    kind: SpanKind.CLIENT,
    attributes: workflowId === undefined ? {} : { 'temporal.workflow.id': workflowId },
  };
}
