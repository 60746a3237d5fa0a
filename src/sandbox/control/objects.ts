import { z } from 'zod';
import { PROVIDERS } from '../../domain/names.ts';
import type { Ledger } from '../ledger.ts';
import type { StandIn } from '../stand-in.ts';
import type { Outbox } from '../webhooks/outbox.ts';
import { ControlProblem } from './problem.ts';
import { checked, type ControlRoute } from './routes.ts';

const Edit = z.record(z.string(), z.unknown());
const EditQuery = z.strictObject({ send: z.string().optional() });

const NewWebhook = z.strictObject({
  provider: z.enum(PROVIDERS).default('whop'),
  type: z.string().min(1),
  data: z.record(z.string(), z.unknown()),
});

interface Books {
  readonly ledger: Ledger;
  readonly outbox: Outbox;
}

/** Looking at objects and overwriting them, refunds made elsewhere, sending events by hand, and the switches. */
export function objectControl(standIns: readonly StandIn[], books: Books): ControlRoute[] {
  const kinds = new Set(standIns.flatMap(({ objects }) => objects.kinds));
  return [
    ...[...kinds].flatMap((kind) => objectRoutes(standIns, kind, books)),
    ...refundRoutes(standIns),
    ...switchRoutes(standIns, books),
  ];
}

function objectRoutes(standIns: readonly StandIn[], kind: string, { ledger }: Books): ControlRoute[] {
  return [
    {
      method: 'get',
      path: `/${kind}/:id`,
      summary: 'The object as it is kept.',
      handle: ({ id }) => holder(standIns, kind, id).objects.get(kind, id),
    },
    {
      method: 'patch',
      path: `/${kind}/:id`,
      summary:
        'Overwrites any of its fields with anything, and nothing else; ?send=dispute.updated sends it as that event.',
      handle: ({ id, body, query }) => {
        const { provider, objects } = holder(standIns, kind, id);
        const changes = checked(Edit, body);
        const { send } = checked(EditQuery, query);
        const changed = objects.edit(kind, id, changes) ?? missing(kind, id);
        ledger.effect({ provider, name: 'edited', ids: [id], detail: { fields: Object.keys(changes) } });
        if (send !== undefined) objects.publish(send, changed);
        return changed;
      },
    },
  ];
}

function refundRoutes(standIns: readonly StandIn[]): ControlRoute[] {
  return [
    {
      method: 'post',
      path: '/payments/:id/refunds',
      summary:
        "Refunds a payment in the provider's own dashboard, or at Whop with auto by Whop itself: {amount?, auto?}; without an amount whatever remains.",
      status: 201,
      handle: ({ id, body }) => holder(standIns, 'payments', id).refunds.make(id, body),
    },
    {
      method: 'post',
      path: '/refunds/:id/transitions',
      summary:
        'Moves a refund on: {name, …}; at Whop add_reference takes reference_status?, reference_type? and reference_value?.',
      handle: ({ id, body }) => holder(standIns, 'refunds', id).refunds.move(id, body),
    },
  ];
}

function switchRoutes(standIns: readonly StandIn[], { outbox }: Books): ControlRoute[] {
  const named = (provider: string): StandIn => {
    const found = standIns.find((standIn) => standIn.provider === provider);
    if (found === undefined) throw new ControlProblem(404, `There is no provider ${provider}.`);
    return found;
  };
  return [
    {
      method: 'post',
      path: '/webhooks',
      summary: 'Sends any event: {type, data, provider?}; Whop when no provider is named.',
      status: 202,
      handle: ({ body }) => {
        const { provider, type, data } = checked(NewWebhook, body);
        return outbox.get(named(provider).objects.publish(type, data));
      },
    },
    {
      method: 'get',
      path: '/settings/:id',
      summary: "A provider's switches: target of webhooks, pause, and its own.",
      handle: ({ id }) => named(id).settings.current(),
    },
    {
      method: 'patch',
      path: '/settings/:id',
      summary: 'Changes some of the switches.',
      handle: ({ id, body }) => named(id).settings.change(body),
    },
  ];
}

function holder(standIns: readonly StandIn[], kind: string, id: string): StandIn {
  return standIns.find(({ objects }) => objects.get(kind, id) !== null) ?? missing(kind, id);
}

function missing(kind: string, id: string): never {
  throw new ControlProblem(404, `There is no ${id} among the ${kind}.`);
}
