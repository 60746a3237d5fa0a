import { z } from 'zod';
import { PROVIDERS } from '../../domain/names.ts';
import { REFUND_STATUSES } from '../../domain/refund.ts';
import { actor, money, nextCursor, time } from './common.ts';

const readRefund = z
  .object({
    id: z.string(),
    amount: money.nullable(),
    status: z.string(),
    provider_status: z.string().meta({ description: "The provider's own word." }),
    created_at: time.nullable(),
  })
  .meta({ id: 'ReadRefund' });

const refundReadings = z
  .object({
    captured: money
      .nullable()
      .meta({ description: 'What the customer paid, in the currency refunds are made in.' }),
    withheld: money
      .nullable()
      .meta({ description: 'What a dispute of a part has taken: not there to be refunded.' }),
    refunded: money.nullable().meta({ description: "All refunded so far, by the payment's own account." }),
    refundable: z.boolean().nullable(),
    disputed: z
      .string()
      .nullable()
      .meta({ description: "The provider's own sentence while a formal dispute stands." }),
    refunds: z
      .array(readRefund)
      .meta({ description: 'All there ever were, failed and cancelled attempts included.' }),
  })
  .meta({ id: 'RefundReadings', description: 'What the provider said of a payment and its refunds.' });

const refundFailure = z
  .object({
    code: z.string().meta({
      description:
        '`disputed`, `not_refundable`, `more_than_remains`, `refused` or `failed_at_provider`, from a growing set.',
    }),
    message: z.string().meta({ description: "For people; the provider's own sentence where it gave one." }),
  })
  .meta({ id: 'RefundFailure' });

export const refundSchema = z
  .object({
    id: z.string(),
    provider: z.enum(PROVIDERS),
    merchant_id: z.string().nullable().meta({ description: 'Null until the payment was read.' }),
    payment_id: z.string(),
    idempotency_key: z.string().nullable().meta({ description: 'Null for one made elsewhere.' }),
    external: z.boolean().meta({ description: 'Made elsewhere, at the provider itself.' }),
    asked: money
      .nullable()
      .meta({ description: 'What was asked for; null: whatever remains when its turn comes.' }),
    amount: money.nullable().meta({ description: 'What is refunded; null until that is known.' }),
    reason: z.string().nullable(),
    requested_by: actor,
    status: z.enum(REFUND_STATUSES),
    failure: refundFailure.nullable().meta({ description: 'Why it was not made.' }),
    provider_refund_id: z.string().nullable(),
    processor: z.string().nullable().meta({ description: 'Who moves the money for the provider.' }),
    reference: z
      .object({ status: z.string().nullable(), type: z.string().nullable(), value: z.string().nullable() })
      .meta({ description: "By which the customer's bank finds the money. Arrives days later." }),
    needs_attention: z
      .object({
        reason: z.string(),
        since: time,
        settleable: z.boolean().meta({
          description: 'A person settles it; otherwise it goes on by itself once the cause is gone.',
        }),
        before: refundReadings.nullable().meta({ description: 'Read before the refund was sent.' }),
        after: refundReadings.nullable().meta({ description: 'Read last.' }),
      })
      .nullable(),
    resolution: z
      .object({
        outcome: z.enum(['done', 'not_done']),
        provider_reference: z.string().nullable(),
        note: z.string(),
        by: actor,
        at: time,
      })
      .nullable()
      .meta({ description: 'What the last person said who settled it by hand.' }),
    created_at: time,
    sent_at: time.nullable().meta({
      description: 'When it was first sent to the provider; null until then, and for one made elsewhere.',
    }),
    settled_at: time.nullable().meta({ description: 'Since when it is known how it ended.' }),
    updated_at: time,
  })
  .meta({ id: 'Refund' });

export const refundList = z
  .object({ data: z.array(refundSchema), next_cursor: nextCursor })
  .meta({ id: 'RefundList' });

/** A refund as its payment's case shows it. */
export const refundSummary = z
  .object({
    id: z.string(),
    external: z.boolean(),
    asked: money.nullable(),
    amount: money.nullable(),
    status: z.enum(REFUND_STATUSES),
    failure: refundFailure.nullable(),
    provider_refund_id: z.string().nullable(),
    needs_attention: z.object({ reason: z.string(), since: time }).nullable(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'RefundSummary' });

export type RefundView = z.infer<typeof refundSchema>;
export type RefundSummaryView = z.infer<typeof refundSummary>;
export type RefundReadingsView = z.infer<typeof refundReadings>;
