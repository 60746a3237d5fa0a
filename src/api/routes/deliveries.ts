import type { Logger } from 'pino';
import { z } from 'zod';
import { instant } from '../../domain/instant.ts';
import { POST_STATES } from '../../domain/news.ts';
import { postKey } from '../../notify/delivery-id.ts';
import type { KeptPost, Outbox, PostKey, Wish } from '../../store/outbox.ts';
import { type Caller, isWithinReach } from '../auth.ts';
import { deliveryView, type SubscriberChannels } from '../delivery-view.ts';
import { Problem } from '../problem.ts';
import { type GuardedRoute, route } from '../route.ts';
import { opaqueId, paging } from '../schemas/common.ts';
import { deliveryList, deliverySchema, resentDeliveries } from '../schemas/delivery.ts';
import { NEWS_TAG, NO_STORE } from './words.ts';

export interface DeliveryRoutesOptions {
  readonly store: { readonly outbox: Outbox };
  readonly channels: SubscriberChannels;
  readonly log: Logger;
}

/** Following news on its way to whoever is told, and having it sent again. */
export function deliveryRoutes(options: DeliveryRoutesOptions): GuardedRoute[] {
  return [list(options), resend(options), resendAll(options)];
}

/** What a list of deliveries is narrowed down by. */
export const deliveryFilterParameters = {
  state: z.enum(POST_STATES).optional(),
  subscriber: opaqueId.optional(),
};

const query = z.strictObject({ ...deliveryFilterParameters, ...paging });

function list({ store, channels }: DeliveryRoutesOptions): GuardedRoute {
  return route({
    method: 'get',
    path: '/api/v1/deliveries',
    operationId: 'listDeliveries',
    tag: NEWS_TAG,
    summary: 'List news on its way, newest first',
    description: 'What is told to whom, how far it has come, and why it has not arrived.',
    role: 'viewer',
    request: { query },
    responses: { 200: { description: 'A page of deliveries.', json: deliveryList } },
    problems: { ...NO_STORE, 400: 'A filter is unknown or malformed.' },
    async handle({ query: { limit, cursor, state, subscriber }, caller }) {
      const merchantIds = caller.merchantIds ?? undefined;
      const page = await store.outbox.list({ state, subscriber, merchantIds }, { limit, cursor });
      const data = page.data.map((post) => deliveryView(post, channels));
      return { status: 200, json: { data, next_cursor: page.cursor } };
    },
  });
}

const deliveryId = z
  .string()
  .max(4000)
  .regex(/^[A-Za-z0-9_-]+$/)
  .meta({ description: 'As the list gives it.' });

function resend({ store: { outbox }, channels, log }: DeliveryRoutesOptions): GuardedRoute {
  return route({
    method: 'post',
    path: '/api/v1/deliveries/{delivery_id}/resend',
    operationId: 'resendDelivery',
    tag: NEWS_TAG,
    summary: 'Send it now, whatever became of it so far',
    description: 'It is tried for another day. Whoever got it already can tell the copy by its id.',
    role: 'admin',
    request: { params: z.object({ delivery_id: deliveryId }) },
    responses: { 202: { description: 'It is on its way.', json: deliverySchema } },
    problems: {
      ...NO_STORE,
      404: 'There is no such delivery, or it is of a merchant the token may not see.',
      409: 'Its subscriber is not set up any more.',
    },
    async handle({ params, caller }) {
      const key = await openKey(outbox, caller, params.delivery_id);
      if (!channels.has(key.subscriber)) throw notSetUp('Its');
      await outbox.resend(key, wishOf(caller));
      // Who it was stands with the delivery: a log is no place for people's names.
      log.info({ subscriber: key.subscriber, via: caller.via, deliveries: 1 }, 'sent again');
      const post = await open(outbox, caller, key);
      return { status: 202, json: deliveryView(post, channels) };
    },
  });
}

const RESEND_ALL = z.strictObject({ subscriber: opaqueId });

function resendAll({ store: { outbox }, channels, log }: DeliveryRoutesOptions): GuardedRoute {
  return route({
    method: 'post',
    path: '/api/v1/deliveries/resend',
    operationId: 'resendDeliveries',
    tag: NEWS_TAG,
    summary: 'Send everything now that was given up of one subscriber',
    description:
      'As after a day without the other side. Each is tried for another day; only what the token may see is sent.',
    role: 'admin',
    request: { query: RESEND_ALL },
    responses: { 202: { description: 'They are on their way.', json: resentDeliveries } },
    problems: {
      ...NO_STORE,
      400: 'The subscriber is missing or malformed.',
      409: 'The subscriber is not set up.',
    },
    async handle({ query: { subscriber }, caller }) {
      if (!channels.has(subscriber)) throw notSetUp('This');
      const merchantIds = caller.merchantIds ?? undefined;
      const deliveries = await outbox.resendDead({ subscriber, merchantIds }, wishOf(caller));
      log.info({ subscriber, via: caller.via, deliveries }, 'sent again');
      return { status: 202, json: { deliveries } };
    },
  });
}

function wishOf({ id }: Caller): Wish {
  return { by: id, now: instant(Date.now()) };
}

function notSetUp(which: 'Its' | 'This'): Problem {
  return new Problem(409, `${which} subscriber is not set up any more; see RECOURSE_NOTIFICATIONS.`);
}

async function openKey(outbox: Outbox, caller: Caller, id: string): Promise<PostKey> {
  const key = postKey(id);
  if (key === null) throw noSuchDelivery();
  await open(outbox, caller, key);
  return key;
}

/** @throws Problem 404 when there is none that the caller may see */
async function open(outbox: Outbox, caller: Caller, key: PostKey): Promise<KeptPost> {
  const post = await outbox.find(key);
  if (post === null || !isWithinReach(caller, post.news.merchantId)) throw noSuchDelivery();
  return post;
}

function noSuchDelivery(): Problem {
  return new Problem(404, 'There is no such delivery.');
}
