import type Whop from '@whop/sdk';
import { z } from 'zod';
import { instant } from '../../domain/instant.ts';
import { ControlProblem } from '../control/problem.ts';
import { checked, type ControlRoute } from '../control/routes.ts';
import { DURATION, fromNow } from '../duration.ts';
import { amountAsked, possibly } from './control-input.ts';
import { refundControl } from './refund-control.ts';
import { advanceRun, findRun, moveRun, nextStep, startRun } from './runs.ts';
import { SCENARIO_NAMES } from './scenarios.ts';
import { TRANSITION_NAMES } from './transitions.ts';
import type { Run, WhopStandIn } from './whop.ts';

const deadline = {
  respond_in: z.string().regex(DURATION, 'a duration such as 90s, 15m, 3h or 7d').optional(),
  respond_by: z.iso
    .datetime({ offset: true })
    .transform((at) => instant(Date.parse(at)))
    .nullable()
    .optional(),
};

const NewScenario = z.strictObject({
  name: z.enum(SCENARIO_NAMES),
  amount: amountAsked.default(49),
  currency: z.custom<Whop.Currency>(isCurrency, 'a currency in lower case').default('usd'),
  reason: z.string().default('Fraudulent'),
  payment_id: z.string().optional(),
  ...deadline,
});

const NewTransition = z.strictObject({
  name: z.enum(TRANSITION_NAMES),
  payment_id: z.string().optional(),
  ...deadline,
});

/** Starting scenarios and moving them on, in turn and out of turn; and refunds, whose every move is out of turn. */
export function caseControl(whop: WhopStandIn): ControlRoute[] {
  return [
    ...scenarioRoutes(whop),
    ...moveRoutes(whop, 'disputes'),
    ...moveRoutes(whop, 'alerts'),
    ...refundControl(whop),
  ];
}

function scenarioRoutes(whop: WhopStandIn): ControlRoute[] {
  return [
    {
      method: 'post',
      path: '/scenarios',
      summary:
        'Starts a scenario: {name, amount?, currency?, reason?, respond_in? | respond_by?, payment_id?}',
      status: 201,
      handle: ({ body }) => {
        const asked = checked(NewScenario, body);
        const { name, amount, currency, reason, payment_id } = asked;
        const respondBy = readDeadline(asked);
        const terms = {
          amount,
          currency,
          reason,
          respond_by: respondBy === undefined ? fromNow('7d') : respondBy,
        };
        const run = possibly(() =>
          startRun(whop, { scenario: name, terms, paymentId: payment_id, openedBy: 'control' }),
        );
        return showRun(whop, run);
      },
    },
    {
      method: 'get',
      path: '/scenarios',
      summary: 'The scenarios started so far, newest first.',
      handle: () => ({ data: whop.documents.list('runs').map((run) => showRun(whop, run)) }),
    },
    {
      method: 'post',
      path: '/scenarios/:id/advance',
      summary:
        "Takes a scenario's next step; the id may be that of its payment, dispute, alert or refund too.",
      handle: ({ id }) =>
        showRun(
          whop,
          possibly(() => advanceRun(whop, runOf(whop, id))),
        ),
    },
  ];
}

function moveRoutes(whop: WhopStandIn, kind: 'disputes' | 'alerts'): ControlRoute[] {
  return [
    {
      method: 'post',
      path: `/${kind}/:id/advance`,
      summary: 'Takes the next step of the scenario it belongs to.',
      handle: ({ id }) =>
        showRun(
          whop,
          possibly(() => advanceRun(whop, runOf(whop, id))),
        ),
    },
    {
      method: 'post',
      path: `/${kind}/:id/transitions`,
      summary: 'Moves it on by a transition: {name, respond_in? | respond_by?, payment_id?}',
      handle: ({ id, body }) => {
        const asked = checked(NewTransition, body);
        const run = runOf(whop, id);
        const position = run.dispute_ids.indexOf(id);
        const terms = {
          respondBy: readDeadline(asked),
          ...(asked.payment_id === undefined ? {} : { paymentId: asked.payment_id }),
          ...(position === -1 ? {} : { dispute: position }),
        };
        return showRun(
          whop,
          possibly(() => moveRun(whop, run, asked.name, terms)),
        );
      },
    },
  ];
}

/** Any word will do: Whop adds currencies, and what it lists is not all ISO. */
function isCurrency(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z0-9_]{2,12}$/.test(value);
}

function runOf(whop: WhopStandIn, id: string): Run {
  const run = findRun(whop, id);
  if (run === null)
    throw new ControlProblem(404, `There is no scenario, dispute, alert, refund or payment ${id}.`);
  return run;
}

interface Deadline {
  readonly respond_in?: string | undefined;
  readonly respond_by?: string | null | undefined;
}

/** Null is no deadline at all, undefined that nothing was said of it. */
function readDeadline({ respond_in, respond_by }: Deadline): string | null | undefined {
  return respond_in === undefined ? respond_by : fromNow(respond_in);
}

function showRun(whop: WhopStandIn, run: Run): object {
  const refundIds = whop.documents.ofPayment('refunds', run.payment_id).map((refund) => refund.id);
  const { id, scenario, payment_id, alert_id, dispute_ids, terms, created_at } = run;
  return {
    id,
    name: scenario,
    payment_id,
    alert_id,
    dispute_id: dispute_ids.at(-1) ?? null,
    dispute_ids,
    refund_ids: refundIds.toReversed(),
    ...terms,
    created_at,
    next: nextStep(run)?.do ?? null,
  };
}
