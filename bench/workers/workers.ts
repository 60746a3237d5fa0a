import { KINDS } from '../cluster/cluster.ts';
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

/** Whole disputes a second with two workers, against one; and what each kind of process spends on a dispute, which tells what limits it. */
export async function benchWorkers(stage: Stage, { rounds, times, width }: WorkersLoad): Promise<Row[]> {
  const { cluster } = stage;
  const rates: Record<'one' | 'two', number[]> = { one: [], two: [] };
  await inFlight({ times: Math.ceil(times / 4), width }, () => playDispute(stage));
  const before = await processorTimes(cluster);
  const began = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    rates.two.push((await inFlight({ times, width }, () => playDispute(stage))).rate);
    await cluster.stop('worker', 1);
    rates.one.push((await inFlight({ times, width }, () => playDispute(stage))).rate);
    await cluster.restart('worker', 1);
  }
  const lasted = (performance.now() - began) / 1000;
  const after = await processorTimes(cluster);
  const each = KINDS.map((kind) => [kind, ((after[kind] ?? 0) - (before[kind] ?? 0)) / lasted] as const);
  return [
    row({
      what: 'disputes completed a second, two workers against one',
      value: median(rates.two),
      against: median(rates.one),
      aim: null,
      raw: {
        one: rates.one,
        two: rates.two,
        'processor cores busy with': Object.fromEntries(
          each.map(([kind, cores]) => [kind, Number(cores.toFixed(2))]),
        ),
      },
    }),
  ];
}
