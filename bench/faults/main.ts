// `npm run bench:faults`: the cluster under load while everything breaks, judged by the providers' own ledger.
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SECOND, type Millis } from '../../src/domain/instant.ts';
import { exitCodeFor, sentenceFor } from '../../src/exit.ts';
import { OperatorError } from '../../src/operator-error.ts';
import { reportTo } from '../../src/start/report.ts';
import { CASES } from './plan.ts';
import { type SeedOptions, type SeedResult, runSeed } from './seed.ts';
import { complaints, lineOf, notRun, tableOf, tooLittle } from './table.ts';

const SEEDS = 20;

const HELP = `Usage: npm run bench:faults -- [options]

Runs the cluster of npm run cluster under a load of some hundreds of disputes and refunds at all three providers, in every scenario the sandbox
can play, while processes are killed, networks cut, a disk fills up, clocks jump, Slack and mail are down, and the providers themselves fail.
When all is over and settled, what they did is compared with what was asked for. The only passing result is that no webhook or decision that was
acknowledged is lost, no deadline missed and nothing done twice (exit code 0; else 1).

  --seeds N     Run the first N seeds; ${SEEDS} by default. Each takes two minutes or so on two cores.
  --seed K      Run this one alone, again.
  --cases N     So many cases a seed, in place of ${CASES}: for machines that are slow or busy.
  --at-once N   Run so many seeds at the same time, each on a cluster of its own; 1 by default.
  --keep        Keep the ledger and the logs of seeds that passed, too.
  --json FILE   Write the results there as well.
  --help        This text.

A run that fails says its seed, and keeps its ledger (evidence.json) and the logs of all processes. The full disk needs root (mount); the clock
jump needs libfaketime (Debian and Ubuntu: apt-get install faketime). What cannot be run here is said to be so.
`;

async function main(): Promise<number> {
  const options = readOptions();
  if (options.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  if (process.connected) process.once('disconnect', () => stop.abort());
  const report = reportTo(process.stdout);
  const cases = options.cases === undefined ? CASES : wholeNumber('--cases', options.cases);
  const lanes = options['at-once'] === undefined ? 1 : wholeNumber('--at-once', options['at-once']);
  const run = { cases, keep: options.keep === true, report, stop: stop.signal };
  const results = (await inLanes(seedsIn(options), lanes, stop.signal, (seed) => runOne(seed, run))).flatMap(
    (result) => result ?? [],
  );
  const missing = tooLittle(results);
  for (const line of ['', tableOf(results), '', ...notRun(results)]) report(line);
  if (missing.length > 0)
    report(`This proves nothing about ${missing.join(', ')}: there were none. Run more seeds or cases.`);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(results, null, 2)}\n`);
  const isWhole = !stop.signal.aborted && missing.length === 0;
  return isWhole && results.every(({ passed }) => passed) ? 0 : 1;
}

/** Null for one that was stopped. */
async function runOne(seed: number, options: SeedOptions): Promise<SeedResult | null> {
  if (options.stop.aborted) return null;
  const { report } = options;
  const result = await runSeed(seed, options).catch((error: unknown) => {
    if (options.stop.aborted) return null;
    throw error;
  });
  if (result === null) return null;
  report(lineOf(result));
  for (const complaint of complaints(result)) report(`  ${complaint}`);
  if (result.kept !== null) report(`  seed ${seed}: its ledger and logs are in ${result.kept}`);
  return result;
}

/** The first minutes of a seed take most of a machine's strength: no two begin together. */
const APART: Millis = 100 * SECOND;

/** Does something for each, so many at once, and answers in their order. */
async function inLanes<T, R>(
  all: readonly T[],
  lanes: number,
  signal: AbortSignal,
  act: (one: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = all.entries();
  const lane = async (_: unknown, number: number): Promise<void> => {
    await sleep(number * APART, undefined, { signal }).catch(() => undefined);
    for (const [index, one] of waiting) results[index] = await act(one);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, all.length) }).map(lane));
  return results;
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        seeds: { type: 'string' },
        seed: { type: 'string' },
        cases: { type: 'string' },
        'at-once': { type: 'string' },
        keep: { type: 'boolean' },
        json: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`${problem}\nSee npm run bench:faults -- --help.`, { cause: error });
  }
}

function seedsIn({ seed, seeds }: { readonly seed?: string; readonly seeds?: string }): readonly number[] {
  if (seed !== undefined) return [wholeNumber('--seed', seed)];
  const count = seeds === undefined ? SEEDS : wholeNumber('--seeds', seeds);
  return Array.from({ length: count }, (_, index) => index + 1);
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new OperatorError(`${option} takes a whole number above zero.`);
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${sentenceFor(error)}\n`);
  process.exit(exitCodeFor(error));
}
