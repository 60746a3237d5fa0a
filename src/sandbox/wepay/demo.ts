import { DAY, instant, MINUTE, SECOND, type Millis } from '../../domain/instant.ts';
import type { Run } from '../cases/runs.ts';
import { demoOf, endRun, type Plan } from '../demo/demo.ts';
import { fromNow } from '../duration.ts';
import { moveRefund } from './refund-transitions.ts';
import { move, wepayRuns } from './runs.ts';
import type { TransitionName } from './transitions.ts';
import type { CaseTerms, WepayStandIn } from './wepay.ts';

/** A case the demo opens. */
interface Opening {
  readonly scenario: string;
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  /** At most five days. */
  readonly respondIn: string;
  /** What has happened to it already. */
  readonly already?: readonly TransitionName[];
}

/** What there is to look at from the first minute: an inquiry, chargebacks at the merchant, at WePay and at the bank, one settled by Visa. */
const FIRST: readonly Opening[] = [
  {
    scenario: 'wepay_inquiry_to_chargeback',
    amount: 310,
    currency: 'usd',
    reason: 'FRAUD',
    respondIn: '4d',
  },
  { scenario: 'wepay_fx', amount: 85.4, currency: 'gbp', reason: 'NOT_RECEIVED', respondIn: '2d' },
  {
    scenario: 'wepay_won',
    amount: 42,
    currency: 'cad',
    reason: 'other',
    respondIn: '3d',
    already: ['answer_elsewhere'],
  },
  { scenario: 'wepay_pre_dispute', amount: 18.5, currency: 'usd', reason: 'FRAUD', respondIn: '5d' },
];

/** What the demo chooses from later on. */
const LATER: readonly Opening[] = [
  { scenario: 'wepay_won', amount: 260, currency: 'usd', reason: 'DUPLICATE', respondIn: '5d' },
  {
    scenario: 'wepay_review_declined',
    amount: 75,
    currency: 'usd',
    reason: 'NOT_AS_DESCRIBED',
    respondIn: '5d',
  },
  {
    scenario: 'wepay_partial',
    amount: 199.99,
    currency: 'cad',
    reason: 'CREDIT_NOT_PROCESSED',
    respondIn: '5d',
  },
  {
    scenario: 'wepay_inquiry_to_chargeback',
    amount: 540,
    currency: 'usd',
    reason: 'UNKNOWN',
    respondIn: '5d',
  },
];

/** WePay's part of the demo: what is challenged is reviewed and ruled, closed inquiries come back, and refunds are seen through. */
export function wepayDemo(wepay: WepayStandIn): (now: Millis, random: () => number) => void {
  const runs = wepayRuns(wepay);
  return demoOf(wepay, {
    provider: 'wepay',
    runs,
    first: FIRST,
    later: LATER,
    mostUnfinished: 8,
    everyMinutes: [6, 16],
    open({ scenario, respondIn, already = [], ...about }) {
      const terms: CaseTerms = {
        ...about,
        card_brand: null,
        respond_by: fromNow(respondIn),
        paid_at: instant(Date.now() - 14 * DAY),
        account_id: wepay.account.accountId,
        deaths: 0,
      };
      let run = runs.start({ scenario, terms, openedBy: 'demo' });
      for (const name of already) run = runs.took(move(wepay, run, name), name);
    },
    planFor: (run, now, random) => planFor(wepay, run, now, random),
    meanwhile: (now) => moveRefundsOn(wepay, now),
  });
}

function planFor(wepay: WepayStandIn, run: Run<CaseTerms>, now: Millis, random: () => number): Plan | null {
  const runs = wepayRuns(wepay);
  const dispute = wepay.documents.get('disputes', run.dispute_ids.at(-1) ?? '');
  if (dispute === null) return null;
  const asScripted = (): void => void runs.advance(run);
  const late = now > dispute.create_time * SECOND + 5 * DAY;
  switch (dispute.status) {
    case 'awaiting_merchant_response':
      return late ? { after: [1, 3], act: () => endRun(runs, move(wepay, run, 'rule_lost')) } : null;
    case 'pending_wepay_review':
      return { after: [2, 6], act: asScripted };
    case 'resolved': {
      const comesBack = runs.next(run)?.do === 'open_chargeback' && dispute.resolution?.type === 'closed';
      return { after: [1, 3], act: comesBack ? asScripted : () => endRun(runs, run) };
    }
    default:
      return {
        after: [2, 6],
        act: () => endRun(runs, move(wepay, run, random() < 0.6 ? 'rule_won' : 'rule_lost')),
      };
  }
}

/** The refunds of the demo's own payments go through after a minute. */
function moveRefundsOn(wepay: WepayStandIn, now: Millis): void {
  for (const refund of wepay.documents.list('refunds')) {
    const due = refund.status === 'pending' && now > refund.create_time * SECOND + MINUTE;
    const ofDemo = due && wepayRuns(wepay).find(refund.payment.id)?.opened_by === 'demo';
    if (ofDemo) moveRefund(wepay, refund, 'succeed');
  }
}
