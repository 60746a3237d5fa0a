import { availableParallelism } from 'node:os';
import type { Cluster } from '../cluster/cluster.ts';
import { playDispute, type Stage } from '../lives.ts';
import { inFlight, median } from '../measure.ts';
import { processorTimes } from '../processes.ts';
import { row, type Row } from '../table.ts';

export interface WorkersLoad {
  readonly rounds: number;
  /** Disputes a round. */
  readonly times: number;
  /** At most so many at once. */
  readonly width: number;
}

/** What came of one round. */
interface Round {
  /** Disputes a second. */
  readonly rate: number;
  /** Processor cores each kind of process kept busy meanwhile. */
  readonly cores: Readonly<Record<string, number>>;
}

/** Whole disputes a second with two workers, against one; and what each kind of process spends meanwhile, which tells what limits it. */
export async function benchWorkers(stage: Stage, { rounds, times, width }: WorkersLoad): Promise<Row[]> {
  const { cluster } = stage;
  const play = (count: number) => inFlight({ times: count, width }, () => playDispute(stage));
  const two: Round[] = [];
  const one: Round[] = [];
  await play(Math.ceil(times / 4));
  for (let round = 0; round < rounds; round += 1) {
    two.push(await watched(cluster, () => play(times)));
    await cluster.stop('worker', 1);
    one.push(await watched(cluster, () => play(times)));
    await cluster.restart('worker', 1);
  }
  return [
    row({
      what: 'disputes completed a second, two workers against one',
      value: median(two.map(({ rate }) => rate)),
      against: median(one.map(({ rate }) => rate)),
      aim: null,
      raw: {
        one: one.map(({ rate }) => rate),
        two: two.map(({ rate }) => rate),
        [`cores busy of ${availableParallelism()}, one`]: middleOf(one),
        [`cores busy of ${availableParallelism()}, two`]: middleOf(two),
      },
    }),
  ];
}

async function watched(cluster: Cluster, play: () => Promise<{ readonly rate: number }>): Promise<Round> {
  const before = await processorTimes(cluster);
  const began = performance.now();
  const { rate } = await play();
  const seconds = (performance.now() - began) / 1000;
  const after = await processorTimes(cluster);
  const cores = Object.entries(after).map(
    ([kind, time]) => [kind, (time - (before[kind] ?? 0)) / seconds] as const,
  );
  return { rate, cores: Object.fromEntries(cores) };
}

/** Of each kind the middle one of all rounds, and of their sums. */
function middleOf(rounds: readonly Round[]): Readonly<Record<string, number>> {
  const kinds = Object.keys(rounds[0]?.cores ?? {});
  const of = (kind: string): number => median(rounds.map(({ cores }) => cores[kind] ?? 0));
  const all = median(rounds.map(({ cores }) => Object.values(cores).reduce((sum, each) => sum + each, 0)));
  const named = [...kinds.map((kind) => [kind, of(kind)] as const), ['all', all] as const];
  return Object.fromEntries(named.map(([kind, busy]) => [kind, Number(busy.toFixed(2))]));
}
