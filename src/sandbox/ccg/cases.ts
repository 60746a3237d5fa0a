import { z } from 'zod';
import { AMOUNT, controlledCases, isCurrency, type Cases } from '../cases/cases.ts';
import { possibly } from '../control/possibly.ts';
import { ControlProblem } from '../control/problem.ts';
import { checked } from '../control/routes.ts';
import type { CcgStandIn } from './ccg.ts';
import { moveRefund, REFUND_TRANSITION_NAMES, refundElsewhere } from './payments.ts';
import { ccgRuns, existingPayment, move } from './runs.ts';
import { SCENARIOS, TRANSITION_NAMES } from './scenarios.ts';

const NewScenario = z.strictObject({
  name: z.string(),
  amount: AMOUNT.optional(),
  currency: z.string().refine(isCurrency, 'a currency in lower case').optional(),
  reason: z.string().optional(),
  payment_type: z.string().optional(),
  envelope: z.enum(['bare', 'named']).optional(),
  payment_id: z.string().optional(),
});

const NewTransition = z.strictObject({ name: z.enum(TRANSITION_NAMES) });

/** In minor units; half of the payment when absent. */
const NewRefund = z.strictObject({ amount: z.int().positive().optional() });

const NewRefundTransition = z.strictObject({ name: z.enum(REFUND_TRANSITION_NAMES) });

/** CCG's scenarios, for the control API. */
export function ccgCases(ccg: CcgStandIn): Cases {
  return controlledCases(ccgRuns(ccg), {
    readStart(body) {
      const { name: scenario, payment_id: paymentId, ...asked } = checked(NewScenario, body);
      const about = SCENARIOS[scenario]?.about ?? {};
      const terms = {
        amount: asked.amount ?? about.amount ?? 50,
        currency: asked.currency ?? about.currency ?? 'usd',
        reason: asked.reason ?? about.reason ?? 'FRAUDULENT',
        payment_type: asked.payment_type ?? about.payment_type ?? 'CARD',
        envelope: asked.envelope ?? null,
      };
      return { scenario, terms, paymentId };
    },
    move(run, id, body) {
      const { name } = checked(NewTransition, body);
      return {
        name,
        run: move(
          ccg,
          run,
          name,
          run.dispute_ids.find((known) => known === id),
        ),
      };
    },
    refundIdsOf: (paymentId) =>
      ccg.documents
        .ofPayment('refunds', paymentId)
        .map(({ id }) => id)
        .toReversed(),
  });
}

/** Refunds a payment elsewhere: CCG has no call for it. */
export function makeElsewhere(ccg: CcgStandIn, paymentId: string, body: unknown): object {
  const { amount } = checked(NewRefund, body);
  return possibly(() => {
    const payment = existingPayment(ccg, paymentId);
    return refundElsewhere(ccg, payment, amount ?? Math.floor(payment.amount / 2));
  });
}

/** Moves a refund on, and with it the scenario it is the next step of. */
export function moveByHand(ccg: CcgStandIn, refundId: string, body: unknown): object {
  const { name } = checked(NewRefundTransition, body);
  const refund = ccg.documents.get('refunds', refundId);
  if (refund === null) throw new ControlProblem(404, `There is no refund ${refundId}.`);
  const moved = moveRefund(ccg, refund, name);
  const runs = ccgRuns(ccg);
  const run = runs.find(refundId);
  if (run !== null) runs.took(run, name);
  return moved;
}
