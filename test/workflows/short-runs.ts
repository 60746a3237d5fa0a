import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { startTemporalServer } from '../../src/temporal/server/start.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { eventually } from './story.ts';

/** Events after which a run is asked to make room for the next; a case's first minute alone takes more. */
const SHORT_RUN = 20;

/** Close it when done. */
export interface ShortRuns {
  readonly desk: Desk;
  readonly close: () => Promise<void>;
}

/** A desk on a Temporal server of its own, where every workflow goes through many runs. */
export async function startDeskOfShortRuns(): Promise<ShortRuns> {
  const dataDir = await mkdtemp(join(tmpdir(), 'recourse-test-temporal-'));
  const server = await startTemporalServer({
    programs: inject('temporalPrograms'),
    dataDir,
    inMemory: true,
    timeSkipping: true,
    settings: { 'limit.historyCount.suggestContinueAsNew': SHORT_RUN },
  });
  const desk = await startDesk({ temporalAddress: server.address });
  return {
    desk,
    close: async () => {
      await desk.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The runs a workflow has taken so far, as far as it is known: the list lags a little behind. */
export async function runsOf({ client }: Desk, workflowId: string): Promise<number> {
  const runs = new Set<string>();
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = "${workflowId}"` }))
    runs.add(runId);
  return runs.size;
}

/** Waits until a workflow has taken more runs than that. */
export async function tookMoreRuns(desk: Desk, workflowId: string, than: number): Promise<void> {
  await eventually(async () => {
    const runs = await runsOf(desk, workflowId);
    if (runs <= than) throw new Error(`${workflowId} has taken ${runs} runs, not more than ${than}`);
  });
}
