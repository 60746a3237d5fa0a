import type Whop from '@whop/sdk';
import { z } from 'zod';
import { ControlProblem } from '../control/problem.ts';
import { checked, type ControlRoute } from '../control/routes.ts';
import { instant } from '../../domain/instant.ts';
import { DURATION, fromNow } from '../duration.ts';
import { PERMISSIONS } from './permissions.ts';
import { advanceRun, findRun, moveRun, nextStep, startRun } from './runs.ts';
import { SCENARIO_NAMES, SCENARIOS } from './scenarios.ts';
import { WhopSettingsChange } from './settings.ts';
import { ImpossibleTransitionError, TRANSITION_NAMES, TRANSITIONS } from './transitions.ts';
import { publish, recordEffect, type Run, type WhopStandIn } from './whop.ts';

const deadline = {
  respond_in: z.string().regex(DURATION, 'a duration such as 90s, 15m, 3h or 7d').optional(),
  respond_by: z.iso
    .datetime({ offset: true })
    .transform((at) => instant(Date.parse(at)))
    .nullable()
    .optional(),
};

const decimal = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'a decimal number')
  .transform(Number);

const NewScenario = z.strictObject({
  name: z.enum(SCENARIO_NAMES),
  amount: z.union([z.number().positive(), decimal]).default(49),
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

const NewWebhook = z.strictObject({ type: z.string().min(1), data: z.record(z.string(), z.unknown()) });

const Edit = z.record(z.string(), z.unknown());
const EditQuery = z.strictObject({ send: z.string().optional() });

const KINDS = ['disputes', 'alerts', 'payments'] as const;

/** What the control API can do with Whop. */
export function whopControl(whop: WhopStandIn): ControlRoute[] {
  return [
    ...scenarioRoutes(whop),
    ...(['disputes', 'alerts'] as const).flatMap((kind) => moveRoutes(whop, kind)),
    ...KINDS.flatMap((kind) => objectRoutes(whop, kind)),
    ...switchRoutes(whop),
  ];
}

/** What `GET /control` says of Whop. */
export function describeWhop(whop: WhopStandIn): object {
  return {
    base_url: `${whop.origin()}/api/v1`,
    company_id: whop.account.companyId,
    settings: whop.settings.current(),
    permissions: PERMISSIONS,
    scenarios: Object.entries(SCENARIOS).map(([name, { summary, steps }]) => ({ name, summary, steps })),
    transitions: Object.entries(TRANSITIONS).map(([name, { summary, from }]) => ({ name, summary, from })),
  };
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
        return showRun(run);
      },
    },
    {
      method: 'get',
      path: '/scenarios',
      summary: 'The scenarios started so far, newest first.',
      handle: () => ({ data: whop.documents.list('runs').map(showRun) }),
    },
    {
      method: 'post',
      path: '/scenarios/:id/advance',
      summary: "Takes a scenario's next step; the id may be that of its payment, dispute or alert too.",
      handle: ({ id }) => showRun(possibly(() => advanceRun(whop, runOf(whop, id)))),
    },
  ];
}

function moveRoutes(whop: WhopStandIn, kind: 'disputes' | 'alerts'): ControlRoute[] {
  return [
    {
      method: 'post',
      path: `/${kind}/:id/advance`,
      summary: 'Takes the next step of the scenario it belongs to.',
      handle: ({ id }) => showRun(possibly(() => advanceRun(whop, runOf(whop, id)))),
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
        return showRun(possibly(() => moveRun(whop, run, asked.name, terms)));
      },
    },
  ];
}

function objectRoutes(whop: WhopStandIn, kind: (typeof KINDS)[number]): ControlRoute[] {
  return [
    {
      method: 'get',
      path: `/${kind}/:id`,
      summary: 'The object as it is kept.',
      handle: ({ id }) => whop.documents.get(kind, id) ?? missing(kind, id),
    },
    {
      method: 'patch',
      path: `/${kind}/:id`,
      summary:
        'Overwrites any of its fields with anything, and nothing else; ?send=dispute.updated sends it as that event.',
      handle: ({ id, body, query }) => {
        const changes = checked(Edit, body);
        const { send } = checked(EditQuery, query);
        const changed = whop.documents.edit(kind, id, changes) ?? missing(kind, id);
        recordEffect(whop, 'edited', [id], { fields: Object.keys(changes) });
        if (send !== undefined) publish(whop, send, changed);
        return changed;
      },
    },
  ];
}

function switchRoutes(whop: WhopStandIn): ControlRoute[] {
  return [
    {
      method: 'post',
      path: '/webhooks',
      summary: 'Sends any event: {type, data}',
      status: 202,
      handle: ({ body }) => {
        const { type, data } = checked(NewWebhook, body);
        return whop.outbox.get(publish(whop, type, data));
      },
    },
    {
      method: 'get',
      path: '/settings/whop',
      summary: 'The switches: target of webhooks, pause, permissions, uploads.',
      handle: () => whop.settings.current(),
    },
    {
      method: 'patch',
      path: '/settings/whop',
      summary: 'Changes some of the switches.',
      handle: ({ body }) => whop.settings.change(checked(WhopSettingsChange, body)),
    },
  ];
}

function missing(kind: string, id: string): never {
  throw new ControlProblem(404, `There is no ${id} among the ${kind}.`);
}

/** Any word will do: Whop adds currencies, and what it lists is not all ISO. */
function isCurrency(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z0-9_]{2,12}$/.test(value);
}

function runOf(whop: WhopStandIn, id: string): Run {
  const run = findRun(whop, id);
  if (run === null) throw new ControlProblem(404, `There is no scenario, dispute, alert or payment ${id}.`);
  return run;
}

function possibly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ImpossibleTransitionError) throw new ControlProblem(409, error.message);
    throw error;
  }
}

interface Deadline {
  readonly respond_in?: string | undefined;
  readonly respond_by?: string | null | undefined;
}

/** Null is no deadline at all, undefined that nothing was said of it. */
function readDeadline({ respond_in, respond_by }: Deadline): string | null | undefined {
  return respond_in === undefined ? respond_by : fromNow(respond_in);
}

function showRun(run: Run): object {
  const { id, scenario, payment_id, alert_id, dispute_ids, terms, created_at } = run;
  return {
    id,
    name: scenario,
    payment_id,
    alert_id,
    dispute_id: dispute_ids.at(-1) ?? null,
    dispute_ids,
    ...terms,
    created_at,
    next: nextStep(run)?.do ?? null,
  };
}
