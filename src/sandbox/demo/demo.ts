import { instant, millis, MINUTE, type Millis } from '../../domain/instant.ts';
import { inTransaction } from '../database.ts';
import { fromNow } from '../duration.ts';
import { advanceRun, moveRun, nextStep, startRun } from '../whop/runs.ts';
import type { TransitionName } from '../whop/transitions.ts';
import type { Run, WhopStandIn } from '../whop/whop.ts';
import { moveRefundsOn } from './refunds.ts';
import { FIRST_OPENINGS, LATER_OPENINGS, type Opening } from './openings.ts';

/** No new case while this many of the demo's own are unfinished, so that a sandbox left alone for a week does not fill up. */
const MOST_UNFINISHED = 12;

/**
 * Lets time pass in the demo: opens a handful of cases the first time ever, then one now and then; moves alerts and inquiries on, rules on
 * what is under review, and sees refunds through, each some minutes after it got there. Cases that people start over the control API are left to them.
 *
 * @param random - between 0 and 1, as `Math.random` gives it
 */
export function demoTick(whop: WhopStandIn, now: Millis, random: () => number = Math.random): void {
  inTransaction(whop.database, () => {
    const known = whop.documents.list('runs').filter((run) => run.opened_by === 'demo');
    const unfinished = known.filter((run) => nextStep(run) !== null);
    for (const run of unfinished) moveOn(whop, run, now, random);
    moveRefundsOn(whop, now);
    if (known.length === 0) for (const opening of FIRST_OPENINGS) open(whop, opening);
    else openNowAndThen(whop, unfinished.length, now, random);
  });
}

function openNowAndThen(whop: WhopStandIn, unfinished: number, now: Millis, random: () => number): void {
  const planned = whop.notes.get('demo_next_opening');
  if (typeof planned === 'number' && now < planned) return;
  const opening = LATER_OPENINGS[Math.floor(random() * LATER_OPENINGS.length)];
  if (typeof planned === 'number' && opening !== undefined && unfinished < MOST_UNFINISHED)
    open(whop, opening);
  whop.notes.set('demo_next_opening', now + minutes(3, 8, random));
}

function open(
  whop: WhopStandIn,
  { scenario, amount, currency, reason, respondIn, already = [] }: Opening,
): void {
  const terms = { amount, currency, reason, respond_by: fromNow(respondIn) };
  let run = startRun(whop, { scenario, terms, openedBy: 'demo' });
  for (const name of already) run = moveRun(whop, run, name);
}

function moveOn(whop: WhopStandIn, run: Run, now: Millis, random: () => number): void {
  const plan = planFor(whop, run, now, random);
  if (plan === null) return;
  if (run.due_at === null) {
    whop.documents.put('runs', { ...run, due_at: instant(now + minutes(...plan.after, random)) });
  } else if (now >= millis(run.due_at)) {
    plan.act();
  }
}

/** What comes next in a case's life and, in minutes, how soon; null while it waits for the merchant. */
interface Plan {
  readonly after: readonly [number, number];
  act(): void;
}

function planFor(whop: WhopStandIn, run: Run, now: Millis, random: () => number): Plan | null {
  const id = run.dispute_ids.at(-1);
  const dispute = id === undefined ? null : whop.documents.get('disputes', id);
  const nextAsScripted = (): void => void advanceRun(whop, run);
  if (dispute === null) {
    const act = (): void => (isRefunded(whop, run) ? end(whop, run) : nextAsScripted());
    return { after: [10, 40], act };
  }
  const late = dispute.needs_response_by !== null && millis(dispute.needs_response_by) < now;
  switch (dispute.status) {
    case 'under_review':
      return { after: [2, 6], act: () => finish(whop, run, ruling(random())) };
    case 'warning_under_review':
      return { after: [2, 6], act: nextAsScripted };
    case 'needs_response':
      return late ? { after: [1, 3], act: () => finish(whop, run, 'rule_lost') } : null;
    case 'warning_needs_response':
      return late ? { after: [1, 3], act: nextAsScripted } : null;
    default:
      return null;
  }
}

/** The demo's ruling ends the case, whatever the scenario had in mind. */
function finish(whop: WhopStandIn, run: Run, name: TransitionName): void {
  end(whop, moveRun(whop, run, name));
}

function end(whop: WhopStandIn, run: Run): void {
  whop.documents.put('runs', { ...run, step: Number.MAX_SAFE_INTEGER });
}

/** A customer whose money came back after the early warning has nothing left to dispute. */
function isRefunded(whop: WhopStandIn, run: Run): boolean {
  return whop.documents.get('payments', run.payment_id)?.substatus === 'refunded';
}

function ruling(chance: number): TransitionName {
  if (chance < 0.6) return 'rule_won';
  return chance < 0.93 ? 'rule_lost' : 'withdraw';
}

function minutes(least: number, most: number, random: () => number): Millis {
  return (least + random() * (most - least)) * MINUTE;
}
