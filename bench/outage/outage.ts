import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseView } from '../../src/api/schemas/case.ts';
import { MINUTE, SECOND, type Millis } from '../../src/domain/instant.ts';
import type { Stage } from '../lives.ts';
import { row, type Row } from '../table.ts';
import {
  acknowledgedOf,
  type Acknowledged,
  isOpen,
  isRuledOn,
  openAwaited,
  openOne,
  type Opened,
  ruleOnAll,
} from './events.ts';

export interface OutageLoad {
  /** How long Temporal is away. */
  readonly away: Millis;
  /** How long it runs under load before. */
  readonly before: Millis;
  /** Disputes opened a second, before and meanwhile. */
  readonly aSecond: number;
  /** Disputes known before on which the bank rules meanwhile. */
  readonly rulings: number;
}

/** How long anything may take to settle: past the provider's last retry only the comparison with its lists helps. */
const SETTLED_WITHIN: Millis = 15 * MINUTE;

/** When each of the cases that became as wanted did so, by `performance.now()`. */
type Moments = readonly Millis[];

/** What was to become known, and when it did. */
interface Settled {
  readonly opened: { readonly of: number; readonly at: Moments };
  readonly ruled: { readonly of: number; readonly at: Moments };
  readonly acknowledged: Acknowledged;
  /** From the kill until Temporal answered again. */
  readonly outage: Millis;
  /** When it did. */
  readonly back: Millis;
}

/**
 * Temporal is killed under load and comes back: every dispute opened until then must become a case by itself, and every ruling on one that was known
 * before must reach its case.
 */
export async function benchOutage(stage: Stage, load: OutageLoad): Promise<Row[]> {
  return rowsOf(await suffer(stage, load), load);
}

async function suffer(stage: Stage, { away, before, aSecond, rulings }: OutageLoad): Promise<Settled> {
  const { cluster } = stage;
  const opened: Promise<Opened>[] = [];
  // WePay takes 20 requests in 10 seconds: more of its disputes would measure that.
  const open = async (lasting: Millis): Promise<void> => {
    for (const end = performance.now() + lasting; performance.now() < end; await sleep(SECOND / aSecond))
      opened.push(openOne(stage, opened.length % 8 === 7 ? 'wepay' : 'whop'));
  };
  const awaited = await openAwaited(stage, rulings);
  await open(before);
  const killed = performance.now();
  await cluster.kill('temporal');
  await Promise.all([open(away), ruleOnAll(stage, awaited, away)]);
  await cluster.restart('temporal');
  const back = performance.now();
  const known = (await Promise.all(opened)).map(({ caseId }) => caseId);
  const ruledOn = awaited.map(({ caseId }) => caseId);
  const [openedAt, ruledAt] = await Promise.all([
    momentsOf(stage, known, 'open', isOpen),
    momentsOf(stage, ruledOn, 'ruled on', isRuledOn),
  ]);
  return {
    opened: { of: known.length, at: openedAt },
    ruled: { of: ruledOn.length, at: ruledAt },
    acknowledged: await acknowledgedOf(stage, [...known, ...ruledOn], MINUTE),
    outage: back - killed,
    back,
  };
}

async function momentsOf(
  { cases }: Stage,
  caseIds: readonly string[],
  what: string,
  holds: (view: CaseView) => boolean,
): Promise<Moments> {
  const settled = await Promise.allSettled(
    caseIds.map(async (caseId) => {
      await cases.until(caseId, what, holds, SETTLED_WITHIN);
      return performance.now();
    }),
  );
  return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

function rowsOf(
  { opened, ruled, acknowledged, outage, back }: Settled,
  { away }: Pick<OutageLoad, 'away'>,
): Row[] {
  const after = `without anybody's doing after ${away / SECOND} s without Temporal`;
  const all = { aim: { atLeast: 1 }, always: true } as const;
  const seconds = ({ at }: { readonly at: Moments }): number => (Math.max(...at) - back) / SECOND;
  return [
    row({
      what: `disputes known ${after}, of those opened`,
      value: opened.at.length,
      against: opened.of,
      ...all,
    }),
    row({
      what: `rulings known ${after}, of those on disputes known before`,
      value: ruled.at.length,
      against: ruled.of,
      ...all,
      raw: { 'seconds until the last was known': seconds(ruled) },
    }),
    row({
      what: 'webhooks in a time line, of those acknowledged',
      value: acknowledged.all - acknowledged.lost.length,
      against: acknowledged.all,
      ...all,
      ...(acknowledged.lost.length > 0 && { raw: { lost: acknowledged.lost } }),
    }),
    row({
      what: 'seconds until all disputes opened were known, against the outage',
      value: seconds(opened),
      against: outage / SECOND,
      aim: null,
    }),
  ];
}
