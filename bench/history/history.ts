import proto from '@temporalio/proto';
import { DAY } from '../../src/domain/instant.ts';
import { providerTaskQueue } from '../../src/domain/messages.ts';
import type { Desk } from '../../test/setup/desk.ts';
import { type Row, row } from '../table.ts';
import { actionsIn, type History, sum } from './actions.ts';
import { callingActivities, leastActions, timersFired } from './formula.ts';
import { playDispute, type Played, playRefund, playToReview } from './stories.ts';

const { HistoryEvent } = proto.temporal.api.history.v1;

/** What the histories of a whole dispute and of a refund cost, against the least they could. */
export async function historyCost(desk: Desk): Promise<readonly Row[]> {
  return [
    await cost(desk, 'a whole Whop dispute, billable actions', playDispute),
    await cost(desk, 'a refund, billable actions', playRefund),
    await costOfWaiting(desk),
  ];
}

/** Days a case waits for its bank: a usual time, over which single events of one day even out. */
const WAITING = 30;

/** What a case costs a day while nothing happens but its own looks at the provider: what a million open cases cost follows from it. */
async function costOfWaiting(desk: Desk): Promise<Row> {
  const { story, workflowIds, objects } = await playToReview(desk);
  const before = await costsOf(desk, workflowIds, objects);
  await desk.skip(story.caseId, WAITING * DAY);
  const after = await costsOf(desk, workflowIds, objects);
  const aDay = (count: (costs: Costs) => number): number => (count(after) - count(before)) / WAITING;
  const calls = aDay((costs) => costs.calls);
  const timers = aDay((costs) => costs.timers);
  return row({
    what: 'a day of waiting for the bank, billable actions',
    value: aDay(({ actions }) => sum(Object.values(actions))),
    against: calls + timers,
    aim: null,
    raw: {
      'the formula': { calls, timers },
      'workflow tasks': aDay((costs) => costs.tasks),
      'history events': aDay((costs) => costs.events),
      'history bytes': aDay((costs) => costs.bytes),
    },
  });
}

async function cost(desk: Desk, what: string, play: (desk: Desk) => Promise<Played>): Promise<Row> {
  const played = await play(desk);
  const costs = await costsOf(desk, played.workflowIds, played.objects);
  const doings = {
    events: await inLedger(desk, 'effect', played.objects, 'webhook_sent'),
    acts: played.acts,
    calls: costs.calls,
    timers: costs.timers,
  };
  const value = sum(Object.values(costs.actions));
  return row({
    what,
    value,
    against: leastActions(doings),
    aim: { atMost: 1.25 },
    always: true,
    raw: {
      actions: costs.actions,
      'the formula': { ...doings, start: 1 },
      'ratio with calls made in one go counted once':
        value / leastActions({ ...doings, calls: costs.callingActivities }),
      'workflow tasks': costs.tasks,
      'history events': costs.events,
      'history bytes': costs.bytes,
    },
  });
}

/** What workflows have cost so far, and what they have done for it. */
type Costs = Awaited<ReturnType<typeof costsOf>>;

async function costsOf(desk: Desk, workflowIds: readonly string[], objects: readonly string[]) {
  const histories: History[] = [];
  for (const workflowId of workflowIds) histories.push(...(await runsOf(desk, workflowId)));
  return {
    actions: actionsIn(histories),
    calls: await inLedger(desk, 'call', objects),
    callingActivities: callingActivities(histories, providerTaskQueue('whop')),
    timers: timersFired(histories),
    tasks: sum(histories.map(workflowTasks)),
    events: sum(histories.map((history) => history.length)),
    bytes: sum(histories.flatMap((history) => history.map(bytesOf))),
  };
}

/** The histories of all runs that continued one another. */
async function runsOf({ client }: Desk, workflowId: string): Promise<readonly History[]> {
  const histories: History[] = [];
  for (let runId: string | undefined; ;) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const history = events ?? [];
    histories.unshift(history);
    runId = history[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? undefined;
    if (!runId) return histories;
  }
}

/** How many entries of a kind the sandbox's ledger has about any of these objects. */
async function inLedger(
  desk: Desk,
  kind: 'call' | 'effect',
  objects: readonly string[],
  name?: string,
): Promise<number> {
  const seen = new Set<number>();
  for (const object of objects) {
    const query = new URLSearchParams({
      id: object,
      kind,
      limit: '1000',
      ...(name !== undefined && { name }),
    });
    const { data } = await desk.control<{ data: readonly { readonly seq: number }[] }>(
      'GET',
      `/ledger?${query.toString()}`,
    );
    for (const { seq } of data) seen.add(seq);
  }
  return seen.size;
}

function workflowTasks(history: History): number {
  return history.filter((event) => event.workflowTaskCompletedEventAttributes).length;
}

function bytesOf(event: History[number]): number {
  return HistoryEvent.encode(HistoryEvent.fromObject(event)).finish().length;
}
