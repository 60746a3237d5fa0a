import { type History, sum } from './actions.ts';

/** What a case brought about, whoever had to count it. */
export interface Doings {
  /** Webhooks the provider sent. */
  readonly events: number;
  /** Requests by which people acted. */
  readonly acts: number;
  /** Requests that reached the provider, by its own ledger; for the stricter ratio the activities that made them. */
  readonly calls: number;
  /** Timers that fired; what was started in vain was not needed. */
  readonly timers: number;
}

/**
 * What a case has to cost: one action for each thing that happened, and its start. Calls are requests in the provider's own ledger, where several that an
 * activity makes in one go count each; they were counted as activities at first. The stricter ratio, which counts those activities instead, is printed
 * beside it.
 */
export function leastActions({ events, acts, calls, timers }: Doings): number {
  return events + acts + calls + timers + 1;
}

/** Activities in a provider's own queue; one of them may make several calls. */
export function callingActivities(histories: readonly History[], queue: string): number {
  return sum(
    histories.map(
      (history) =>
        history.filter((event) => event.activityTaskScheduledEventAttributes?.taskQueue?.name === queue)
          .length,
    ),
  );
}

export function timersFired(histories: readonly History[]): number {
  return sum(histories.map((history) => history.filter((event) => event.timerFiredEventAttributes).length));
}
