import { rebuilt } from '../api/schemas/operations.ts';
import type { Config } from '../config.ts';
import { openStore } from '../store/open.ts';
import type { Rebuilt } from '../store/store.ts';
import { askApi } from './ask-api.ts';
import type { Command } from './command.ts';

export const rebuild: Command = {
  summary: 'Makes the list of cases anew from what was recorded.',
  details:
    'Safe beside a running system. Works on the database that DATABASE_URL names; without it, has the Recourse on HOST\nand PORT do it, as the admin of RECOURSE_API_TOKENS or with the token kept in RECOURSE_DATA_DIR.',
  run: ({ config, stop }) =>
    config.databaseUrl === null ? throughApi(config, stop) : directly(config, stop),
};

/** Writes the next cases anew. */
type Step = (cursor: string | undefined) => Promise<Rebuilt>;

/** How many cases there are between two lines of progress. */
const REPORT_EVERY = 1_000;

async function directly(config: Config, stop: AbortSignal): Promise<number> {
  const store = await openStore(config);
  try {
    return await stepByStep((cursor) => store.rebuildReadModel(cursor), stop);
  } finally {
    await store.close();
  }
}

function throughApi(config: Config, stop: AbortSignal): Promise<number> {
  return stepByStep(async (from) => {
    const query = from === undefined ? '' : `?cursor=${encodeURIComponent(from)}`;
    const { cases, next_cursor: cursor } = await askApi(
      config,
      `/api/v1/operations/rebuild${query}`,
      rebuilt,
    );
    return { cases, cursor };
  }, stop);
}

async function stepByStep(step: Step, stop: AbortSignal): Promise<number> {
  let done = 0;
  let from: string | undefined;
  while (!stop.aborted) {
    const { cases, cursor } = await step(from);
    done += cases;
    if (cursor === null) {
      print(`The list of cases is made anew: ${done} ${done === 1 ? 'case' : 'cases'}.`);
      return 0;
    }
    if (done % REPORT_EVERY < cases) print(`${done} cases so far`);
    from = cursor;
  }
  print(`Stopped after ${done} cases; the others are listed as before.`);
  return 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
