import { z } from 'zod';
import { type Instant, parseInstant } from '../../domain/instant.ts';

/**
 * CCG's webhooks as far as Recourse reads them (seed 003). What is missing, new, or of another type than documented reads as null: a dispute with
 * an odd field is a dispute all the same, and nobody can be asked again.
 */

/** Ids are opaque, but end up in addresses and workflow ids: what cannot be printed or has blanks is none. */
const id = z
  .string()
  .max(255)
  .regex(/^[^\s\p{C}]+$/u);
const maybeId = id.nullable().catch(null);
/** A word from one of CCG's open lists (a status, a currency, a reason). */
const word = z.string().min(1).max(200).nullable().catch(null);
/** Whole minor units. */
const minorUnits = z
  .union([z.int(), z.string().regex(/^-?\d{1,20}$/)])
  .nullable()
  .catch(null);
const unixTime = z
  .number()
  .transform((seconds): Instant | null => parseInstant(seconds))
  .catch(null);
/** Lists that are missing or none read as empty, entries that are no objects are left out. */
function listOf<T extends z.ZodType>(entry: T) {
  return z
    .array(entry.nullable().catch(null))
    .transform((entries) => entries.filter((item) => item !== null))
    .catch([]);
}

const balanceTransaction = z.object({
  id: maybeId,
  source: maybeId,
  amount: minorUnits,
  fee: minorUnits,
  currency: word,
  exchange_rate: z.number().nullable().catch(null),
  created: unixTime,
  fee_details: listOf(z.object({ currency: word })),
});
export type BalanceTransaction = z.infer<typeof balanceTransaction>;

/** A text of the evidence; null where there is none. */
export const evidenceText = z
  .union([z.string(), z.number().transform(String)])
  .nullable()
  .catch(null);
/** A file of the evidence: its id, or Stripe's file object where the field was expanded. */
export const evidenceFile = z
  .union([id.transform((fileId) => ({ id: fileId, filename: null })), z.object({ id, filename: word })])
  .nullable()
  .catch(null);

/** A dispute event's payload. Without its payment nothing can be done with it. */
export const disputePayload = z.object({
  merchantTransactionId: id,
  merchantId: maybeId,
  amount: minorUnits,
  status: word,
  reason: word,
  balanceTransactions: listOf(balanceTransaction),
  /** By field; read field by field. */
  evidence: z.record(z.string(), z.unknown()).nullable().catch(null),
});
export type DisputePayload = z.infer<typeof disputePayload>;

/** The envelope, where there is one. */
export const envelope = z.object({ name: word, payload: z.record(z.string(), z.unknown()) });
/** The payload alone, as seed 003's sample shows it. */
export const barePayload = z.looseObject({ eventType: word });
