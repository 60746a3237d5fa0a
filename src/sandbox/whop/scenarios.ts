import type Whop from '@whop/sdk';
import type { Scenario } from '../cases/runs.ts';
import type { RefundTransitionName } from './refund-transitions.ts';
import type { TransitionName } from './transitions.ts';

/**
 * One step of a scenario. `open_…` and `refund_elsewhere` make objects; every other step is a transition of the latest dispute (or the one
 * numbered `dispute`, counted from 0), or, where its name is a refund's, of the payment's latest refund. Before there is a dispute,
 * `become_dispute` and `name_payment` speak of the alert.
 */
export type Step =
  /** Nothing more than the payment, which every scenario has. */
  | { readonly do: 'open_payment' }
  /** Half of what the customer paid, or with `auto` all that remains. */
  | { readonly do: 'refund_elsewhere'; readonly auto?: true }
  | { readonly do: RefundTransitionName }
  | { readonly do: 'open_alert'; readonly type?: Whop.DisputeAlertType; readonly paymentUnknown?: true }
  | {
      readonly do: 'open_dispute';
      readonly warning?: true;
      readonly visaRdr?: true;
      readonly paymentUnknown?: true;
    }
  | { readonly do: TransitionName; readonly dispute?: number; readonly respondIn?: string };

const SCENARIO_NAMES = [
  'alert_lapses',
  'alert_closes',
  'alert_becomes_dispute',
  'warning_closes',
  'warning_becomes_dispute',
  'dispute_won',
  'dispute_lost',
  'dispute_withdrawn',
  'lost_then_won',
  'two_disputes',
  'visa_rdr',
  'deadline_moves',
  'answered_elsewhere',
  'alert_payment_late',
  'dispute_payment_late',
  'payment',
  'refund_succeeds',
  'refund_fails',
  'refund_needs_action',
  'refunded_elsewhere',
  'auto_refunded',
  'refund_crosses_dispute',
] as const;
export type ScenarioName = (typeof SCENARIO_NAMES)[number];

/** Lives a Whop dispute can have. Where the merchant has to answer in between, the next step says so when it is tried too early. */
export const SCENARIOS: Readonly<Record<ScenarioName, Scenario<Step>>> = {
  alert_lapses: {
    summary: 'An early warning that nothing comes of.',
    steps: [{ do: 'open_alert' }],
  },
  alert_closes: {
    summary: 'An early warning with an inquiry, which ends without a dispute.',
    steps: [{ do: 'open_alert' }, { do: 'open_dispute', warning: true }, { do: 'close_warning' }],
  },
  alert_becomes_dispute: {
    summary: 'An early warning, then a dispute of the same payment; won once it was answered.',
    steps: [{ do: 'open_alert' }, { do: 'become_dispute' }, { do: 'rule_won' }],
  },
  warning_closes: {
    summary: 'An inquiry that ends without becoming a dispute.',
    steps: [{ do: 'open_dispute', warning: true }, { do: 'close_warning' }],
  },
  warning_becomes_dispute: {
    summary: 'An inquiry that turns into a dispute under the same id, to be answered once more.',
    steps: [{ do: 'open_dispute', warning: true }, { do: 'become_dispute' }, { do: 'rule_won' }],
  },
  dispute_won: {
    summary: 'A dispute that is answered and won.',
    steps: [{ do: 'open_dispute' }, { do: 'rule_won' }],
  },
  dispute_lost: {
    summary: 'A dispute that is lost, answered or not.',
    steps: [{ do: 'open_dispute' }, { do: 'rule_lost' }],
  },
  dispute_withdrawn: {
    summary: 'A dispute the customer withdraws.',
    steps: [{ do: 'open_dispute' }, { do: 'withdraw' }],
  },
  lost_then_won: {
    summary: 'A ruling that turns: lost, then won.',
    steps: [{ do: 'open_dispute' }, { do: 'rule_lost' }, { do: 'rule_won' }],
  },
  two_disputes: {
    summary: 'Two disputes of one payment; the first is won, the second lost.',
    steps: [
      { do: 'open_dispute' },
      { do: 'open_dispute' },
      { do: 'rule_won', dispute: 0 },
      { do: 'rule_lost', dispute: 1 },
    ],
  },
  visa_rdr: {
    summary: "Visa's Rapid Dispute Resolution: settled by the network before anybody could answer.",
    steps: [
      { do: 'open_alert', type: 'dispute_rdr' },
      { do: 'open_dispute', visaRdr: true },
    ],
  },
  deadline_moves: {
    summary: 'A dispute whose deadline comes nearer, then goes further away.',
    steps: [
      { do: 'open_dispute' },
      { do: 'move_deadline', respondIn: '2d' },
      { do: 'move_deadline', respondIn: '10d' },
      { do: 'rule_won' },
    ],
  },
  answered_elsewhere: {
    summary: "A dispute somebody answers in Whop's own dashboard, then won.",
    steps: [{ do: 'open_dispute' }, { do: 'answer_elsewhere' }, { do: 'rule_won' }],
  },
  alert_payment_late: {
    summary: 'An early warning whose payment becomes known later, then a dispute.',
    steps: [
      { do: 'open_alert', paymentUnknown: true },
      { do: 'name_payment' },
      { do: 'become_dispute' },
      { do: 'rule_won' },
    ],
  },
  dispute_payment_late: {
    summary: 'A dispute whose payment becomes known later.',
    steps: [{ do: 'open_dispute', paymentUnknown: true }, { do: 'name_payment' }, { do: 'rule_won' }],
  },
  payment: {
    summary: 'A payment, and nothing wrong with it.',
    steps: [{ do: 'open_payment' }],
  },
  refund_succeeds: {
    summary: 'A payment whose refund succeeds; the bank reference comes later.',
    steps: [{ do: 'open_payment' }, { do: 'succeed' }, { do: 'add_reference' }],
  },
  refund_fails: {
    summary: "A payment whose refund fails: the customer's bank sends it back.",
    steps: [{ do: 'open_payment' }, { do: 'fail' }],
  },
  refund_needs_action: {
    summary: 'A payment whose refund waits for the customer, then succeeds.',
    steps: [{ do: 'open_payment' }, { do: 'require_action' }, { do: 'succeed' }],
  },
  refunded_elsewhere: {
    summary: "A payment, half of which somebody refunds in Whop's own dashboard.",
    steps: [{ do: 'open_payment' }, { do: 'refund_elsewhere' }, { do: 'succeed' }],
  },
  auto_refunded: {
    summary: 'A payment Whop refunds by itself.',
    steps: [{ do: 'open_payment' }, { do: 'refund_elsewhere', auto: true }, { do: 'succeed' }],
  },
  refund_crosses_dispute: {
    summary:
      'A refund is on its way when the customer disputes the payment; the money comes, and they withdraw.',
    steps: [{ do: 'open_payment' }, { do: 'open_dispute' }, { do: 'succeed' }, { do: 'withdraw' }],
  },
};
