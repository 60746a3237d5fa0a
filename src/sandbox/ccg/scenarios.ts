import type { Scenario } from '../cases/runs.ts';
import type { NewDispute } from './disputes.ts';
import type { CaseTerms } from './ccg.ts';
import type { RefundTransitionName } from './payments.ts';

export const TRANSITION_NAMES = ['announce', 'rule_won', 'rule_lost'] as const;
export type TransitionName = (typeof TRANSITION_NAMES)[number];

/** Everything that can happen to a dispute; each is possible at any time. */
export const TRANSITIONS: Readonly<Record<TransitionName, string>> = {
  announce: 'The opening is told of, as it was, however late.',
  rule_won: 'The bank rules for the merchant, who gets the money back.',
  rule_lost: 'The bank rules for the customer.',
};

/** One step of a scenario. `open_…` and `refund_elsewhere` make objects; every other step is a transition of the dispute or of the refund. */
export type Step =
  /** Tells of the payment, which every scenario has. */
  | { readonly do: 'open_payment' }
  | ({ readonly do: 'open_dispute' } & Omit<NewDispute, 'terms' | 'payment'>)
  /** Half of what the customer paid. */
  | { readonly do: 'refund_elsewhere' }
  | { readonly do: RefundTransitionName }
  | { readonly do: TransitionName };

interface CcgScenario extends Scenario<Step> {
  /** What it is about unless it is started with something else. */
  readonly about?: Partial<CaseTerms>;
}

/** Lives a CCG dispute can have. Nobody can answer at CCG, so that a ruling is possible at any time. */
export const SCENARIOS: Readonly<Record<string, CcgScenario>> = {
  ccg_won: {
    summary: 'A dispute that is won; the money comes back, the fee does not.',
    steps: [{ do: 'open_dispute' }, { do: 'rule_won' }],
  },
  ccg_lost: {
    summary: 'A dispute that is lost.',
    steps: [{ do: 'open_dispute' }, { do: 'rule_lost' }],
  },
  ccg_ruling_first: {
    summary: 'A dispute whose ruling is told of before its opening; nothing is told of at the start.',
    steps: [{ do: 'open_dispute', silent: true }, { do: 'rule_lost' }, { do: 'announce' }],
  },
  ccg_lost_then_won: {
    summary: 'A ruling that turns: lost, then won.',
    steps: [{ do: 'open_dispute' }, { do: 'rule_lost' }, { do: 'rule_won' }],
  },
  ccg_without_transactions: {
    summary: 'A dispute whose events bring no balance transactions: no id, no currency, no times.',
    steps: [{ do: 'open_dispute', withoutTransactions: true }, { do: 'rule_lost' }],
  },
  ccg_contradiction: {
    summary: 'Two rulings that contradict each other, without a time that says which is the later one.',
    steps: [{ do: 'open_dispute', withoutTransactions: true }, { do: 'rule_lost' }, { do: 'rule_won' }],
  },
  ccg_bank_account: {
    summary: 'A dispute of a payment from a bank account.',
    steps: [{ do: 'open_dispute' }, { do: 'rule_lost' }],
    about: { payment_type: 'BANK_ACCOUNT', reason: 'DEBIT_NOT_AUTHORIZED' },
  },
  ccg_without_payment_type: {
    summary: 'A dispute whose events do not say how the customer paid, as in version 2.',
    steps: [{ do: 'open_dispute', withoutPaymentType: true }, { do: 'rule_won' }],
  },
  ccg_jpy: {
    summary: 'A dispute in a currency without decimals.',
    steps: [{ do: 'open_dispute' }, { do: 'rule_won' }],
    about: { amount: 5_000, currency: 'jpy' },
  },
  ccg_kwd: {
    summary: 'A dispute in a currency with three decimals.',
    steps: [{ do: 'open_dispute' }, { do: 'rule_won' }],
    about: { amount: 24.755, currency: 'kwd' },
  },
  ccg_fx: {
    summary: "A dispute in euros on an account in dollars: the transactions' amounts are not the dispute's.",
    steps: [{ do: 'open_dispute', rate: 1.0826 }, { do: 'rule_won' }],
    about: { currency: 'eur' },
  },
  ccg_payment: {
    summary: 'A payment, and nothing wrong with it; its events are of no use to a dispute desk.',
    steps: [{ do: 'open_payment' }],
  },
  ccg_refunded_elsewhere: {
    summary: 'A payment, half of which somebody refunds elsewhere.',
    steps: [{ do: 'open_payment' }, { do: 'refund_elsewhere' }, { do: 'succeed' }],
  },
};
