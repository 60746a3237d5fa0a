import { z } from 'zod';
import { flag, id, moment, reference, text, word } from '../fields.ts';

/** Whop's objects as far as Recourse reads them. `paid_at` is documented as "a Unix timestamp" and shown as RFC 3339. */

/** Amounts are decimal JSON numbers; a plain decimal text is taken as well. */
const amount = z
  .union([z.number(), z.string().regex(/^-?\d{1,20}(\.\d{1,20})?$/)])
  .nullable()
  .catch(null);
const attachment = z.object({ id, filename: text }).nullable().catch(null);

export const disputePayload = z.object({
  id,
  status: word,
  amount,
  currency: word,
  reason: word,
  needs_response_by: moment,
  editable: flag,
  visa_rdr: flag,
  created_at: moment,
  payment: reference,
  company: reference,
  access_activity_log: text,
  billing_address: text,
  cancellation_policy_disclosure: text,
  customer_email_address: text,
  customer_name: text,
  notes: text,
  product_description: text,
  refund_policy_disclosure: text,
  refund_refusal_explanation: text,
  service_date: text,
  cancellation_policy_attachment: attachment,
  customer_communication_attachment: attachment,
  refund_policy_attachment: attachment,
  uncategorized_attachment: attachment,
});
export type DisputePayload = z.infer<typeof disputePayload>;

export const alertPayload = z.object({
  id,
  alert_type: word,
  amount,
  currency: word,
  created_at: moment,
  dispute: reference,
  payment: reference,
  company: reference,
});
export type AlertPayload = z.infer<typeof alertPayload>;

const address = z
  .object({
    name: text,
    line1: text,
    line2: text,
    postal_code: text,
    city: text,
    state: text,
    country: text,
  })
  .nullable()
  .catch(null);
export type Address = NonNullable<z.infer<typeof address>>;

export const paymentPayload = z.object({
  id,
  total: amount,
  currency: word,
  refunded_amount: amount,
  refundable: flag,
  settlement_amount: amount,
  settlement_currency: word,
  /** Null without the permission to read disputes. One odd entry must not hide another that forbids a refund. */
  disputes: z
    .array(z.object({ status: word }).catch({ status: null }))
    .nullable()
    .catch(null),
  paid_at: moment,
  created_at: moment,
  billing_address: address,
  user: z.object({ name: text, email: text }).nullable().catch(null),
  product: z
    .object({ id: id.nullable().catch(null), title: text })
    .nullable()
    .catch(null),
  company: reference,
});
export type PaymentPayload = z.infer<typeof paymentPayload>;

/** Source: seed 001 (Whop's page "Retrieve refund") and SDK `resources/refunds.ts`. */
export const refundPayload = z.object({
  id,
  amount,
  currency: word,
  status: word,
  provider: word,
  reference_status: word,
  reference_type: word,
  reference_value: word,
  created_at: moment,
  provider_created_at: moment,
  payment: reference,
});
export type RefundPayload = z.infer<typeof refundPayload>;

/** One page of any list. The entries are parsed by whoever knows what is listed. */
export const pagePayload = z.object({
  data: z.array(z.unknown()),
  page_info: z
    .object({ end_cursor: z.string().min(1).nullable().catch(null), has_next_page: flag })
    .catch({ end_cursor: null, has_next_page: null }),
});

/** A file, just created or looked at again. Source: SDK `resources/files.ts`. */
export const filePayload = z.object({
  id,
  upload_status: word,
  upload_url: text,
  upload_headers: z.record(z.string(), z.unknown()).nullable().catch(null),
  visibility: word,
});

/** The envelope every webhook comes in; `data` is the whole object. */
export const webhookEnvelope = z.object({
  type: z.string().min(1),
  company_id: id.nullable().catch(null),
  data: z.looseObject({ id }),
});
