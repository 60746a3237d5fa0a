import {
  type Headers,
  proxySinks,
  type Sinks,
  type TimerInput,
  type WorkflowInterceptors,
} from '@temporalio/workflow';
import type { Payload } from '@temporalio/common';
import { TRACE_HEADER } from './trace-header.ts';

/** What a workflow took in, told to the worker, which makes a span of it. */
export interface TraceSinks extends Sinks {
  traces: {
    /** @param name - of the signal or update; null where the run began */
    took(cause: Payload, kind: 'run' | 'signal' | 'update', name: string | null): void;
  };
}

/** After a sleep of this length (milliseconds) what follows is the clock's doing, and no longer that of the last message. */
const LONG_SLEEP = 10 * 60_000;

/**
 * Has everything a case does belong to the trace of whatever caused it: the message that was taken in last. A case lives for months and takes many
 * messages, so a span of the whole run would tell nothing and end too late.
 *
 * Without a trace in the headers of a message nothing happens here, and nothing here ever yields or draws a random number: histories that were
 * recorded with and without traces replay alike.
 */
export const interceptors = (): WorkflowInterceptors => {
  const { traces } = proxySinks<TraceSinks>();
  let cause: Payload | undefined;

  function took(headers: Headers, kind: 'run' | 'signal' | 'update', name: string | null): void {
    cause = headers[TRACE_HEADER];
    if (cause !== undefined) traces.took(cause, kind, name);
  }

  function traced<Input extends { readonly headers: Headers }>(input: Input): Input {
    return cause === undefined ? input : { ...input, headers: { ...input.headers, [TRACE_HEADER]: cause } };
  }

  return {
    inbound: [
      {
        execute(input, next) {
          took(input.headers, 'run', null);
          return next(input);
        },
        handleSignal(input, next) {
          took(input.headers, 'signal', input.signalName);
          return next(input);
        },
        handleUpdate(input, next) {
          took(input.headers, 'update', input.name);
          return next(input);
        },
      },
    ],
    outbound: [
      {
        startTimer(input: TimerInput, next) {
          const fired = next(input);
          if (input.durationMs >= LONG_SLEEP) fired.then(forget, ignore);
          return fired;
        },
        scheduleActivity: (input, next) => next(traced(input)),
        scheduleLocalActivity: (input, next) => next(traced(input)),
        startChildWorkflowExecution: (input, next) => next(traced(input)),
        signalWorkflow: (input, next) => next(traced(input)),
        continueAsNew: (input, next) => next(traced(input)),
      },
    ],
  };

  function forget(): void {
    cause = undefined;
  }
};

/** A sleep that is called off ends no trace. */
function ignore(): void {}
