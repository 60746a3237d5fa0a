import { z } from 'zod';
import { ControlProblem } from '../control/problem.ts';
import { checked, type ControlRoute } from '../control/routes.ts';
import { amountAsked, possibly } from './control-input.ts';
import { REFUND_TRANSITION_NAMES, moveRefund } from './refund-transitions.ts';
import { refundElsewhere } from './refunds.ts';
import { findRun, tookStep } from './runs.ts';
import type { WhopStandIn } from './whop.ts';

const NewRefund = z.strictObject({ amount: amountAsked.nullish(), auto: z.boolean().default(false) });

const NewRefundTransition = z.strictObject({
  name: z.enum(REFUND_TRANSITION_NAMES),
  reference_status: z.enum(['available', 'unavailable']).optional(),
  reference_type: z
    .enum(['acquirer_reference_number', 'retrieval_reference_number', 'system_trace_audit_number'])
    .optional(),
  reference_value: z.string().min(1).optional(),
});

/** Refunds made elsewhere, and what becomes of any refund. */
export function refundControl(whop: WhopStandIn): ControlRoute[] {
  return [
    {
      method: 'post',
      path: '/payments/:id/refunds',
      summary:
        "Refunds a payment in Whop's own dashboard, or with auto by Whop itself: {amount?, auto?}; without an amount whatever remains.",
      status: 201,
      handle: ({ id, body }) => {
        const { amount = null, auto } = checked(NewRefund, body);
        return possibly(() => refundElsewhere(whop, id, { part: amount, auto }));
      },
    },
    {
      method: 'post',
      path: '/refunds/:id/transitions',
      summary:
        'Moves a refund on: {name, reference_status?, reference_type?, reference_value?}, the last three for add_reference.',
      handle: ({ id, body }) => {
        const { name, ...reference } = checked(NewRefundTransition, body);
        const refund = whop.documents.get('refunds', id);
        if (refund === null) throw new ControlProblem(404, `There is no refund ${id}.`);
        const { reference_status: status, reference_type: type, reference_value: value } = reference;
        const moved = possibly(() => moveRefund(whop, refund, name, { status, type, value }));
        const run = refund.payment === null ? null : findRun(whop, refund.payment.id);
        if (run !== null) tookStep(whop, run, name);
        return moved;
      },
    },
  ];
}
