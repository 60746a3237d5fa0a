import { SpanKind } from '@opentelemetry/api';
import type { InjectedSinks } from '@temporalio/worker';
import type { TraceSinks } from '../workflows/tracing.ts';
import { tracer, traceOf } from './spans.ts';

/** What the span of each thing a workflow takes in is called, as Temporal's own interceptors call it. */
const NAMES = { run: 'RunWorkflow', signal: 'HandleSignal', update: 'HandleUpdate' } as const;

/** Makes spans of what workflows took in. Handlers only put a message into the workflow's inbox, so the span is a point in time. */
export const workflowSpans: InjectedSinks<TraceSinks> = {
  traces: {
    took: {
      callDuringReplay: false,
      fn({ workflowId, runId, workflowType }, cause, kind, name) {
        const attributes = {
          'temporal.workflow.id': workflowId,
          'temporal.run.id': runId,
          'temporal.workflow.type': workflowType,
        };
        tracer
          .startSpan(
            `${NAMES[kind]}:${name ?? workflowType}`,
            { kind: SpanKind.SERVER, attributes },
            traceOf(cause.data),
          )
          .end();
      },
    },
  },
};
