import { z } from 'zod';
import { ControlProblem } from '../control/problem.ts';
import { AMOUNT } from '../cases/cases.ts';
import { possibly } from '../control/possibly.ts';
import { checked } from '../control/routes.ts';
import { REFUND_TRANSITION_NAMES, moveRefund } from './refund-transitions.ts';
import { refundElsewhere } from './refunds.ts';
import { whopRuns } from './runs.ts';
import type { WhopStandIn } from './whop.ts';

const NewRefund = z.strictObject({ amount: AMOUNT.nullish(), auto: z.boolean().default(false) });

const NewRefundTransition = z.strictObject({
  name: z.enum(REFUND_TRANSITION_NAMES),
  reference_status: z.enum(['available', 'unavailable']).optional(),
  reference_type: z
    .enum(['acquirer_reference_number', 'retrieval_reference_number', 'system_trace_audit_number'])
    .optional(),
  reference_value: z.string().min(1).optional(),
});

/** Refunds a payment in Whop's own dashboard, or with `auto` by Whop itself. */
export function makeElsewhere(whop: WhopStandIn, paymentId: string, body: unknown): object {
  const { amount = null, auto } = checked(NewRefund, body);
  return possibly(() => refundElsewhere(whop, paymentId, { part: amount, auto }));
}

/** Moves a refund on, and with it the scenario it is the next step of. */
export function moveByHand(whop: WhopStandIn, refundId: string, body: unknown): object {
  const { name, ...reference } = checked(NewRefundTransition, body);
  const refund = whop.documents.get('refunds', refundId);
  if (refund === null) throw new ControlProblem(404, `There is no refund ${refundId}.`);
  const { reference_status: status, reference_type: type, reference_value: value } = reference;
  const moved = possibly(() => moveRefund(whop, refund, name, { status, type, value }));
  const runs = whopRuns(whop);
  const run = runs.find(refundId);
  if (run !== null) runs.took(run, name);
  return moved;
}
