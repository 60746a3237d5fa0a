import type Whop from '@whop/sdk';
import { Big } from 'big.js';
import { instant } from '../../domain/instant.ts';
import { decimalsOf } from '../../domain/money.ts';
import { fromNow } from '../duration.ts';
import { changeAlert, disputeSummary, openAlert, openDispute, type NewDispute } from './disputes.ts';
import { createPayment, paymentSummary } from './payments.ts';
import { moveRefund } from './refund-transitions.ts';
import { refundElsewhere } from './refunds.ts';
import { SCENARIOS, type ScenarioName, type Step } from './scenarios.ts';
import {
  ImpossibleTransitionError,
  transition,
  type TransitionName,
  type TransitionTerms,
} from './transitions.ts';
import type { CaseTerms, Refund, Run, WhopStandIn } from './whop.ts';

/** What a scenario is started with; the payment is made when none is named. */
export interface NewRun {
  readonly scenario: ScenarioName;
  readonly terms: CaseTerms;
  readonly paymentId?: string | undefined;
  readonly openedBy: Run['opened_by'];
}

/**
 * Starts a scenario: takes its first step.
 *
 * @throws ImpossibleTransitionError when the payment that was named does not exist
 */
export function startRun(whop: WhopStandIn, { scenario, terms, paymentId, openedBy }: NewRun): Run {
  const payment =
    paymentId === undefined
      ? createPayment(whop, terms.amount, terms.currency)
      : whop.documents.get('payments', paymentId);
  if (payment === null) throw new ImpossibleTransitionError(`There is no payment ${paymentId}.`);
  const run: Run = {
    id: whop.newId('run'),
    scenario,
    created_at: instant(Date.now()),
    opened_by: openedBy,
    step: 0,
    payment_id: payment.id,
    alert_id: null,
    dispute_ids: [],
    terms,
    due_at: null,
  };
  return take(whop, run, SCENARIOS[scenario].steps[0]);
}

/**
 * Takes a scenario's next step.
 *
 * @throws ImpossibleTransitionError when there is none left, or the merchant has to act first
 */
export function advanceRun(whop: WhopStandIn, run: Run): Run {
  const next = nextStep(run);
  if (next === null) throw new ImpossibleTransitionError(`${run.id} (${run.scenario}) has no step left.`);
  return take(whop, run, next);
}

/** The step a scenario is to take next; null when all are taken. */
export function nextStep(run: Run): Step | null {
  return SCENARIOS[run.scenario].steps[run.step] ?? null;
}

/** The latest scenario an object came from, found by the id of its run, dispute, alert, refund or payment. */
export function findRun(whop: WhopStandIn, id: string): Run | null {
  const wanted = whop.documents.get('refunds', id)?.payment?.id ?? id;
  const isAbout = (run: Run): boolean => [run.payment_id, run.alert_id, ...run.dispute_ids].includes(wanted);
  return whop.documents.get('runs', id) ?? whop.documents.list('runs').find(isAbout) ?? null;
}

/**
 * Takes a transition by its name. When it happens to be the scenario's next step, that step is taken with it.
 *
 * @throws ImpossibleTransitionError when it is not possible from where the case is
 */
export function moveRun(whop: WhopStandIn, run: Run, name: TransitionName, terms: MoveTerms = {}): Run {
  return tookStep(whop, move(whop, run, name, terms), name);
}

/** Notes that something happened to a case. When it is the scenario's next step, that step is taken. */
export function tookStep(whop: WhopStandIn, run: Run, name: Step['do']): Run {
  const kept = { ...run, step: nextStep(run)?.do === name ? run.step + 1 : run.step, due_at: null };
  whop.documents.put('runs', kept);
  return kept;
}

/** What a transition may be told, and which of the run's disputes is meant, counted from 0; the latest when absent. */
type MoveTerms = TransitionTerms & { readonly dispute?: number | undefined };

function take(whop: WhopStandIn, run: Run, step: Step): Run {
  const moved = perform(whop, run, step);
  const kept = { ...moved, step: run.step + 1, due_at: null };
  whop.documents.put('runs', kept);
  return kept;
}

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

function move(whop: WhopStandIn, run: Run, name: TransitionName, terms: MoveTerms): Run {
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
