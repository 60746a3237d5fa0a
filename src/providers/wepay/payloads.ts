import { z } from 'zod';
import { id, moment, reference, word } from '../fields.ts';

/**
 * WePay's objects as far as Recourse reads them. Sources: WePay's API reference 3.0 (dev.wepay.com: disputes, payments, refunds, notifications)
 * and seed 002.
 */

/** Amounts are whole minor units ("$1.00 is represented as 100"); digits in a text are taken as well. */
const units = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^-?\d{1,15}$/)
      .transform(Number),
  ])
  .nullable()
  .catch(null);

/** The merchant's account. What the platform's app owns, as it does notifications, is nobody's. */
const owner = z
  .object({ id, resource: word })
  .transform((named) => (named.resource === 'applications' ? null : named))
  .nullable()
  .catch(null);

export const disputePayload = z.object({
  id,
  resource: word,
  owner,
  create_time: moment,
  status: word,
  type: word,
  amount: units,
  fee: units,
  currency: word,
  payment: reference,
  reason: z.object({ reason_code: word }).nullable().catch(null),
  resolution: z.object({ type: word }).nullable().catch(null),
});
export type DisputePayload = z.infer<typeof disputePayload>;

export const paymentPayload = z.object({
  id,
  owner,
  create_time: moment,
  status: word,
  amount: units,
  amount_refunded: units,
  amount_disputed: units,
  currency: word,
});
export type PaymentPayload = z.infer<typeof paymentPayload>;

/** The amount object of a refund: the reference calls it `amounts`; `amount` is taken as well. */
const amounts = z.object({ total_amount: units, currency: word }).nullable().catch(null);

export const refundPayload = z.object({
  id,
  resource: word,
  owner,
  create_time: moment,
  status: word,
  amounts,
  amount: amounts,
  payment: reference,
});
export type RefundPayload = z.infer<typeof refundPayload>;

/** A document, just created. */
export const documentPayload = z.object({ id, create_time: moment });

/**
 * What comes by webhook and stands in the list of notifications. `payload` is the whole object it is about, read by whoever knows what that is.
 */
export const notificationPayload = z.object({
  id,
  topic: z.string().min(1).max(200),
  event_time: moment,
  payload: z.unknown(),
});
export type NotificationPayload = z.infer<typeof notificationPayload>;

/** One page of any list. The reference says `next` is "an opaque path for the next page", or null on the last one. */
export const pagePayload = z.object({
  results: z.array(z.unknown()),
  next: z.string().nullable().optional().catch(undefined),
});
