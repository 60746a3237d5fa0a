import type { temporal } from '@temporalio/proto';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** One run of a workflow, as Temporal kept it: all its events in order. */
export type History = readonly HistoryEvent[];

/** What a workflow did that Temporal Cloud bills. */
interface Rule {
  readonly name: string;
  /** How many billable actions of this kind a run's history shows. */
  readonly count: (history: History) => number;
}

/**
 * Temporal Cloud's billable actions, as far as a history shows them. Source: https://docs.temporal.io/cloud/actions. A history shows no queries, no
 * refused updates and no heartbeats; the product sends no queries in its own work, and heartbeats only while a file goes up for longer than 5 s.
 * Neither does it show a workflow task that a local activity outlasts (8 s), each of which costs one more.
 */
const RULES: readonly Rule[] = [
  { name: 'starts', count: (history) => (isStartedAlone(history) ? 1 : 0) },
  // The intent in the parent's history and the start itself; the child's own history then adds none.
  {
    name: 'child starts',
    count: (history) => 2 * having(history, 'startChildWorkflowExecutionInitiatedEventAttributes'),
  },
  // Each where it was received, whoever sent it; one that reached nobody shows only at its sender.
  {
    name: 'signals',
    count: (history) =>
      having(history, 'workflowExecutionSignaledEventAttributes') +
      having(history, 'signalExternalWorkflowExecutionFailedEventAttributes'),
  },
  { name: 'updates', count: (history) => having(history, 'workflowExecutionUpdateAcceptedEventAttributes') },
  {
    name: 'activities',
    count: (history) =>
      sum(
        history.map(({ activityTaskStartedEventAttributes: started }) =>
          started ? (started.attempt ?? 1) : 0,
        ),
      ),
  },
  // All local activities and other markers of one workflow task are one action.
  {
    name: 'markers',
    count: (history) =>
      new Set(
        history.flatMap(({ markerRecordedEventAttributes: marker }) =>
          marker ? [String(marker.workflowTaskCompletedEventId)] : [],
        ),
      ).size,
  },
  // When started: one that is cancelled has cost as much as one that fires.
  { name: 'timers', count: (history) => having(history, 'timerStartedEventAttributes') },
  { name: 'search attributes', count: (history) => history.filter(changesSearchAttributes).length },
  { name: 'options', count: (history) => history.filter(changesOptions).length },
];

/** Billable actions by the rule that counts them, over all runs of all workflows that belong together. */
export function actionsIn(histories: readonly History[]): Readonly<Record<string, number>> {
  return Object.fromEntries(RULES.map(({ name, count }) => [name, sum(histories.map(count))]));
}

/** A signal-with-start is one action in all, which is counted as its signal. Starting a child is counted at its parent. */
function isStartedAlone([first, second]: History): boolean {
  const started = first?.workflowExecutionStartedEventAttributes;
  if (!started || started.parentWorkflowExecution) return false;
  const isWithSignal = second?.workflowExecutionSignaledEventAttributes && !started.continuedExecutionRunId;
  return !isWithSignal;
}

/** What `patched` adds is not billed. */
function changesSearchAttributes({
  upsertWorkflowSearchAttributesEventAttributes: upsert,
}: HistoryEvent): boolean {
  return Object.keys(upsert?.searchAttributes?.indexedFields ?? {}).some(
    (name) => name !== 'TemporalChangeVersion',
  );
}

/** Without those by which the bench moves the clock. */
function changesOptions({ workflowExecutionOptionsUpdatedEventAttributes: options }: HistoryEvent): boolean {
  return options !== null && options !== undefined && !options.timeSkippingConfig;
}

function having(history: History, attributes: keyof HistoryEvent): number {
  return history.filter((event) => event[attributes] !== null && event[attributes] !== undefined).length;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}
