import type Whop from '@whop/sdk';
import { Big } from 'big.js';
import { decimalsOf } from '../../domain/money.ts';
import { createRuns, ImpossibleTransitionError, type Run as AnyRun, type Runs } from '../cases/runs.ts';
import { fromNow } from '../duration.ts';
import { changeAlert, disputeSummary, openAlert, openDispute, type NewDispute } from './disputes.ts';
import { createPayment, paymentSummary } from './payments.ts';
import { moveRefund } from './refund-transitions.ts';
import { refundElsewhere } from './refunds.ts';
import { SCENARIOS, type Step } from './scenarios.ts';
import { transition, type TransitionName, type TransitionTerms } from './transitions.ts';
import type { CaseTerms, Refund, WhopStandIn } from './whop.ts';

type Run = AnyRun<CaseTerms>;

/** Whop's scenarios, ready to be played. */
export function whopRuns(whop: WhopStandIn): Runs<CaseTerms, Step> {
  const { documents, newId } = whop;
  return createRuns({
    scenarios: SCENARIOS,
    newId,
    documents,
    newPayment: ({ amount, currency }) => createPayment(whop, amount, currency).id,
    hasPayment: (id) => documents.get('payments', id) !== null,
    paymentOfRefund: (id) => documents.get('refunds', id)?.payment?.id ?? null,
    perform: (run, step) => perform(whop, run, step),
  });
}

/** What a transition may be told, and which of the run's disputes is meant, counted from 0; the latest when absent. */
type MoveTerms = TransitionTerms & { readonly dispute?: number | undefined };

function perform(whop: WhopStandIn, run: Run, step: Step): Run {
  switch (step.do) {
    case 'open_payment':
      return run;
    case 'refund_elsewhere':
      refundElsewhere(whop, run.payment_id, {
        part: step.auto === true ? null : half(run),
        auto: step.auto === true,
      });
      return run;
    case 'succeed':
    case 'fail':
    case 'cancel':
    case 'require_action':
    case 'add_reference':
      moveRefund(whop, latestRefund(whop, run), step.do);
      return run;
    case 'open_alert': {
      const { type = 'dispute', paymentUnknown = false } = step;
      const alert = openAlert(whop, {
        terms: run.terms,
        payment: paymentOf(whop, run),
        type,
        paymentUnknown,
      });
      return { ...run, alert_id: alert.id };
    }
    case 'open_dispute':
      return withDispute(whop, run, step);
    default:
      return move(whop, run, step.do, {
        dispute: step.dispute,
        respondBy: step.respondIn === undefined ? undefined : fromNow(step.respondIn),
      });
  }
}

/**
 * Takes a transition by its name.
 *
 * @throws ImpossibleTransitionError when it is not possible from where the case is
 */
export function move(whop: WhopStandIn, run: Run, name: TransitionName, terms: MoveTerms = {}): Run {
  const id = terms.dispute === undefined ? run.dispute_ids.at(-1) : run.dispute_ids[terms.dispute];
  const dispute = id === undefined ? null : whop.documents.get('disputes', id);
  if (dispute === null) return moveAlert(whop, run, name, terms);
  transition(whop, dispute, name, { paymentId: run.payment_id, ...terms });
  return run;
}

function moveAlert(whop: WhopStandIn, run: Run, name: TransitionName, { respondBy }: MoveTerms): Run {
  switch (name) {
    case 'become_dispute': {
      const terms = respondBy === undefined ? run.terms : { ...run.terms, respond_by: respondBy };
      return withDispute(whop, { ...run, terms }, {});
    }
    case 'name_payment': {
      const alert = run.alert_id === null ? null : whop.documents.get('alerts', run.alert_id);
      if (alert !== null) changeAlert(whop, alert, { payment: paymentSummary(paymentOf(whop, run)) });
      return run;
    }
    default:
      throw new ImpossibleTransitionError(
        `${run.alert_id ?? run.id} is an alert without a dispute: become_dispute and name_payment are possible.`,
      );
  }
}

function withDispute(whop: WhopStandIn, run: Run, opening: Omit<NewDispute, 'terms' | 'payment'>): Run {
  const dispute = openDispute(whop, { ...opening, terms: run.terms, payment: paymentOf(whop, run) });
  const alert = run.alert_id === null ? null : whop.documents.get('alerts', run.alert_id);
  if (alert !== null && alert.dispute === null)
    changeAlert(whop, alert, { dispute: disputeSummary(dispute) });
  return { ...run, dispute_ids: [...run.dispute_ids, dispute.id] };
}

function paymentOf(whop: WhopStandIn, run: Run): Whop.Payment {
  const payment = whop.documents.get('payments', run.payment_id);
  if (payment === null) throw new ImpossibleTransitionError(`The payment ${run.payment_id} is gone.`);
  return payment;
}

function latestRefund(whop: WhopStandIn, run: Run): Refund {
  const [latest] = whop.documents.ofPayment('refunds', run.payment_id);
  if (latest === undefined) {
    throw new ImpossibleTransitionError(`${run.payment_id} has no refund yet. Refund it first.`);
  }
  return latest;
}

/** Half of the amount, rounded down to what its currency allows. */
function half({ terms: { amount, currency } }: Run): number {
  return new Big(amount)
    .div(2)
    .round(decimalsOf(currency) ?? 8, Big.roundDown)
    .toNumber();
}
