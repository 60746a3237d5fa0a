import proto from '@temporalio/proto';
import { providerTaskQueue } from '../../src/domain/messages.ts';
import type { Desk } from '../../test/setup/desk.ts';
import { type Row, row } from '../table.ts';
import { actionsIn, type History, sum } from './actions.ts';
import { callingActivities, leastActions, timersFired } from './formula.ts';
import { playDispute, playRefund, type Played } from './stories.ts';

const { HistoryEvent } = proto.temporal.api.history.v1;

/** What the histories of a whole dispute and of a refund cost, against the least they could. */
export async function historyCost(desk: Desk): Promise<readonly Row[]> {
  return [
    await cost(desk, 'a whole Whop dispute, billable actions', playDispute),
    await cost(desk, 'a refund, billable actions', playRefund),
  ];
}

async function cost(desk: Desk, what: string, play: (desk: Desk) => Promise<Played>): Promise<Row> {
  const played = await play(desk);
  const histories: History[] = [];
  for (const workflowId of played.workflowIds) histories.push(...(await runsOf(desk, workflowId)));
  const doings = {
    events: await inLedger(desk, 'effect', played.objects, 'webhook_sent'),
    acts: played.acts,
    calls: await inLedger(desk, 'call', played.objects),
    timers: timersFired(histories),
  };
  const actions = actionsIn(histories);
  const value = sum(Object.values(actions));
  const joined = callingActivities(histories, providerTaskQueue('whop'));
  return row({
    what,
    value,
    against: leastActions(doings),
    aim: { atMost: 1.25 },
    raw: {
      actions,
      'the formula': { ...doings, start: 1 },
      'ratio with calls made in one go counted once': value / leastActions({ ...doings, calls: joined }),
      'workflow tasks': sum(histories.map(workflowTasks)),
      'history events': sum(histories.map((history) => history.length)),
      'history bytes': sum(histories.flatMap((history) => history.map(bytesOf))),
    },
  });
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
