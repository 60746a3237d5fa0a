import type { ProviderName } from '../../src/domain/names.ts';
import { SCENARIOS as CCG } from '../../src/sandbox/ccg/scenarios.ts';
import { SCENARIOS as WEPAY } from '../../src/sandbox/wepay/scenarios.ts';
import { SCENARIOS as WHOP } from '../../src/sandbox/whop/scenarios.ts';

/**
 * Who answers the disputes of a case:
 * - `silence`: nobody, so that the policy answers at its moment
 * - `challenge`: somebody edits the evidence and decides
 * - `proposal`: somebody proposes, and somebody else approves
 * - `concede`: somebody accepts the loss
 * - `refund`: somebody refunds at the alert; should it become a dispute after all, it is challenged
 * - `elsewhere`: the provider takes no answer; somebody says that it was handed in on the portal
 * - `nobody`: none is due: there is nothing to answer, or the bank is faster
 */
export type Answer = 'silence' | 'challenge' | 'proposal' | 'concede' | 'refund' | 'elsewhere' | 'nobody';

/** A scenario of the sandbox, and how a case of it may be handled. */
export interface Handled {
  readonly name: string;
  readonly provider: ProviderName;
  readonly answers: readonly Answer[];
  /** A payment somebody refunds, by one request or several. */
  readonly refunds: boolean;
}

const ANY = ['silence', 'challenge', 'proposal'] as const;

/** What is not answered as every dispute is. */
const EXCEPTIONS: Readonly<Record<string, readonly Answer[]>> = {
  alert_lapses: ['nobody', 'refund'],
  alert_closes: ['challenge', 'nobody'],
  // The deadline counts from the alert on, or moves far away: the policy would act long after the run.
  alert_becomes_dispute: ['challenge', 'proposal', 'refund'],
  alert_payment_late: ['challenge', 'refund'],
  deadline_moves: ['challenge'],
  warning_becomes_dispute: ['challenge', 'silence'],
  visa_rdr: ['nobody'],
  // Disputed before its refund was made, the payment cannot be refunded, and the customer has no reason to withdraw.
  refund_crosses_dispute: ['challenge'],
  wepay_concede: ['concede'],
  wepay_pre_dispute: ['nobody'],
  wepay_lost: ['silence', 'concede', 'challenge'],
  wepay_won: [...ANY, 'concede'],
  wepay_fx: [...ANY, 'concede'],
  wepay_partial: [...ANY, 'concede'],
  wepay_two_disputes: ['challenge', 'silence'],
};

const REFUNDED = [
  'payment',
  'refund_succeeds',
  'refund_fails',
  'refund_needs_action',
  'refund_crosses_dispute',
];
const OF_NO_USE = ['refunded_elsewhere', 'auto_refunded'];

/** Every scenario the sandbox can play. */
export const SCENARIOS: readonly Handled[] = [
  ...Object.keys(WHOP).map((name) => handled(name, 'whop')),
  ...Object.keys(WEPAY).map((name) => handled(name, 'wepay')),
  ...Object.keys(CCG).map((name) => handled(name, 'ccg')),
];

/** Whether it is answered as every dispute is. */
export function isOrdinary(name: string): boolean {
  return !Object.hasOwn(EXCEPTIONS, name);
}

function handled(name: string, provider: ProviderName): Handled {
  const bare = name.replace(`${provider}_`, '');
  const refunds = provider !== 'ccg' && REFUNDED.includes(bare);
  const isPayment = refunds || bare === 'payment' || OF_NO_USE.includes(bare);
  return { name, provider, refunds, answers: EXCEPTIONS[name] ?? answersOf(provider, isPayment) };
}

function answersOf(provider: ProviderName, isPayment: boolean): readonly Answer[] {
  if (isPayment) return ['nobody'];
  return provider === 'ccg' ? ['nobody', 'elsewhere'] : ANY;
}
