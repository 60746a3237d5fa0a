import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import proto, { type temporal } from '@temporalio/proto';
import { caseWorkflowId } from '../../src/domain/names.ts';
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

/** Keeps every run of a case, oldest first, as `<name>.json`, `<name>-2.json`, … */
export async function keepRuns(desk: Desk, caseId: string, name: string): Promise<void> {
  const workflowId = caseWorkflowId(caseId);
  const runs: { readonly runId: string; readonly startTime: Date }[] = [];
  for await (const run of desk.client.workflow.list({ query: `WorkflowId = "${workflowId}"` }))
    runs.push(run);
  const oldestFirst = runs.toSorted((a, b) => a.startTime.getTime() - b.startTime.getTime());
  for (const [index, { runId }] of oldestFirst.entries()) {
    const history = await desk.client.workflow.getHandle(workflowId, runId).fetchHistory();
    await writeFile(
      join(HISTORIES, `${name}${index === 0 ? '' : `-${index + 1}`}.json`),
      written(History.create(history)),
    );
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

function withoutMachine(key: string, value: unknown): unknown {
  return typeof value === 'string' ? (OF_THE_MACHINE.get(key) ?? value) : value;
}
