import { SpanKind } from '@opentelemetry/api';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { inSpan, traceIn } from './spans.ts';

/** Has each attempt at an activity be a span of the trace its workflow scheduled it in. */
export const tracedActivities: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    execute: (input, next) =>
      inSpan(
        {
          name: `RunActivity:${info.activityType}`,
          kind: SpanKind.SERVER,
          attributes: {
            'temporal.activity.type': info.activityType,
            'temporal.activity.attempt': info.attempt,
            'temporal.task_queue': info.taskQueue,
            ...(info.workflowExecution && {
              'temporal.workflow.id': info.workflowExecution.workflowId,
              'temporal.run.id': info.workflowExecution.runId,
            }),
          },
          parent: traceIn(input.headers),
        },
        () => next(input),
      ),
  },
});
