import proto from '@temporalio/proto';
import { expect, test } from 'vitest';
import { actionsIn } from '../../bench/history/actions.ts';

const { History } = proto.temporal.api.history.v1;

/** How often histories count, by rule; rules that count nothing are left out. */
function counted(...histories: readonly (readonly object[])[]): Record<string, number> {
  const read = histories.map((events) => History.fromObject({ events }).events);
  return Object.fromEntries(Object.entries(actionsIn(read)).filter(([, count]) => count > 0));
}

function marker(task: number) {
  return {
    markerRecordedEventAttributes: {
      markerName: 'core_local_activity',
      workflowTaskCompletedEventId: task,
    },
  };
}

function upsert(...names: readonly string[]) {
  return {
    upsertWorkflowSearchAttributesEventAttributes: {
      searchAttributes: { indexedFields: Object.fromEntries(names.map((name) => [name, {}])) },
    },
  };
}

function options(attributes: object) {
  return { workflowExecutionOptionsUpdatedEventAttributes: attributes };
}

const STARTED = { workflowExecutionStartedEventAttributes: {} };
const SIGNALED = { workflowExecutionSignaledEventAttributes: { signalName: 'providerEvent' } };
const TASK = { workflowTaskScheduledEventAttributes: {} };

test('a start is one action, and so is one by continue-as-new', () => {
  const next = { workflowExecutionStartedEventAttributes: { continuedExecutionRunId: 'run-1' } };
  expect(counted([STARTED, TASK], [next, TASK])).toEqual({ starts: 2 });
});

test('a signal-with-start is one action in all, a signal to what runs another', () => {
  expect(counted([STARTED, SIGNALED, TASK, SIGNALED])).toEqual({ signals: 2 });
  const next = { workflowExecutionStartedEventAttributes: { continuedExecutionRunId: 'run-1' } };
  expect(counted([next, SIGNALED]), 'the run before it was the one that was started').toEqual({
    starts: 1,
    signals: 1,
  });
});

test('a child is two actions, both at its parent; a signal between workflows is one', () => {
  const parent = [
    STARTED,
    { startChildWorkflowExecutionInitiatedEventAttributes: {} },
    { childWorkflowExecutionStartedEventAttributes: {} },
    SIGNALED,
  ];
  const child = [
    { workflowExecutionStartedEventAttributes: { parentWorkflowExecution: { workflowId: 'a' } } },
    { signalExternalWorkflowExecutionInitiatedEventAttributes: {} },
    { externalWorkflowExecutionSignaledEventAttributes: {} },
  ];
  expect(counted(parent, child)).toEqual({ starts: 1, 'child starts': 2, signals: 1 });
  const toNobody = [...child.slice(0, 2), { signalExternalWorkflowExecutionFailedEventAttributes: {} }];
  expect(counted(toNobody)).toEqual({ signals: 1 });
});

test('an activity is one action for each attempt, none while nobody took it', () => {
  const scheduled = { activityTaskScheduledEventAttributes: {} };
  expect(counted([scheduled])).toEqual({});
  expect(counted([scheduled, { activityTaskStartedEventAttributes: { attempt: 3 } }])).toEqual({
    activities: 3,
  });
});

test('markers of one workflow task are one action together', () => {
  expect(counted([marker(4), marker(4), marker(9)])).toEqual({ markers: 2 });
});

test('a timer is one action when it is started, whatever becomes of it', () => {
  const started = { timerStartedEventAttributes: { timerId: '1' } };
  expect(
    counted([started, started, { timerCanceledEventAttributes: {} }, { timerFiredEventAttributes: {} }]),
  ).toEqual({
    timers: 2,
  });
});

test('an update that was taken is one action', () => {
  expect(
    counted([
      { workflowExecutionUpdateAcceptedEventAttributes: {} },
      { workflowExecutionUpdateCompletedEventAttributes: {} },
    ]),
  ).toEqual({ updates: 1 });
});

test('sending search attributes is one action however many they are; what versions add is none', () => {
  expect(counted([upsert('DisputeStage', 'DisputeStatus'), upsert('TemporalChangeVersion')])).toEqual({
    'search attributes': 1,
  });
});

test('options that change are one action, but not the clock of the bench', () => {
  expect(
    counted([options({ attachedRequestId: 'a' }), options({ timeSkippingConfig: { enabled: true } })]),
  ).toEqual({
    options: 1,
  });
});
