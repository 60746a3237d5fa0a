import type Whop from '@whop/sdk';
import { z } from 'zod';
import { AMOUNT, controlledCases, DEADLINE, isCurrency, readDeadline, type Cases } from '../cases/cases.ts';
import { checked } from '../control/routes.ts';
import { fromNow } from '../duration.ts';
import { move, whopRuns } from './runs.ts';
import { TRANSITION_NAMES } from './transitions.ts';
import type { WhopStandIn } from './whop.ts';

const NewScenario = z.strictObject({
  name: z.string(),
  amount: AMOUNT.default(49),
  currency: z.custom<Whop.Currency>(isCurrency, 'a currency in lower case').default('usd'),
  reason: z.string().default('Fraudulent'),
  payment_id: z.string().optional(),
  ...DEADLINE,
});

const NewTransition = z.strictObject({
  name: z.enum(TRANSITION_NAMES),
  payment_id: z.string().optional(),
  ...DEADLINE,
});

/** Whop's scenarios, for the control API. */
export function whopCases(whop: WhopStandIn): Cases {
  return controlledCases(whopRuns(whop), {
    readStart(body) {
      const asked = checked(NewScenario, body);
      const { name: scenario, amount, currency, reason, payment_id: paymentId } = asked;
      const respondBy = readDeadline(asked);
      const respond_by = respondBy === undefined ? fromNow('7d') : respondBy;
      return { scenario, terms: { amount, currency, reason, respond_by }, paymentId };
    },
    move(run, id, body) {
      const asked = checked(NewTransition, body);
      const position = run.dispute_ids.indexOf(id);
      const terms = {
        respondBy: readDeadline(asked),
        ...(asked.payment_id === undefined ? {} : { paymentId: asked.payment_id }),
        ...(position === -1 ? {} : { dispute: position }),
      };
      return { name: asked.name, run: move(whop, run, asked.name, terms) };
    },
    refundIdsOf: (paymentId) =>
      whop.documents
        .ofPayment('refunds', paymentId)
        .map(({ id }) => id)
        .toReversed(),
  });
}
