import type Whop from '@whop/sdk';
import type { ScenarioName } from './scenarios.ts';
import type { TransitionName } from './transitions.ts';

/** A case the demo opens. */
export interface Opening {
  readonly scenario: ScenarioName;
  readonly amount: number;
  readonly currency: Whop.Currency;
  readonly reason: string;
  readonly respondIn: string;
  /** What has happened to it already. */
  readonly already?: readonly TransitionName[];
}

/** What there is to look at from the first minute: every stage, deadlines from hours to weeks, money with no, two and three decimals. */
export const FIRST_OPENINGS: readonly Opening[] = [
  { scenario: 'dispute_won', amount: 129, currency: 'usd', reason: 'Fraudulent', respondIn: '5h' },
  {
    scenario: 'dispute_won',
    amount: 12_800,
    currency: 'jpy',
    reason: 'Product Not Received',
    respondIn: '6d',
  },
  {
    scenario: 'dispute_won',
    amount: 24.75,
    currency: 'kwd',
    reason: 'Product Unacceptable',
    respondIn: '9d',
    already: ['answer_elsewhere'],
  },
  { scenario: 'warning_closes', amount: 64.5, currency: 'eur', reason: 'Unrecognized', respondIn: '20d' },
  { scenario: 'alert_becomes_dispute', amount: 49, currency: 'usd', reason: 'Fraudulent', respondIn: '12d' },
  {
    scenario: 'dispute_lost',
    amount: 19.99,
    currency: 'gbp',
    reason: 'Subscription Canceled',
    respondIn: '3d',
    already: ['rule_lost'],
  },
];

/** What the demo chooses from later on. */
export const LATER_OPENINGS: readonly Opening[] = [
  { scenario: 'dispute_won', amount: 79, currency: 'usd', reason: 'Duplicate', respondIn: '10d' },
  { scenario: 'dispute_won', amount: 4_500, currency: 'jpy', reason: 'Fraudulent', respondIn: '30h' },
  {
    scenario: 'dispute_won',
    amount: 8.125,
    currency: 'kwd',
    reason: 'Credit Not Processed',
    respondIn: '14d',
  },
  { scenario: 'alert_becomes_dispute', amount: 250, currency: 'eur', reason: 'Fraudulent', respondIn: '7d' },
  { scenario: 'alert_lapses', amount: 15, currency: 'usd', reason: 'Unrecognized', respondIn: '7d' },
  {
    scenario: 'warning_becomes_dispute',
    amount: 99,
    currency: 'usd',
    reason: 'Product Not Received',
    respondIn: '12d',
  },
];
