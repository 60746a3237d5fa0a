import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE, SECOND, type Millis } from '../../src/domain/instant.ts';
import { caseWorkflowId, caseIdOfPayment } from '../../src/domain/names.ts';
import { refundWorkflowId } from '../../src/domain/refund-messages.ts';
import { createClient } from '../../src/temporal/connection.ts';
import { clocksOf } from './clocks.ts';
import { isUnclear } from './ledger/counts.ts';
import type { Evidence } from './ledger/evidence.ts';
import { verdictOf, type Verdict } from './ledger/verdict.ts';
import type { LoadRecord } from './load/load.ts';
import { knownCases, knownRefunds, timeLinesOf, type Told, webhooksOf, wholeLedger } from './observe.ts';
import type { World } from './world.ts';

/** How a run ended. */
export interface Settled {
  readonly evidence: Evidence;
  readonly verdict: Verdict;
  /** From the end of the last fault until nothing was left to be done; null when that never came. */
  readonly took: Millis | null;
}

const PATIENCE: Millis = 10 * MINUTE;
/** Between two looks at everything. */
const LOOKS: Millis = 2 * SECOND;
/** What is left goes by itself for so long; then the clocks of what only waits for them are moved on. */
const BY_ITSELF: Millis = 15 * SECOND;

/**
 * Waits until there is nothing left to be done, and judges. What the schedule would look for within five minutes, it has looked for at once: webhooks
 * that were lost on their way.
 */
export async function settle(
  world: World,
  load: Promise<void>,
  record: LoadRecord,
  tell: (sentence: string) => void,
  stop: AbortSignal,
): Promise<Settled> {
  const began = Date.now();
  const client = createClient({ ...world.cluster.temporal, credentials: {}, payloadCodecs: [] });
  const clocks = clocksOf(client, world.cluster.temporal.namespace);
  const timeLines = timeLinesOf(world);
  let isPlayed = false;
  /** Something was in no time line at the last look: none is believed to have stayed as it was. */
  let isMissing = false;
  /** Since when nothing has been left to be done, without a break. */
  let doneSince: Millis | null = null;
  let broken: Error | null = null;
  load.then(
    () => (isPlayed = true),
    (error: unknown) => (broken = new Error('The load could not be played.', { cause: error })),
  );
  try {
    for (const provider of ['whop', 'wepay']) {
      await client.schedule
        .getHandle(`reconcile:${provider}`)
        .trigger()
        .catch(() => undefined);
    }
    for (;;) {
      stop.throwIfAborted();
      if (broken !== null) throw broken;
      const lines = (cases: Evidence['cases']) => timeLines.of(cases, isMissing);
      const evidence = await collect(world, record, clocks.skipped, lines).catch(() => null);
      const now = Date.now() - began;
      if (evidence === null && now > PATIENCE)
        throw new Error('The API or the sandbox does not answer any more.');
      if (evidence !== null) {
        const verdict = verdictOf(evidence);
        isMissing = verdict.webhooks.wrong.length > 0 || verdict.acts.wrong.length > 0;
        const left = unsettled(evidence, verdict);
        const isDone = left.length === 0 && !isMissing && webhooksUnderWay(evidence) === 0;
        doneSince = isDone ? (doneSince ?? now) : null;
        if (now > PATIENCE) return { evidence, verdict, took: null };
        if (isPlayed && doneSince !== null) {
          // What was in doubt once must have been left alone for good: its clock goes past every moment at which it could be sent again.
          if (!(await clocks.moveOn(inDoubt(evidence)))) return { evidence, verdict, took: doneSince };
          tell('settled; looking whether anything is sent once more');
          await sleep(LOOKS);
          continue;
        }
        tell(`settling: ${whatIsLeft(left, evidence, verdict, isPlayed)}`);
        if (now > BY_ITSELF) await clocks.moveOn(left);
      }
      await sleep(LOOKS);
    }
  } finally {
    await client.connection.close();
  }
}

async function collect(
  world: World,
  record: LoadRecord,
  skipped: ReadonlyMap<string, number>,
  timeLines: (cases: Evidence['cases']) => Promise<Told>,
): Promise<Evidence> {
  const cases = await knownCases(world);
  const told = await timeLines(cases);
  const refunds = await knownRefunds(world);
  const webhooks = await webhooksOf(world);
  const ledger = await wholeLedger(world);
  return { ...record, ...told, ledger, webhooks, cases, refunds, skipped };
}

/** The workflows of what is not yet as it has to be. */
function unsettled({ cases, ledger }: Evidence, verdict: Verdict): readonly string[] {
  const disputes = new Set([
    ...verdict.deadlines.wrong.map((id) => id.split('#')[0] ?? ''),
    ...verdict.submissions.undecided,
    ...verdict.concessions.undecided,
    ...verdict.stale,
  ]);
  const ids = new Set<string>();
  for (const id of disputes) {
    const opened = ledger.find(({ name, ids: named }) => name === 'dispute_opened' && named[0] === id);
    const paymentId = opened?.ids[1];
    if (opened !== undefined && paymentId !== undefined)
      ids.add(caseWorkflowId(caseIdOfPayment(opened.provider, paymentId)));
    for (const one of cases)
      if (one.id === id || one.disputes.some((dispute) => dispute.id === id)) ids.add(caseWorkflowId(one.id));
  }
  for (const id of verdict.refunds.undecided) ids.add(refundWorkflowId(id));
  return [...ids];
}

/** The workflows of all calls that were to change something and got no clear answer. */
function inDoubt({ ledger, cases }: Evidence): readonly string[] {
  const ids = new Set<string>();
  for (const { provider, ids: named, detail } of ledger.filter(isUnclear)) {
    for (const id of named) {
      for (const one of cases)
        if (one.provider === provider && one.disputes.some((dispute) => dispute.id === id))
          ids.add(caseWorkflowId(one.id));
    }
    for (const value of Object.values(detail['headers'] ?? {}))
      if (typeof value === 'string' && value.startsWith(`${provider}:`)) ids.add(refundWorkflowId(value));
  }
  return [...ids];
}

/** WePay tries again after a quarter of an hour, which nobody waits for: its lists are read instead. */
function webhooksUnderWay({ webhooks }: Evidence): number {
  return webhooks.filter(({ state, provider }) => state === 'pending' && provider !== 'wepay').length;
}

/** For whoever watches a run: what it still waits for. */
function whatIsLeft(
  left: readonly string[],
  evidence: Evidence,
  { webhooks, acts }: Verdict,
  isPlayed: boolean,
): string {
  const some = left.slice(0, 5).join(', ');
  const waits = [
    isPlayed ? '' : 'scenes still to be played',
    left.length === 0 ? '' : `${left.length} workflows (${some}${left.length > 5 ? ', …' : ''})`,
    webhooks.wrong.length === 0 ? '' : `${webhooks.wrong.length} webhooks not found again yet`,
    acts.wrong.length === 0 ? '' : `${acts.wrong.length} decisions to be carried out`,
    webhooksUnderWay(evidence) === 0 ? '' : `${webhooksUnderWay(evidence)} webhooks under way`,
  ].filter((one) => one !== '');
  return waits.length === 0 ? 'nothing is left' : waits.join('; ');
}
