/** `npm run bench`: every benchmark in one run, and a table of them. */
import { parseArgs } from 'node:util';
import { BENCHES, isBench, LOADS, runBenches } from './benches.ts';
import { exitCodeFor, sentenceFor } from '../src/exit.ts';
import { OperatorError } from '../src/operator-error.ts';
import { reportTo } from '../src/start/report.ts';
import { machine, passes, tableOf, writeRows } from './table.ts';

const HELP = `Usage: npm run bench -- [options]

Measures Recourse on the cluster of npm run cluster and prints a table: each line is a ratio of two things measured in the same run. How to read it
stands in bench/README.md. Takes about half an hour; nothing else should run on the machine meanwhile. Fails (exit 1) when an aim
is missed.

  --short         The same with small numbers, in some minutes: shows that it works, and measures little. Fails only when an aim is missed
                  that does not depend on how much is done: what a dispute and a refund cost, and that nothing is lost in an outage.
  --only NAMES    Some of them, separated by commas: ${BENCHES.join(', ')}.
  --json FILE     Write the numbers there as well.
  --help          This text.
`;

async function main(): Promise<number> {
  const { values } = readOptions();
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  const names = (values.only?.split(',') ?? [...BENCHES]).map(named);
  const short = values.short === true;
  const load = LOADS[short ? 'short' : 'full'];
  const rows = await runBenches(names, load, { report: reportTo(process.stderr), stop: stop.signal });
  process.stdout.write(`${machine()}\n\n${tableOf(rows)}\n`);
  if (values.json !== undefined) await writeRows(values.json, rows);
  return passes(rows, { short }) ? 0 : 1;
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        short: { type: 'boolean' },
        only: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`${problem}\nSee npm run bench -- --help.`, { cause: error });
  }
}

function named(name: string): (typeof BENCHES)[number] {
  if (isBench(name)) return name;
  throw new OperatorError(`There is no bench ${name}: there are ${BENCHES.join(', ')}.`);
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${sentenceFor(error)}\n`);
  process.exit(exitCodeFor(error));
}
