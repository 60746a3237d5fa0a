import type { Scenario } from '../cases/runs.ts';
import type { NewDispute } from './disputes.ts';
import type { RefundTransitionName } from './refund-transitions.ts';
import type { TransitionName, TransitionTerms } from './transitions.ts';

/**
 * One step of a scenario. `open_…` and `refund_elsewhere` make objects; every other step is a transition of the latest dispute (or the one
 * numbered `dispute`, counted from 0), or, where its name is a refund's, of the payment's latest refund.
 */
export type Step =
  /** Nothing more than the payment, which every scenario has. */
  | { readonly do: 'open_payment' }
  | ({ readonly do: 'open_dispute' | 'open_chargeback' } & Omit<NewDispute, 'terms' | 'payment'> & Deaths)
  /** Half of what the customer paid. */
  | { readonly do: 'refund_elsewhere' }
  | { readonly do: RefundTransitionName }
  | ({ readonly do: TransitionName; readonly dispute?: number; readonly after?: string } & Pick<
      TransitionTerms,
      'credit'
    >);

interface Deaths {
  /** Its documents die before the challenge, once unless the scenario is started with another number. */
  readonly mortal?: true;
}

/** Lives a WePay dispute can have. Where the merchant has to answer in between, the next step says so when it is tried too early. */
export const SCENARIOS: Readonly<Record<string, Scenario<Step>>> = {
  wepay_won: {
    summary: 'A chargeback that is challenged, fought for by WePay, and won.',
    steps: [{ do: 'open_dispute' }, { do: 'fight' }, { do: 'rule_won' }],
  },
  wepay_lost: {
    summary: 'A chargeback that is lost, challenged or not.',
    steps: [{ do: 'open_dispute' }, { do: 'rule_lost' }],
  },
  wepay_inquiry_to_chargeback: {
    summary:
      'An inquiry that closes and comes back as a chargeback with a new id on the same payment, to be answered once more; won.',
    steps: [
      { do: 'open_dispute', type: 'inquiry' },
      { do: 'close_inquiry' },
      { do: 'open_chargeback', fresh: true },
      { do: 'fight' },
      { do: 'rule_won' },
    ],
  },
  wepay_inquiry_closes: {
    summary: 'An inquiry that closes, and nothing more comes of it.',
    steps: [{ do: 'open_dispute', type: 'inquiry' }, { do: 'close_inquiry' }],
  },
  wepay_review_declined: {
    summary: 'A chargeback that is challenged, but WePay does not fight: lost straight from its review.',
    steps: [{ do: 'open_dispute' }, { do: 'decline' }],
  },
  wepay_long_ruling: {
    summary: 'A chargeback whose ruling takes 120 days; the money is lent in the meantime.',
    steps: [{ do: 'open_dispute' }, { do: 'fight', credit: true }, { do: 'rule_won', after: '120d' }],
  },
  wepay_documents_die: {
    summary: 'A chargeback whose documents have died when the challenge comes; {deaths?} times, 1 by itself.',
    steps: [{ do: 'open_dispute', mortal: true }, { do: 'fight' }, { do: 'rule_won' }],
  },
  wepay_funds_first: {
    summary: 'A chargeback whose funds are withdrawn before it is announced.',
    steps: [
      { do: 'open_dispute', tells: ['disputes.funds_withdrawn'] },
      { do: 'announce' },
      { do: 'fight' },
      { do: 'rule_won' },
    ],
  },
  wepay_concede: {
    summary: 'A chargeback to concede.',
    steps: [{ do: 'open_dispute' }],
  },
  wepay_fx: {
    summary: 'A chargeback over more than the payment: the exchange rate has changed.',
    steps: [{ do: 'open_dispute', rate: 1.0327 }, { do: 'fight' }, { do: 'rule_won' }],
  },
  wepay_pre_dispute: {
    summary: 'A dispute Visa settles by itself: it can be neither challenged nor conceded.',
    steps: [{ do: 'open_dispute', type: 'pre_dispute' }, { do: 'rule_lost' }],
  },
  wepay_partial: {
    summary: 'A chargeback over half of the payment.',
    steps: [{ do: 'open_dispute', partial: true }, { do: 'fight' }, { do: 'rule_won' }],
  },
  wepay_two_disputes: {
    summary: 'Two chargebacks over half of one payment each; the first is lost unanswered, the second too.',
    steps: [
      { do: 'open_dispute', partial: true },
      { do: 'open_dispute', partial: true },
      { do: 'rule_lost', dispute: 0 },
      { do: 'rule_lost', dispute: 1 },
    ],
  },
  wepay_lost_then_won: {
    summary: 'A ruling that turns: lost, then won.',
    steps: [{ do: 'open_dispute' }, { do: 'rule_lost' }, { do: 'rule_won' }],
  },
  wepay_payment: {
    summary: 'A payment, and nothing wrong with it.',
    steps: [{ do: 'open_payment' }],
  },
  wepay_refund_succeeds: {
    summary: 'A payment whose refund goes through.',
    steps: [{ do: 'open_payment' }, { do: 'succeed' }],
  },
  wepay_refund_fails: {
    summary: 'A payment whose refund fails.',
    steps: [{ do: 'open_payment' }, { do: 'fail' }],
  },
  wepay_refunded_elsewhere: {
    summary: "A payment, half of which somebody refunds in WePay's own dashboard.",
    steps: [{ do: 'open_payment' }, { do: 'refund_elsewhere' }, { do: 'succeed' }],
  },
};
