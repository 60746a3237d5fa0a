import type Whop from '@whop/sdk';
import { DAY, instant } from '../../domain/instant.ts';
import { ImpossibleTransitionError } from '../cases/runs.ts';
import { changeDispute, linksTo } from './disputes.ts';
import { recordEffect, type WhopStandIn } from './whop.ts';

/** What a transition may be told. */
export interface TransitionTerms {
  /** The new deadline; undefined leaves it to the transition, null takes it away. */
  readonly respondBy?: string | null | undefined;
  /** The payment that became known. */
  readonly paymentId?: string | undefined;
}

interface Transition {
  readonly summary: string;
  /** The statuses it is possible from. */
  readonly from: readonly Whop.DisputeStatuses[];
  readonly changes: (
    dispute: Whop.Dispute,
    terms: TransitionTerms,
    whop: WhopStandIn,
  ) => Partial<Whop.Dispute>;
}

const WAITING = ['needs_response', 'warning_needs_response'] as const;
const OPEN = [...WAITING, 'under_review', 'warning_under_review'] as const;

export const TRANSITION_NAMES = [
  'become_dispute',
  'close_warning',
  'answer_elsewhere',
  'rule_won',
  'rule_lost',
  'withdraw',
  'move_deadline',
  'name_payment',
] as const;
export type TransitionName = (typeof TRANSITION_NAMES)[number];

/** Everything the card network, the bank or the buyer can do to a dispute. */
export const TRANSITIONS: Readonly<Record<TransitionName, Transition>> = {
  become_dispute: {
    summary:
      'An inquiry escalates: the same dispute needs a response once more, within a week unless told otherwise.',
    from: ['warning_needs_response', 'warning_under_review', 'warning_closed'],
    changes: (_dispute, { respondBy }) => ({
      status: 'needs_response',
      editable: true,
      needs_response_by: respondBy === undefined ? instant(Date.now() + 7 * DAY) : respondBy,
    }),
  },
  close_warning: {
    summary: 'An inquiry ends without becoming a dispute.',
    from: ['warning_needs_response', 'warning_under_review'],
    changes: () => ({ status: 'warning_closed', editable: false }),
  },
  answer_elsewhere: {
    summary: "Somebody submits the evidence in Whop's own dashboard.",
    from: WAITING,
    changes: ({ status }) => ({ status: underReview(status), editable: false }),
  },
  rule_won: {
    summary: 'The bank rules for the merchant.',
    from: ['under_review', 'lost', 'closed'],
    changes: () => ({ status: 'won', editable: false }),
  },
  rule_lost: {
    summary: 'The bank rules for the customer; also what comes of no answer.',
    from: ['needs_response', 'under_review', 'won', 'closed'],
    changes: () => ({ status: 'lost', editable: false }),
  },
  withdraw: {
    summary: 'The customer withdraws: closed without a ruling.',
    from: OPEN,
    changes: () => ({ status: 'closed', editable: false }),
  },
  move_deadline: {
    summary: 'The deadline moves (respond_in or respond_by).',
    from: WAITING,
    changes: (dispute, { respondBy }) => ({
      needs_response_by: respondBy === undefined ? dispute.needs_response_by : respondBy,
    }),
  },
  name_payment: {
    summary: 'The payment it is about becomes known.',
    from: [
      'needs_response',
      'warning_needs_response',
      'under_review',
      'warning_under_review',
      'won',
      'lost',
      'closed',
    ],
    changes: (_dispute, { paymentId }, whop) => {
      const payment = paymentId === undefined ? null : whop.documents.get('payments', paymentId);
      if (payment === null)
        throw new ImpossibleTransitionError('name_payment needs the payment_id of a payment.');
      return linksTo(payment);
    },
  },
};

/** The status of a dispute whose evidence has just been submitted. */
export function underReview(status: Whop.DisputeStatuses): 'warning_under_review' | 'under_review' {
  return status === 'warning_needs_response' ? 'warning_under_review' : 'under_review';
}

/**
 * Moves a dispute on and tells the merchant.
 *
 * @throws ImpossibleTransitionError when it is not possible from where the dispute is
 */
export function transition(
  whop: WhopStandIn,
  dispute: Whop.Dispute,
  name: TransitionName,
  terms: TransitionTerms = {},
): Whop.Dispute {
  const { from, changes } = TRANSITIONS[name];
  if (!from.includes(dispute.status)) {
    throw new ImpossibleTransitionError(
      `${dispute.id} is ${dispute.status}, and ${name} is possible from ${from.join(', ')} only.${hint(dispute, name)}`,
    );
  }
  const changed = changeDispute(whop, dispute, changes(dispute, terms, whop));
  recordEffect(whop, name, [dispute.id, changed.payment?.id], { from: dispute.status, to: changed.status });
  return changed;
}

function hint({ status }: Whop.Dispute, name: TransitionName): string {
  return name === 'rule_won' && status === 'needs_response'
    ? ' Submit its evidence first, or move it there with answer_elsewhere.'
    : '';
}
