import { createRuns, ImpossibleTransitionError, type Run as AnyRun, type Runs } from '../cases/runs.ts';
import { announce, openDispute, rule } from './disputes.ts';
import { announcePayment, createPayment, moveRefund, refundElsewhere } from './payments.ts';
import { SCENARIOS, type Step, type TransitionName } from './scenarios.ts';
import type { CaseTerms, CcgStandIn, Dispute, Payment } from './ccg.ts';

type Run = AnyRun<CaseTerms>;

/** CCG's scenarios, ready to be played. */
export function ccgRuns(ccg: CcgStandIn): Runs<CaseTerms, Step> {
  const { documents, newId } = ccg;
  return createRuns({
    scenarios: SCENARIOS,
    newId,
    documents,
    newPayment: (terms) => createPayment(ccg, terms).id,
    hasPayment: (id) => documents.get('payments', id) !== null,
    paymentOfRefund: (id) => documents.get('refunds', id)?.payment.id ?? null,
    perform: (run, step) => perform(ccg, run, step),
  });
}

/**
 * Takes a transition of one of a case's disputes by its name.
 *
 * @param disputeId - the latest when absent
 */
export function move(
  ccg: CcgStandIn,
  run: Run,
  name: TransitionName,
  disputeId = run.dispute_ids.at(-1),
): Run {
  const dispute = disputeOf(ccg, run, disputeId);
  switch (name) {
    case 'announce':
      announce(ccg, ccg.documents.get('openings', dispute.id) ?? dispute, 'DISPUTE_INITIATED');
      return run;
    case 'rule_won':
      rule(ccg, dispute, 'WON');
      return run;
    case 'rule_lost':
      rule(ccg, dispute, 'LOST');
      return run;
  }
}

export function existingPayment(ccg: CcgStandIn, id: string): Payment {
  const payment = ccg.documents.get('payments', id);
  if (payment === null) throw new ImpossibleTransitionError(`There is no payment ${id}.`);
  return payment;
}

function perform(ccg: CcgStandIn, run: Run, step: Step): Run {
  const payment = existingPayment(ccg, run.payment_id);
  switch (step.do) {
    case 'open_payment':
      announcePayment(ccg, payment);
      return run;
    case 'open_dispute': {
      const { id } = openDispute(ccg, { ...step, terms: run.terms, payment });
      return { ...run, dispute_ids: [...run.dispute_ids, id] };
    }
    case 'refund_elsewhere':
      refundElsewhere(ccg, payment, Math.floor(payment.amount / 2));
      return run;
    case 'succeed':
    case 'fail': {
      const [latest] = ccg.documents.ofPayment('refunds', payment.id);
      if (latest === undefined) throw new ImpossibleTransitionError(`${payment.id} has no refund yet.`);
      moveRefund(ccg, latest, step.do);
      return run;
    }
    case 'announce':
    case 'rule_won':
    case 'rule_lost':
      return move(ccg, run, step.do);
  }
}

function disputeOf(ccg: CcgStandIn, run: Run, id: string | undefined): Dispute {
  const dispute = id === undefined ? null : ccg.documents.get('disputes', id);
  if (dispute === null) throw new ImpossibleTransitionError(`${run.id} has no such dispute.`);
  return dispute;
}
