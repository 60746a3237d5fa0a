import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseView } from '../../src/api/schemas/case.ts';
import { MINUTE, SECOND, type Millis } from '../../src/domain/instant.ts';
import { sandboxControl } from '../../test/setup/sandbox-control.ts';
import type { Stage } from '../lives.ts';
import { row, type Row } from '../table.ts';

export interface OutageLoad {
  /** How long Temporal is away. */
  readonly away: Millis;
  /** How long it runs under load before. */
  readonly before: Millis;
  /** Disputes opened a second, before and meanwhile. */
  readonly aSecond: number;
}

/** How long anything may take to settle: past the provider's last retry only the comparison with its lists helps. */
const SETTLED_WITHIN: Millis = 15 * MINUTE;

/** Temporal is killed under load and comes back: every dispute opened until then must become a case by itself. */
export async function benchOutage(
  { cluster, cases }: Stage,
  { away, before, aSecond }: OutageLoad,
): Promise<Row[]> {
  const { scenario } = sandboxControl(cluster.sandbox.controlUrl);
  const opened: Promise<string>[] = [];
  const load = async (lasting: Millis): Promise<void> => {
    for (const end = performance.now() + lasting; performance.now() < end; await sleep(SECOND / aSecond))
      opened.push(scenario('dispute_won').then(({ payment_id }) => `whop:${payment_id}`));
  };
  await load(before);
  await cluster.kill('temporal');
  await load(away);
  const restarted = performance.now();
  await cluster.restart('temporal');
  const back = performance.now();
  const caseIds = await Promise.all(opened);
  const known = await Promise.allSettled(
    caseIds.map(async (caseId) => {
      await cases.until(caseId, 'open', isOpen, SETTLED_WITHIN);
      return performance.now();
    }),
  );
  const moments = known.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  return [
    row({
      what: `disputes known without anybody's doing after ${away / SECOND} s without Temporal, of those opened`,
      value: moments.length,
      against: caseIds.length,
      aim: { atLeast: 1 },
    }),
    row({
      what: 'seconds until all of them were known, against the outage',
      value: (Math.max(...moments) - back) / SECOND,
      against: (back - restarted + away) / SECOND,
      aim: null,
    }),
  ];
}

function isOpen({ disputes: [dispute] }: CaseView): boolean {
  return dispute?.answerable === true;
}
