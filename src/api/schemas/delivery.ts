import { z } from 'zod';
import { NEWS_EVENTS, POST_STATES } from '../../domain/news.ts';
import { nextCursor, time } from './common.ts';

export const deliverySchema = z
  .object({
    id: z.string().meta({
      description: 'Opaque. The same on every attempt; an outgoing webhook carries it as `webhook-id`.',
    }),
    event: z.enum(NEWS_EVENTS),
    subscriber: z.string().meta({ description: 'Who is told: the name of a subscription, or `slack`.' }),
    channel: z.string().nullable().meta({
      description:
        '`mail`, `webhook` or `slack`, from a growing set; null for a subscriber that is not set up any more.',
    }),
    merchant_id: z.string().nullable(),
    case_id: z.string().nullable(),
    refund_id: z.string().nullable(),
    summary: z.string().meta({ description: 'What is told, in one sentence.' }),
    state: z.enum(POST_STATES).meta({
      description:
        '`dead`: given up; nothing more happens unless somebody has it sent again. `skipped`: there was nobody to tell, or nothing in it for them.',
    }),
    attempts: z.int().meta({ description: 'How often it was tried since it was last put on its way.' }),
    next_at: time.nullable().meta({ description: 'When it is tried next; null unless it waits.' }),
    last_error: z
      .string()
      .nullable()
      .meta({ description: 'Why the last attempt failed, or why it was skipped.' }),
    delivered_at: time.nullable(),
    created_at: time,
    resent_by: z.string().nullable().meta({
      description:
        'Who had it sent again last: the id of a person or the name of a token; null when nobody has.',
    }),
    resent_at: time.nullable(),
  })
  .meta({ id: 'Delivery', description: 'One piece of news on its way to one subscriber.' });

export const deliveryList = z
  .object({ data: z.array(deliverySchema), next_cursor: nextCursor })
  .meta({ id: 'DeliveryList' });

/** How much was put on its way again. */
export const resentDeliveries = z
  .object({ deliveries: z.int().meta({ description: 'How many are on their way again.' }) })
  .meta({ id: 'ResentDeliveries' });

export type DeliveryView = z.infer<typeof deliverySchema>;
export type DeliveryListView = z.infer<typeof deliveryList>;
