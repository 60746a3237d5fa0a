import { z } from 'zod';
import { instant } from '../../domain/instant.ts';

/** A moment as the API shows it. */
export const time = z.string().meta({ format: 'date-time', description: 'RFC 3339 in UTC.' });

export const money = z
  .object({
    amount: z.string().meta({
      description: "An exact decimal in major units, with the currency's own number of decimals.",
      examples: ['10.43'],
    }),
    currency: z.string().meta({ examples: ['usd'] }),
  })
  .meta({ id: 'Money' });

export const actor = z
  .object({
    type: z.string().meta({ description: '`person`, `policy`, `provider` or `system`.' }),
    id: z.string().meta({ description: 'Whose name, or which policy.' }),
    via: z.string().meta({ description: 'By which way: `page`, `chat`, `api`, `webhook`, `timer`, …' }),
    name: z.string().nullable().meta({ description: 'What a person is called, where that is known.' }),
    address: z.string().nullable().meta({ description: 'The network address a person acted from.' }),
  })
  .meta({ id: 'Actor' });

export type ActorView = z.infer<typeof actor>;

/** Control characters have no place in an id, and PostgreSQL takes no NUL. */
// oxlint-disable-next-line no-control-regex -- they are what it is about; as a range so that the description may show it to any reader
const PRINTABLE = /^[^\x00-\x1f\x7f]*$/;

export const caseId = z
  .string()
  .max(300)
  .regex(/^[a-z]+:./)
  .regex(PRINTABLE)
  .meta({ description: '`<provider>:<paymentId>`', examples: ['whop:pay_1'] });

export const refundId = z
  .string()
  .max(600)
  .regex(/^[a-z]+:.+:./)
  .regex(PRINTABLE)
  .meta({
    description: '`<provider>:<paymentId>:<idempotencyKey>`, or `…:external:<id>` for one made elsewhere.',
    examples: ['whop:pay_1:order-17'],
  });

/** An id somebody else made up: opaque. */
export const opaqueId = z.string().min(1).max(255).regex(PRINTABLE, 'Control characters are not allowed.');

/** Words of a person, as the store can keep them and give them back unchanged. */
export const words = z
  .string()
  // oxlint-disable-next-line no-control-regex -- it is what it is about, written as every dialect of patterns knows it
  .regex(/^[^\x00]*$/, 'NUL characters are not allowed.')
  .refine((text) => text.isWellFormed(), 'Half a surrogate pair is not a character.');

const LAST_MOMENT = Date.UTC(9999, 11, 31);

/** A moment as a caller writes it, in any zone; becomes UTC. */
export const moment = z.iso
  .datetime({ offset: true, abort: true, error: 'Write a time as RFC 3339 does: 2026-12-01T00:00:00Z.' })
  .refine((text) => Date.parse(text) >= 0 && Date.parse(text) < LAST_MOMENT, 'Between 1970 and 9999.')
  .transform((text) => instant(Date.parse(text)));

/** Yes or no, as a parameter. */
export const flag = z.enum(['true', 'false']).transform((word) => word === 'true');

/** The two parameters of every list. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(100).default(50).meta({ description: 'The most a page holds.' }),
  cursor: z
    .string()
    .min(1)
    .max(1000)
    .regex(PRINTABLE)
    .optional()
    .meta({ description: '`next_cursor` of the page before.' }),
};

export const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Asks for the next page; null on the last one.' });
