import { z } from 'zod';
import { ControlProblem } from '../control/problem.ts';
import { checked, type ControlRoute } from '../control/routes.ts';
import { WhopSettingsChange } from './settings.ts';
import { publish, recordEffect, type WhopStandIn } from './whop.ts';

const NewWebhook = z.strictObject({ type: z.string().min(1), data: z.record(z.string(), z.unknown()) });

const Edit = z.record(z.string(), z.unknown());
const EditQuery = z.strictObject({ send: z.string().optional() });

const KINDS = ['disputes', 'alerts', 'payments', 'refunds'] as const;

/** Looking at objects and overwriting them, sending events by hand, and the switches. */
export function objectControl(whop: WhopStandIn): ControlRoute[] {
  return [...KINDS.flatMap((kind) => objectRoutes(whop, kind)), ...switchRoutes(whop)];
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
