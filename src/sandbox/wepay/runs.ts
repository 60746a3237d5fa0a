import { SECOND } from '../../domain/instant.ts';
import { createRuns, ImpossibleTransitionError, type Run as AnyRun, type Runs } from '../cases/runs.ts';
import { lengthOf } from '../duration.ts';
import { openDispute } from './disputes.ts';
import { createPayment, refundsOf } from './payments.ts';
import { moveRefund } from './refund-transitions.ts';
import { existingPayment, refundElsewhere } from './refunds.ts';
import { SCENARIOS, type Step } from './scenarios.ts';
import { transition, type TransitionName, type TransitionTerms } from './transitions.ts';
import type { CaseTerms, Dispute, WepayStandIn } from './wepay.ts';

type Run = AnyRun<CaseTerms>;

/** WePay's scenarios, ready to be played. */
export function wepayRuns(wepay: WepayStandIn): Runs<CaseTerms, Step> {
  const { documents, newId } = wepay;
  return createRuns({
    scenarios: SCENARIOS,
    newId,
    documents,
    newPayment: (terms) => createPayment(wepay, terms).id,
    hasPayment: (id) => documents.get('payments', id) !== null,
    paymentOfRefund: (id) => documents.get('refunds', id)?.payment.id ?? null,
    perform: (run, step) => perform(wepay, run, step),
  });
}

/** What a transition may be told, and which of the run's disputes is meant, counted from 0; the latest when absent. */
type MoveTerms = TransitionTerms & { readonly dispute?: number | undefined };

/**
 * Takes a transition by its name.
 *
 * @throws ImpossibleTransitionError when it is not possible from where the case is
 */
export function move(wepay: WepayStandIn, run: Run, name: TransitionName, terms: MoveTerms = {}): Run {
  transition(wepay, disputeOf(wepay, run, terms.dispute), name, terms);
  return run;
}

function perform(wepay: WepayStandIn, run: Run, step: Step): Run {
  const payment = existingPayment(wepay, run.payment_id);
  switch (step.do) {
    case 'open_payment':
      return run;
    case 'open_dispute':
    case 'open_chargeback': {
      const terms = { ...run.terms, deaths: step.mortal === true ? run.terms.deaths : 0 };
      const { id } = openDispute(wepay, { ...step, terms, payment });
      return { ...run, dispute_ids: [...run.dispute_ids, id] };
    }
    case 'refund_elsewhere':
      refundElsewhere(wepay, run.payment_id, Math.floor(payment.amount / 2));
      return run;
    case 'succeed':
    case 'fail': {
      const [latest] = refundsOf(wepay, run.payment_id);
      if (latest === undefined)
        throw new ImpossibleTransitionError(`${run.payment_id} has no refund yet. Refund it first.`);
      moveRefund(wepay, latest, step.do);
      return run;
    }
    default: {
      const { create_time } = disputeOf(wepay, run, step.dispute);
      const at = step.after === undefined ? undefined : create_time + lengthOf(step.after) / SECOND;
      return move(wepay, run, step.do, { dispute: step.dispute, credit: step.credit, at });
    }
  }
}

function disputeOf(wepay: WepayStandIn, run: Run, position: number | undefined): Dispute {
  const id = position === undefined ? run.dispute_ids.at(-1) : run.dispute_ids[position];
  const dispute = id === undefined ? null : wepay.documents.get('disputes', id);
  if (dispute === null) throw new ImpossibleTransitionError(`${run.id} has no such dispute.`);
  return dispute;
}
