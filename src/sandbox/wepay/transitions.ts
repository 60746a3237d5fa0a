import { ImpossibleTransitionError } from '../cases/runs.ts';
import { changeDispute, resolution, tell } from './disputes.ts';
import { recordEffect, type Dispute, type WepayStandIn } from './wepay.ts';

/** What a transition may be told. */
export interface TransitionTerms {
  /** Whether WePay lent the merchant the money in the meantime; undefined when it does not say. */
  readonly credit?: boolean | undefined;
  /** How an inquiry that is closed was resolved. */
  readonly resolution?: string | undefined;
  /** When it was resolved, in Unix seconds; now when absent. */
  readonly at?: number | undefined;
}

interface Transition {
  readonly summary: string;
  /** The statuses it is possible from. */
  readonly from: readonly string[];
  act(wepay: WepayStandIn, dispute: Dispute, terms: TransitionTerms): void;
}

const WAITING = ['awaiting_merchant_response'] as const;
const REVIEW = ['pending_wepay_review'] as const;
const DECISION = [
  'awaiting_chargeback_decision',
  'awaiting_chargeback_decision_with_credit',
  'awaiting_chargeback_decision_without_credit',
] as const;
const ANY = [...WAITING, ...REVIEW, ...DECISION, 'resolved'] as const;

export const TRANSITION_NAMES = [
  'answer_elsewhere',
  'concede_elsewhere',
  'fight',
  'decline',
  'rule_won',
  'rule_lost',
  'close_inquiry',
  'announce',
  'withdraw_funds',
  'reinstate_funds',
  'documents_die',
] as const;
export type TransitionName = (typeof TRANSITION_NAMES)[number];

/** Everything the merchant elsewhere, WePay, the network or the bank can do to a dispute. */
export const TRANSITIONS: Readonly<Record<TransitionName, Transition>> = {
  answer_elsewhere: {
    summary: "Somebody challenges it in WePay's own dashboard.",
    from: WAITING,
    act: (wepay, dispute) =>
      void changeDispute(wepay, dispute, { status: 'pending_wepay_review' }, 'disputes.updated'),
  },
  concede_elsewhere: {
    summary: "Somebody concedes it in WePay's own dashboard.",
    from: WAITING,
    act: (wepay, dispute) => void changeDispute(wepay, dispute, resolution('lost'), 'disputes.resolved'),
  },
  fight: {
    summary: 'WePay sends the evidence on to the card network: {credit?} says whether it lends the money.',
    from: REVIEW,
    act: (wepay, dispute, { credit }) =>
      void changeDispute(wepay, dispute, { status: awaitingDecision(credit) }, 'disputes.updated'),
  },
  decline: {
    summary: 'WePay reviews the evidence and does not fight: lost.',
    from: REVIEW,
    act: (wepay, dispute) => void changeDispute(wepay, dispute, resolution('lost'), 'disputes.resolved'),
  },
  rule_won: {
    summary: 'The bank rules for the merchant, who gets the money back.',
    from: [...DECISION, 'resolved'],
    act: (wepay, dispute, { at }) =>
      void changeDispute(
        wepay,
        dispute,
        resolution('won', at),
        'disputes.resolved',
        'disputes.funds_reinstated',
      ),
  },
  rule_lost: {
    summary: 'The bank rules for the customer; also what comes of no answer.',
    from: [...WAITING, ...DECISION, 'resolved'],
    act(wepay, dispute, { at }) {
      const topics = [
        'disputes.resolved',
        ...(isWon(dispute) ? (['disputes.funds_withdrawn'] as const) : []),
      ] as const;
      changeDispute(wepay, dispute, resolution('lost', at), ...topics);
    },
  },
  close_inquiry: {
    summary: 'An inquiry ends, and the money is given back; {resolution?} is closed unless told otherwise.',
    from: [...WAITING, ...REVIEW, ...DECISION],
    act(wepay, dispute, { resolution: type = 'closed' }) {
      if (dispute.type !== 'inquiry')
        throw new ImpossibleTransitionError(`${dispute.id} is a ${dispute.type}.`);
      const topics = ['disputes.resolved', 'disputes.funds_reinstated'] as const;
      changeDispute(wepay, dispute, resolution(type), ...topics);
    },
  },
  announce: {
    summary: 'disputes.created is sent, however late.',
    from: ANY,
    act: (wepay, dispute) => tell(wepay, dispute, 'disputes.created'),
  },
  withdraw_funds: {
    summary: 'Money is withdrawn, which says nothing about how the dispute stands.',
    from: ANY,
    act: (wepay, dispute) => tell(wepay, dispute, 'disputes.funds_withdrawn'),
  },
  reinstate_funds: {
    summary: 'Money is given back, which says nothing about how the dispute stands.',
    from: ANY,
    act: (wepay, dispute) => tell(wepay, dispute, 'disputes.funds_reinstated'),
  },
  documents_die: {
    summary: 'The documents of its next challenge turn out to have died.',
    from: WAITING,
    act(wepay, { id }) {
      const course = wepay.documents.get('courses', id);
      if (course !== null) wepay.documents.put('courses', { ...course, deaths: course.deaths + 1 });
    },
  },
};

/**
 * Moves a dispute on and notifies the platform.
 *
 * @throws ImpossibleTransitionError when it is not possible from where the dispute is
 */
export function transition(
  wepay: WepayStandIn,
  dispute: Dispute,
  name: TransitionName,
  terms: TransitionTerms = {},
): void {
  const wanted = TRANSITIONS[name];
  const { from } = wanted;
  const { id, status, payment } = dispute;
  if (!from.includes(status)) {
    throw new ImpossibleTransitionError(
      `${id} is ${status}, and ${name} is possible from ${from.join(', ')} only.`,
    );
  }
  wanted.act(wepay, dispute, terms);
  const to = wepay.documents.get('disputes', id)?.status ?? status;
  recordEffect(wepay, name, [id, payment.id], { from: status, to });
}

function awaitingDecision(credit: boolean | undefined): string {
  const [undecided, withCredit, withoutCredit] = DECISION;
  if (credit === undefined) return undecided;
  return credit ? withCredit : withoutCredit;
}

/** A ruling that turns takes the money once more. */
function isWon({ resolution: ended }: Dispute): boolean {
  return ended?.type === 'won';
}
