import { millis, type Millis } from '../../domain/instant.ts';
import type { Run } from '../cases/runs.ts';
import { demoOf, endRun, type Plan } from '../demo/demo.ts';
import { fromNow } from '../duration.ts';
import { FIRST_OPENINGS, LATER_OPENINGS, type Opening } from './demo-openings.ts';
import { moveRefundsOn } from './demo-refunds.ts';
import { move, whopRuns } from './runs.ts';
import type { TransitionName } from './transitions.ts';
import type { CaseTerms, WhopStandIn } from './whop.ts';

/** Whop's part of the demo: alerts and inquiries move on, what is under review is ruled, and refunds are seen through. */
export function whopDemo(whop: WhopStandIn): (now: Millis, random: () => number) => void {
  return demoOf(whop, {
    provider: 'whop',
    runs: whopRuns(whop),
    first: FIRST_OPENINGS,
    later: LATER_OPENINGS,
    mostUnfinished: 12,
    everyMinutes: [3, 8],
    open: (opening) => open(whop, opening),
    planFor: (run, now, random) => planFor(whop, run, now, random),
    meanwhile: (now) => moveRefundsOn(whop, now),
  });
}

function open(
  whop: WhopStandIn,
  { scenario, amount, currency, reason, respondIn, already = [] }: Opening,
): void {
  const runs = whopRuns(whop);
  const terms = { amount, currency, reason, respond_by: fromNow(respondIn) };
  let run = runs.start({ scenario, terms, openedBy: 'demo' });
  for (const name of already) run = runs.took(move(whop, run, name), name);
}

function planFor(whop: WhopStandIn, run: Run<CaseTerms>, now: Millis, random: () => number): Plan | null {
  const runs = whopRuns(whop);
  const id = run.dispute_ids.at(-1);
  const dispute = id === undefined ? null : whop.documents.get('disputes', id);
  const nextAsScripted = (): void => void runs.advance(run);
  if (dispute === null) {
    const act = (): void => (isRefunded(whop, run) ? endRun(runs, run) : nextAsScripted());
    return { after: [10, 40], act };
  }
  /** The demo's ruling ends the case, whatever the scenario had in mind. */
  const finish = (name: TransitionName): void => endRun(runs, move(whop, run, name));
  const late = dispute.needs_response_by !== null && millis(dispute.needs_response_by) < now;
  switch (dispute.status) {
    case 'under_review':
      return { after: [2, 6], act: () => finish(ruling(random())) };
    case 'warning_under_review':
      return { after: [2, 6], act: nextAsScripted };
    case 'needs_response':
      return late ? { after: [1, 3], act: () => finish('rule_lost') } : null;
    case 'warning_needs_response':
      return late ? { after: [1, 3], act: nextAsScripted } : null;
    default:
      return null;
  }
}

/** A customer whose money came back after the early warning has nothing left to dispute. */
function isRefunded(whop: WhopStandIn, run: Run<CaseTerms>): boolean {
  return whop.documents.get('payments', run.payment_id)?.substatus === 'refunded';
}

function ruling(chance: number): TransitionName {
  if (chance < 0.6) return 'rule_won';
  return chance < 0.93 ? 'rule_lost' : 'withdraw';
}
