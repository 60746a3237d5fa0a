import { z } from 'zod';
import { DAY, instant, millis, type Instant } from '../../domain/instant.ts';
import { AMOUNT, controlledCases, DEADLINE, isCurrency, readDeadline, type Cases } from '../cases/cases.ts';
import { possibly } from '../control/possibly.ts';
import { ControlProblem } from '../control/problem.ts';
import { checked } from '../control/routes.ts';
import { DURATION, lengthOf } from '../duration.ts';
import { refundsOf } from './payments.ts';
import { moveRefund, REFUND_TRANSITION_NAMES } from './refund-transitions.ts';
import { existingPayment, existingRefund, refundElsewhere } from './refunds.ts';
import { move, wepayRuns } from './runs.ts';
import { TRANSITION_NAMES, TRANSITIONS } from './transitions.ts';
import type { WepayStandIn } from './wepay.ts';

const NewScenario = z.strictObject({
  name: z.string(),
  amount: AMOUNT.default(120),
  currency: z.string().refine(isCurrency, 'a currency in lower case').default('usd'),
  reason: z.string().default('FRAUD'),
  card_brand: z.string().nullable().default(null),
  payment_id: z.string().optional(),
  account_id: z.string().min(1).optional(),
  paid_ago: z.string().regex(DURATION, 'a duration such as 61d').default('14d'),
  deaths: z.int().min(0).default(1),
  ...DEADLINE,
});

const NewTransition = z.strictObject({
  name: z.enum(TRANSITION_NAMES),
  credit: z.boolean().optional(),
  resolution: z.string().optional(),
});

const NewRefund = z.strictObject({ amount: z.int().positive().nullable().default(null) });

const NewRefundTransition = z.strictObject({ name: z.enum(REFUND_TRANSITION_NAMES) });

/** WePay's scenarios, for the control API. */
export function wepayCases(wepay: WepayStandIn): Cases {
  return controlledCases(wepayRuns(wepay), {
    readStart(body) {
      const asked = checked(NewScenario, body);
      const { name: scenario, payment_id: paymentId, amount, currency, reason, card_brand, deaths } = asked;
      const terms = {
        amount,
        currency,
        reason,
        card_brand,
        deaths,
        respond_by: deadline(readDeadline(asked)),
        paid_at: instant(Date.now() - lengthOf(asked.paid_ago)),
        account_id: asked.account_id ?? wepay.account.accountId,
      };
      return { scenario, terms, paymentId };
    },
    move(run, id, body) {
      const { name, ...terms } = checked(NewTransition, body);
      const position = run.dispute_ids.indexOf(id);
      const dispute = position === -1 ? undefined : position;
      return { name, run: move(wepay, run, name, { ...terms, dispute }) };
    },
    refundIdsOf: (paymentId) =>
      refundsOf(wepay, paymentId)
        .map(({ id }) => id)
        .toReversed(),
  });
}

/** Refunds a payment in WePay's own dashboard; the amount is in minor units. */
export function makeElsewhere(wepay: WepayStandIn, paymentId: string, body: unknown): object {
  const { amount } = checked(NewRefund, body);
  return possibly(() => refundElsewhere(wepay, existingPayment(wepay, paymentId).id, amount));
}

/** Moves a refund on, and with it the scenario it is the next step of. */
export function moveByHand(wepay: WepayStandIn, refundId: string, body: unknown): object {
  const { name } = checked(NewRefundTransition, body);
  const moved = possibly(() => moveRefund(wepay, existingRefund(wepay, refundId), name));
  const runs = wepayRuns(wepay);
  const run = runs.find(refundId);
  if (run !== null) runs.took(run, name);
  return moved;
}

/** What `GET /control` says of transitions. */
export function describeTransitions(): readonly object[] {
  return Object.entries(TRANSITIONS).map(([name, { summary, from }]) => ({ name, summary, from }));
}

/** A dispute is created five days before its deadline: nobody has longer, and WePay names none it could leave out. */
function deadline(asked: Instant | null | undefined): Instant {
  const latest = Date.now() + 5 * DAY;
  if (asked === undefined) return instant(latest);
  if (asked !== null && millis(asked) <= latest) return asked;
  throw new ControlProblem(
    400,
    'respond_by: WePay gives five days from the creation of a dispute, no more and no fewer.',
  );
}
