import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import proto, { type temporal } from '@temporalio/proto';
import type { Desk } from '../setup/desk.ts';

/** Where recorded histories are kept. Each file is one run of a workflow. */
export const HISTORIES = fileURLToPath(new URL('histories/', import.meta.url));

/** The SDK's own reading and writing of JSON needs one copy of protobufjs in the tree; npm installs several. */
const { History } = proto.temporal.api.history.v1;
type History = temporal.api.history.v1.History;

/** What a history says of the machine it was recorded on, and is not kept. */
const OF_THE_MACHINE: ReadonlyMap<string, string> = new Map([
  ['identity', 'recorded'],
  ['stackTrace', ''],
]);

/** Keeps every run of a workflow, oldest first, as `<name>.json`, `<name>-2.json`, … */
export async function keepRuns(desk: Desk, workflowId: string, name: string): Promise<void> {
  for (const [index, runId] of (await runsOf(desk, workflowId)).entries()) {
    const history = await desk.client.workflow.getHandle(workflowId, runId).fetchHistory();
    await writeFile(
      join(HISTORIES, `${name}${index === 0 ? '' : `-${index + 1}`}.json`),
      written(History.create(history)),
    );
  }
}

/** The ids of a workflow's runs, oldest first by their own clocks, which may have been moved. The list lags behind: it is whole once it has the run that is known to be the latest. */
async function runsOf({ client }: Desk, workflowId: string): Promise<readonly string[]> {
  const { runId: latest } = await client.workflow.getHandle(workflowId).describe();
  for (;;) {
    const runs: { readonly runId: string; readonly startTime: Date }[] = [];
    for await (const run of client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) runs.push(run);
    const oldestFirst = runs.toSorted((a, b) => a.startTime.getTime() - b.startTime.getTime());
    if (runs.some(({ runId }) => runId === latest)) return oldestFirst.map(({ runId }) => runId);
    await sleep(200);
  }
}

/** A history that was kept. */
export async function readHistory(file: string): Promise<History> {
  return History.fromObject(JSON.parse(await readFile(join(HISTORIES, file), 'utf8')));
}

/** One event a line, so that a change to one shows as one. */
function written(history: History): string {
  const { events } = History.toObject(history, { longs: String, enums: String, bytes: String });
  const lines: string[] = events.map((event: unknown) => JSON.stringify(event, withoutMachine));
  return `{"events":[\n${lines.join(',\n')}\n]}\n`;
}

/** A worker's own queue is named after its process. */
const OWN_QUEUE = /^\d+@/;

function withoutMachine(key: string, value: unknown): unknown {
  if (key === 'name' && typeof value === 'string' && OWN_QUEUE.test(value)) return 'recorded';
  return typeof value === 'string' ? (OF_THE_MACHINE.get(key) ?? value) : value;
}
