import { z } from 'zod';
import { instant } from '../../domain/instant.ts';
import type { Ledger } from '../ledger.ts';
import type { Outbox } from '../webhooks/outbox.ts';
import { ControlProblem } from './problem.ts';
import { checked, type ControlRoute } from './routes.ts';

const LedgerQuery = z.strictObject({
  kind: z.enum(['call', 'effect', 'fault']).optional(),
  name: z.string().optional(),
  id: z.string().optional(),
  after: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
});

const WebhookQuery = z.strictObject({
  id: z.string().optional(),
  state: z.enum(['pending', 'delivered', 'failed', 'dropped']).optional(),
});

/** What concerns every provider alike: the ledger and the webhooks. */
export function sharedRoutes({
  ledger,
  outbox,
}: {
  readonly ledger: Ledger;
  readonly outbox: Outbox;
}): ControlRoute[] {
  return [
    {
      method: 'get',
      path: '/ledger',
      summary:
        'Every call that came, every effect it had and every fault that was made; ?kind= ?name= ?id= ?after= ?limit=',
      handle: ({ query }) => ({ data: ledger.entries(checked(LedgerQuery, query)) }),
    },
    {
      method: 'get',
      path: '/webhooks',
      summary: 'Every webhook, sent or not; ?id= of the event or an object, ?state=',
      handle: ({ query }) => ({ data: outbox.list(checked(WebhookQuery, query)) }),
    },
    {
      method: 'post',
      path: '/webhooks/:id/resend',
      summary: 'Sends a webhook again, same id and body: a duplicate, or one that was lost.',
      status: 202,
      handle: ({ id }) => {
        if (outbox.get(id) === null) throw new ControlProblem(404, `There is no webhook ${id}.`);
        outbox.again(id, instant(Date.now()));
        return outbox.get(id);
      },
    },
  ];
}
