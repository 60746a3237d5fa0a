import {
  ActivityFailure,
  ApplicationFailure,
  TimeoutFailure,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { providerTaskQueue } from '../domain/messages.ts';
import type { ProviderName } from '../domain/names.ts';
import type { ProviderFailure } from '../domain/reads.ts';
import type { CallOutcome } from '../domain/doubt.ts';

/** How a call to a provider is queued, and called in the Temporal UI. */
export function queued(provider: ProviderName, summary: string) {
  return { summary, taskQueue: providerTaskQueue(provider) };
}

/** The same for what an answer waits for: with many reads in the queue of a provider that has to be asked slowly, it goes before them. */
export function queuedSoon(provider: ProviderName, summary: string) {
  return { ...queued(provider, summary), priority: { priorityKey: 2 } };
}

/** The same for the one call that counts, which is not sent any more once it has waited too long: it goes before everything else. */
export function queuedFirst(provider: ProviderName, summary: string) {
  return { ...queued(provider, summary), priority: { priorityKey: 1 } };
}

/** Loading must succeed before anything else can: it is tried until the store is there. */
export const { openCase } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '10s',
  retry: { maximumInterval: '10s' },
});

/** Writing down is tried shortly; what could not be written is kept and written later, so that a lost store holds up no deadline. */
export const { recordCase, keepTexts } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '5s',
  retry: { maximumAttempts: 2 },
});

export const { readProvider } = proxyActivities<Activities>({
  // Three reads one after the other, each giving up after 10 s by itself.
  startToCloseTimeout: '40s',
  scheduleToStartTimeout: '2m',
  scheduleToCloseTimeout: '5m',
  retry: { maximumAttempts: 3, backoffCoefficient: 3 },
});

/** One attempt each: when to try again is the workflow's business, which knows the deadline. */
export const { readDispute, stageEvidence, sealAnswer } = proxyActivities<Activities>({
  startToCloseTimeout: '45s',
  scheduleToCloseTimeout: '90s',
  retry: { maximumAttempts: 1 },
});

export const { uploadEvidenceFile } = proxyActivities<Activities>({
  startToCloseTimeout: '4m',
  scheduleToStartTimeout: '1m',
  heartbeatTimeout: '20s',
  retry: { maximumAttempts: 1 },
});

/**
 * The calls that spend a submission, or accept the loss. Each is not sent later than 20 s after it was scheduled and gives up 20 s after that by itself, so 45 s after it
 * started no attempt can still be alive.
 */
export const { submitEvidence, concedeDispute } = proxyActivities<Activities>({
  scheduleToStartTimeout: '20s',
  startToCloseTimeout: '45s',
  retry: { maximumAttempts: 1 },
});

export const { handOverCase } = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  retry: { maximumInterval: '1m' },
});

/** Repeating it asks for nothing twice; it is given up soon, so that no deadline waits for it, and tried again later. */
export const { askForRefund } = proxyActivities<Activities>({
  startToCloseTimeout: '15s',
  scheduleToCloseTimeout: '1m',
  retry: { maximumAttempts: 2 },
});

/** What an activity's failure says about the provider. A fault that is not the provider's reads as the provider being out of reach. */
export function failureOf(error: unknown): ProviderFailure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure && isProviderFailure(cause.details?.[0])) return cause.details[0];
  if (cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START')
    return {
      kind: 'rate_limited',
      message: 'It waited too long for its turn to be asked.',
      retryAfter: null,
    };
  if (cause instanceof TimeoutFailure)
    return { kind: 'timed_out', message: 'No answer came in time.', retryAfter: null };
  const message = cause instanceof ApplicationFailure ? cause.message : 'The call failed.';
  return { kind: 'unavailable', message, retryAfter: null };
}

/** What an acting call's failure says about its effect. Whatever does not prove that it had none leaves a doubt. */
export function outcomeOf(error: unknown): CallOutcome {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) {
    return cause.timeoutType === 'SCHEDULE_TO_START'
      ? { kind: 'not_sent' }
      : { kind: 'in_doubt', timedOut: true };
  }
  if (!(cause instanceof ApplicationFailure)) return { kind: 'in_doubt', timedOut: true };
  if (cause.type === 'NotSent') return { kind: 'not_sent' };
  const [failure, inDoubt] = cause.details ?? [];
  if (isProviderFailure(failure) && inDoubt === false) return { kind: 'declined', failure };
  return { kind: 'in_doubt', timedOut: isProviderFailure(failure) && failure.kind === 'timed_out' };
}

function isProviderFailure(value: unknown): value is ProviderFailure {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    'message' in value &&
    'retryAfter' in value
  );
}
