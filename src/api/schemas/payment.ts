import { z } from 'zod';
import { PROVIDERS } from '../../domain/names.ts';
import { money } from './common.ts';

export const paymentSchema = z
  .object({
    provider: z.enum(PROVIDERS),
    payment_id: z.string(),
    case_id: z.string().nullable().meta({ description: 'Its case here; null where there is none.' }),
    captured: money.nullable().meta({ description: 'What the customer paid.' }),
    refunded: money.nullable(),
    remaining: money
      .nullable()
      .meta({ description: 'What can still be refunded; null where the provider did not say.' }),
    refundable: z.boolean().nullable().meta({ description: 'Null where the provider did not say.' }),
    objection: z.string().nullable().meta({ description: 'Why no refund can be made now.' }),
    partial_objection: z
      .string()
      .nullable()
      .meta({ description: 'Why no part of it can be refunded, where the whole of it can.' }),
  })
  .meta({ id: 'Payment', description: 'A payment, as far as refunding it goes, read just now.' });

export type PaymentView = z.infer<typeof paymentSchema>;
