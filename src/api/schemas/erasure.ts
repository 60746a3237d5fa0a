import { z } from 'zod';
import { actor, nextCursor, time, words } from './common.ts';

const customer = words
  .min(1)
  .max(500)
  .refine((text) => text.trim() !== '', 'Name a customer.')
  .meta({
    description:
      'Their whole name or mail address, whatever its case, or the id of a payment or a case. A name may be that of several people.',
    examples: ['ann@example.com'],
  });

export const customerSearch = z.strictObject({ customer }).meta({ id: 'CustomerSearch' });

export const erasureRequest = z
  .strictObject({
    customer,
    cases: z.int().min(1).max(100_000).meta({
      description:
        'How many cases the search found that are not erased yet: nothing is erased when it finds others.',
    }),
  })
  .meta({ id: 'ErasureRequest' });

export const foundCustomer = z
  .object({
    cases: z.array(
      z.object({
        case_id: z.string(),
        state: z.enum(['open', 'closed', 'erased']).meta({
          description:
            '`closed`: can be erased now. `open`: kept as the answer to a claim (GDPR Art. 17(3)(e)), and erased once it closes. `erased`: nothing is left.',
        }),
        texts: z.int(),
        files: z.int(),
      }),
    ),
    mentions: z.array(z.string()).meta({
      description:
        'Cases of other customers, as far as anybody knows, where the same words stand in a text, note or file name; 100 at most. They are left as they are: erase one by naming it.',
    }),
  })
  .meta({ id: 'FoundCustomer' });

export const erasure = z
  .object({
    id: z.string(),
    customer_hash: z.string().meta({ description: 'A keyed hash of whom it was asked for.' }),
    asked_by: actor,
    asked_at: time,
    erased: z.array(z.string()).meta({ description: 'Ids of cases.' }),
    waiting: z.array(z.string()).meta({
      description:
        'Cases that are open, and erased as soon as they close; or that could not be erased yet, and are tried each hour.',
    }),
  })
  .meta({ id: 'Erasure' });

export const erasureList = z
  .object({ data: z.array(erasure), next_cursor: nextCursor })
  .meta({ id: 'ErasureList' });

export type FoundCustomerView = z.infer<typeof foundCustomer>;
export type ErasureView = z.infer<typeof erasure>;
