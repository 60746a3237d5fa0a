import { z } from 'zod';
import { REASONS, STAGES, STATUSES } from '../../domain/provider.ts';
import { money, time } from './common.ts';
import { refundSummary } from './refund.ts';

const relatedCase = z
  .object({
    id: z.string(),
    relation: z.enum(['payment', 'customer']).meta({
      description: "`payment`: of the same payment. `customer`: its customer's name or mail is the same.",
    }),
    stage: z.enum(STAGES),
    status: z.enum(STATUSES),
    amount: money.nullable(),
    reason: z.enum(REASONS).nullable(),
    created_at: time,
    payment_id: z.string().nullable(),
  })
  .meta({ id: 'RelatedCase' });

const relatedRefund = refundSummary.extend({ payment_id: z.string() }).meta({ id: 'RelatedRefund' });

export const relatedSchema = z
  .object({
    cases: z.array(relatedCase).meta({ description: 'Newest first, 20 at most.' }),
    refunds: z.array(relatedRefund).meta({
      description: 'Of this payment and of those of the related cases, newest first, 50 at most.',
    }),
  })
  .meta({ id: 'Related', description: 'What else there is of the payment and of its customer.' });

export type RelatedView = z.infer<typeof relatedSchema>;
export type RelatedCaseView = z.infer<typeof relatedCase>;
