import { ImpossibleTransitionError } from '../cases/runs.ts';
import { changeRefund } from './refunds.ts';
import { recordEffect, type Refund, type WepayStandIn } from './wepay.ts';

interface RefundTransition {
  readonly summary: string;
  /** The statuses it is possible from. */
  readonly from: readonly Refund['status'][];
  readonly changes: Partial<Refund>;
}

export const REFUND_TRANSITION_NAMES = ['succeed', 'fail'] as const;
export type RefundTransitionName = (typeof REFUND_TRANSITION_NAMES)[number];

/** Everything WePay and the bank can do to a refund. */
export const REFUND_TRANSITIONS: Readonly<Record<RefundTransitionName, RefundTransition>> = {
  succeed: {
    summary: 'The money is on its way.',
    from: ['pending'],
    changes: { status: 'completed' },
  },
  fail: {
    summary: 'The bank sends the money back, even after it seemed to go through: it can be refunded again.',
    from: ['pending', 'completed'],
    changes: { status: 'failed', failure_reason: 'The refund was returned by the bank.' },
  },
};

/**
 * Moves a refund on and notifies the platform.
 *
 * @throws ImpossibleTransitionError when it is not possible from where the refund is
 */
export function moveRefund(wepay: WepayStandIn, refund: Refund, name: RefundTransitionName): Refund {
  const { from, changes } = REFUND_TRANSITIONS[name];
  if (!from.includes(refund.status)) {
    throw new ImpossibleTransitionError(
      `${refund.id} is ${refund.status}, and ${name} is possible from ${from.join(', ')} only.`,
    );
  }
  const changed = changeRefund(wepay, refund, changes);
  recordEffect(wepay, `refund_${name}`, [refund.id, changed.payment.id], {
    from: refund.status,
    to: changed.status,
  });
  return changed;
}
