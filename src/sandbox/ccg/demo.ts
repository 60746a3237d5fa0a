import type { Millis } from '../../domain/instant.ts';
import { demoOf, endRun } from '../demo/demo.ts';
import type { CaseTerms, CcgStandIn } from './ccg.ts';
import { ccgRuns, move } from './runs.ts';

/** A case the demo opens. */
interface Opening extends Omit<CaseTerms, 'envelope'> {
  readonly scenario: string;
  /** It is lost already. */
  readonly lost?: true;
}

/** What there is to look at from the first minute. */
const FIRST: readonly Opening[] = [
  { scenario: 'ccg_won', amount: 140, currency: 'usd', reason: 'FRAUDULENT', payment_type: 'CARD' },
  {
    scenario: 'ccg_bank_account',
    amount: 62.1,
    currency: 'usd',
    reason: 'DEBIT_NOT_AUTHORIZED',
    payment_type: 'BANK_ACCOUNT',
  },
  {
    scenario: 'ccg_lost',
    amount: 25,
    currency: 'usd',
    reason: 'PRODUCT_NOT_RECEIVED',
    payment_type: 'CARD',
    lost: true,
  },
];

/** What the demo chooses from later on. */
const LATER: readonly Opening[] = [
  { scenario: 'ccg_won', amount: 90, currency: 'usd', reason: 'DUPLICATE', payment_type: 'CARD' },
  { scenario: 'ccg_jpy', amount: 7_800, currency: 'jpy', reason: 'UNRECOGNIZED', payment_type: 'CARD' },
];

/** CCG's part of the demo. Nobody can answer there, so rulings come by themselves, but late enough for a packet to be prepared before. */
export function ccgDemo(ccg: CcgStandIn): (now: Millis, random: () => number) => void {
  const runs = ccgRuns(ccg);
  return demoOf(ccg, {
    provider: 'ccg',
    runs,
    first: FIRST,
    later: LATER,
    mostUnfinished: 5,
    everyMinutes: [8, 20],
    open({ scenario, lost, ...about }) {
      const run = runs.start({ scenario, terms: { ...about, envelope: null }, openedBy: 'demo' });
      if (lost === true) endRun(runs, move(ccg, run, 'rule_lost'));
    },
    planFor: (run, _now, random) => ({
      after: [20, 60],
      act: () => endRun(runs, move(ccg, run, random() < 0.6 ? 'rule_won' : 'rule_lost')),
    }),
  });
}
