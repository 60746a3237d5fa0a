import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleDescription,
} from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { Logger } from 'pino';
import { DAY, HOUR, MINUTE, SECOND, type Millis } from '../domain/instant.ts';
import { TASK_QUEUE } from '../domain/messages.ts';
import type { ProviderName } from '../domain/names.ts';
import {
  RECONCILE_WORKFLOW,
  type ReconcileInput,
  reconcileScheduleId,
} from '../domain/reconcile-messages.ts';
import type { Provider } from '../providers/provider.ts';
import { PROVIDER } from '../workflows/search-attributes.ts';
import { keyIdOf } from './encryption-codec.ts';
import { isTransient } from './grpc-status.ts';

/** Between two attempts while Temporal is out of reach. */
const AGAIN: Millis = 5 * SECOND;

/** How often what is compared. */
interface Rhythm {
  readonly id: string;
  /** Begins with the run's own noun, for the Temporal UI. */
  readonly summary: string;
  readonly every: Millis;
  /** What was created so long before is compared. */
  readonly ago: Millis;
  /** A run that was missed is made up for within this time. */
  readonly catchUp: Millis;
  /** Run it once when it is first set up: a new desk may have an old dispute waiting, and a Temporal that was lost lacks all cases. */
  readonly atOnce: boolean;
  /** Also see that what is open in the records has its workflow; for a provider that lists nothing, only that. */
  readonly records: NonNullable<ReconcileInput['records']>;
}

/** Lists can be asked by the time of creation only, so that a ruling on an old dispute takes a long look back: often a short one, daily a long one. */
function rhythms(provider: ProviderName, lists: boolean): readonly Rhythm[] {
  const id = reconcileScheduleId(provider);
  const daily = { id: `${id}:daily`, every: DAY, ago: 180 * DAY, catchUp: 23 * HOUR, atOnce: true };
  if (!lists) return [{ ...daily, summary: `Compare ${provider} with the records`, records: 'only' }];
  return [
    {
      id,
      summary: `Compare with ${provider}: the last 2 days`,
      every: 5 * MINUTE,
      ago: 2 * DAY,
      catchUp: 10 * MINUTE,
      atOnce: false,
      records: false,
    },
    { ...daily, summary: `Compare with ${provider}: the last 180 days`, records: true },
  ];
}

/**
 * Makes the schedules that compare each provider, as far as it can list, and the records with the cases, or brings them up to this version; keeps trying
 * while Temporal is away. A schedule that an operator paused stays so. A Temporal that does not let us is logged, and holds up nothing else.
 */
export async function keepReconciling(
  client: Client,
  providers: ReadonlyMap<ProviderName, Pick<Provider, 'capabilities'>>,
  log: Logger,
  stop: AbortSignal,
): Promise<void> {
  const schedules = [...providers].flatMap(([name, { capabilities }]) =>
    rhythms(name, capabilities.list.length > 0).map((rhythm) => scheduleOf(name, rhythm)),
  );
  while (!stop.aborted) {
    try {
      for (const schedule of schedules) await keepSchedule(client, schedule);
      return;
    } catch (error) {
      if (!isTransient(error)) {
        log.error({ err: error }, 'no schedule looks for lost webhooks: Temporal refused to keep one');
        return;
      }
    }
    await sleep(AGAIN, undefined, { signal: stop }).catch(() => undefined);
  }
}

function scheduleOf(provider: ProviderName, { id, summary, every, ago, catchUp, atOnce, records }: Rhythm) {
  const input: ReconcileInput = { provider, since: { ago }, ...(records !== false && { records }) };
  const typedSearchAttributes = new TypedSearchAttributes([{ key: PROVIDER, value: provider }]);
  return {
    scheduleId: id,
    typedSearchAttributes,
    spec: { intervals: [{ every }] },
    // Two at once would read the same pages; a run that takes longer than its turn finds what the next one would.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: catchUp },
    action: {
      type: 'startWorkflow' as const,
      workflowType: RECONCILE_WORKFLOW,
      workflowId: id,
      taskQueue: TASK_QUEUE,
      args: [input],
      typedSearchAttributes,
      staticSummary: summary,
    },
    state: {
      note: 'Finds what was lost: webhooks of disputes and alerts, workflows of open cases.',
      triggerImmediately: atOnce,
    },
  };
}

type Schedule = ReturnType<typeof scheduleOf>;

async function keepSchedule(client: Client, schedule: Schedule): Promise<void> {
  try {
    await client.schedule.create(schedule);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const handle = client.schedule.getHandle(schedule.scheduleId);
    // Temporal forgets runs that were missed before an update, so one that changes nothing is none.
    const kept = await handle.describe();
    if (!isAsWanted(kept, schedule) || !(await isUnderCurrentKey(client, kept))) {
      await handle.update(({ state }) => ({ ...schedule, state }));
    }
  }
}

/** Otherwise a key that was replaced could never be taken away: a schedule's arguments outlive every run. */
async function isUnderCurrentKey(client: Client, { raw }: ScheduleDescription): Promise<boolean> {
  const payloads = raw.schedule?.action?.startWorkflow?.input?.payloads ?? [];
  const [codec] = client.options.loadedDataConverter.payloadCodecs;
  const [now = {}] = (await codec?.encode([{}])) ?? [];
  return payloads.every((payload) => keyIdOf(payload) === keyIdOf(now));
}

function isAsWanted(
  { spec, policies, action }: ScheduleDescription,
  { spec: wantedSpec, policies: wantedPolicies, action: wantedAction }: Schedule,
): boolean {
  const is = [spec.intervals?.map(({ every }) => every), policies.overlap, policies.catchupWindow];
  const wanted = [
    wantedSpec.intervals.map(({ every }) => every),
    wantedPolicies.overlap,
    wantedPolicies.catchupWindow,
  ];
  const { workflowType, workflowId, taskQueue, args, staticSummary } = wantedAction;
  return (
    isDeepStrictEqual(is, wanted) &&
    action.workflowType === workflowType &&
    action.workflowId === workflowId &&
    action.taskQueue === taskQueue &&
    action.staticSummary === staticSummary &&
    isDeepStrictEqual(action.args, args)
  );
}
