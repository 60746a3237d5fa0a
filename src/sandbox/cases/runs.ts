import { instant } from '../../domain/instant.ts';
import type { NewId } from '../ids.ts';

/** One step of a scenario; what else it says is its provider's own. */
export interface StepLike {
  readonly do: string;
}

export interface Scenario<Step extends StepLike> {
  readonly summary: string;
  /** The first is taken when the scenario starts, each next one when it is advanced. */
  readonly steps: readonly [Step, ...Step[]];
}

/** A scenario under way; `Terms` say what its case is about. */
export interface Run<Terms> {
  readonly id: string;
  readonly scenario: string;
  readonly created_at: string;
  /** Demo cases move on by themselves; the ones people start do not. */
  readonly opened_by: 'control' | 'demo';
  /** How many of the scenario's steps are done. */
  readonly step: number;
  /** The payment all of it is about, also while the objects do not name it yet. */
  readonly payment_id: string;
  readonly alert_id: string | null;
  readonly dispute_ids: readonly string[];
  readonly terms: Terms;
  /** When the demo takes its next step; null when that is not settled yet. */
  readonly due_at: string | null;
}

/** Thrown when a case is not where a step starts from. */
export class ImpossibleTransitionError extends Error {
  override readonly name = 'ImpossibleTransitionError';
}

/** What a scenario is started with; the payment is made when none is named. */
export interface NewRun<Terms> {
  readonly scenario: string;
  readonly terms: Terms;
  readonly paymentId?: string | undefined;
  readonly openedBy: Run<Terms>['opened_by'];
}

/** What a provider brings to have its scenarios played. */
export interface Play<Terms, Step extends StepLike> {
  readonly scenarios: Readonly<Record<string, Scenario<Step>>>;
  readonly newId: NewId;
  readonly documents: {
    get(kind: 'runs', id: string): Run<Terms> | null;
    put(kind: 'runs', run: Run<Terms>): void;
    /** Newest first. */
    list(kind: 'runs'): readonly Run<Terms>[];
  };
  /** Makes a payment for a new case. Answers with its id. */
  newPayment(terms: Terms): string;
  hasPayment(id: string): boolean;
  /** The payment of a refund; null when there is no such refund. */
  paymentOfRefund(refundId: string): string | null;
  /** Does what a step says. */
  perform(run: Run<Terms>, step: Step): Run<Terms>;
}

/** Plays one provider's scenarios. */
export interface Runs<Terms, Step extends StepLike> {
  readonly scenarios: Play<Terms, Step>['scenarios'];
  /**
   * Starts a scenario: takes its first step.
   *
   * @throws ImpossibleTransitionError when the payment that was named does not exist
   */
  start(run: NewRun<Terms>): Run<Terms>;
  /**
   * Takes a scenario's next step.
   *
   * @throws ImpossibleTransitionError when there is none left, or the merchant has to act first
   */
  advance(run: Run<Terms>): Run<Terms>;
  /** The step a scenario is to take next; null when all are taken. */
  next(run: Run<Terms>): Step | null;
  /** The latest scenario an object came from, found by the id of its run, dispute, alert, refund or payment. */
  find(id: string): Run<Terms> | null;
  /** Notes that something happened to a case. When it is the scenario's next step, that step is taken. */
  took(run: Run<Terms>, name: string): Run<Terms>;
  put(run: Run<Terms>): void;
  /** Newest first. */
  list(): readonly Run<Terms>[];
}

export function createRuns<Terms, Step extends StepLike>(play: Play<Terms, Step>): Runs<Terms, Step> {
  const { scenarios, documents } = play;

  function take(run: Run<Terms>, step: Step): Run<Terms> {
    const taken = { ...play.perform(run, step), step: run.step + 1, due_at: null };
    documents.put('runs', taken);
    return taken;
  }

  const next = (run: Run<Terms>): Step | null => scenarios[run.scenario]?.steps[run.step] ?? null;

  return {
    scenarios,
    next,
    put: (run) => documents.put('runs', run),
    list: () => documents.list('runs'),
    start({ scenario, terms, paymentId, openedBy }) {
      const first = scenarios[scenario]?.steps[0];
      if (first === undefined) throw new ImpossibleTransitionError(`There is no scenario ${scenario}.`);
      if (paymentId !== undefined && !play.hasPayment(paymentId)) {
        throw new ImpossibleTransitionError(`There is no payment ${paymentId}.`);
      }
      const run: Run<Terms> = {
        payment_id: paymentId ?? play.newPayment(terms),
        id: play.newId('run'),
        scenario,
        created_at: instant(Date.now()),
        opened_by: openedBy,
        step: 0,
        alert_id: null,
        dispute_ids: [],
        terms,
        due_at: null,
      };
      return take(run, first);
    },
    advance(run) {
      const step = next(run);
      if (step === null) throw new ImpossibleTransitionError(`${run.id} (${run.scenario}) has no step left.`);
      return take(run, step);
    },
    find(id) {
      const wanted = play.paymentOfRefund(id) ?? id;
      const isAbout = (run: Run<Terms>): boolean =>
        [run.payment_id, run.alert_id, ...run.dispute_ids].includes(wanted);
      return documents.get('runs', id) ?? documents.list('runs').find(isAbout) ?? null;
    },
    took(run, name) {
      const noted = { ...run, step: next(run)?.do === name ? run.step + 1 : run.step, due_at: null };
      documents.put('runs', noted);
      return noted;
    },
  };
}
