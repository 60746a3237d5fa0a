import { ImpossibleTransitionError } from '../cases/runs.ts';
import { changeRefund } from './refunds.ts';
import { recordEffect, type Refund, type WhopStandIn } from './whop.ts';

/** What the arrival of the bank's reference may be told. */
export interface ReferenceTerms {
  readonly status?: 'available' | 'unavailable' | undefined;
  readonly type?: NonNullable<Refund['reference_type']> | undefined;
  readonly value?: string | undefined;
}

interface RefundTransition {
  readonly summary: string;
  /** The statuses it is possible from. */
  readonly from: readonly Refund['status'][];
  readonly changes: (refund: Refund, terms: ReferenceTerms) => Partial<Refund>;
}

export const REFUND_TRANSITION_NAMES = [
  'succeed',
  'fail',
  'cancel',
  'require_action',
  'add_reference',
] as const;
export type RefundTransitionName = (typeof REFUND_TRANSITION_NAMES)[number];

/** Everything the processor and the bank can do to a refund. */
export const REFUND_TRANSITIONS: Readonly<Record<RefundTransitionName, RefundTransition>> = {
  succeed: {
    summary: 'The money is on its way; the reference by which the bank finds it follows later.',
    from: ['pending', 'requires_action'],
    changes: () => ({ status: 'succeeded' }),
  },
  fail: {
    summary: 'The bank sends the money back, even days after it seemed to succeed: it can be refunded again.',
    from: ['pending', 'requires_action', 'succeeded'],
    changes: () => ({ status: 'failed', reference_status: 'unavailable' }),
  },
  cancel: {
    summary: 'The refund is called off: its money can be refunded again.',
    from: ['pending', 'requires_action'],
    changes: () => ({ status: 'canceled', reference_status: 'unavailable' }),
  },
  require_action: {
    summary: 'The customer has to do something first, such as naming a bank account.',
    from: ['pending'],
    changes: () => ({ status: 'requires_action' }),
  },
  add_reference: {
    summary: 'The bank reference arrives: {reference_type?, reference_value?, reference_status?}',
    from: ['pending', 'succeeded'],
    changes: (_refund, { status = 'available', type, value }) =>
      status === 'unavailable'
        ? { reference_status: status }
        : {
            reference_status: status,
            reference_type: type ?? 'acquirer_reference_number',
            reference_value: value ?? '74537604221431003881865',
          },
  },
};

/**
 * Moves a refund on and tells the merchant.
 *
 * @throws ImpossibleTransitionError when it is not possible from where the refund is
 */
export function moveRefund(
  whop: WhopStandIn,
  refund: Refund,
  name: RefundTransitionName,
  terms: ReferenceTerms = {},
): Refund {
  const { from, changes } = REFUND_TRANSITIONS[name];
  if (!from.includes(refund.status)) {
    throw new ImpossibleTransitionError(
      `${refund.id} is ${refund.status}, and ${name} is possible from ${from.join(', ')} only.`,
    );
  }
  const changed = changeRefund(whop, refund, changes(refund, terms));
  recordEffect(whop, `refund_${name}`, [refund.id, changed.payment?.id], {
    from: refund.status,
    to: changed.status,
  });
  return changed;
}
