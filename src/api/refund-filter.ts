import { z } from 'zod';
import { PROVIDERS } from '../domain/names.ts';
import { REFUND_STATUSES } from '../domain/refund.ts';
import type { RefundFilter } from '../store/store.ts';
import type { Caller } from './auth.ts';
import { flag, opaqueId, words } from './schemas/common.ts';

/** The parameters that choose refunds. */
export const refundFilterParameters = {
  provider: z.enum(PROVIDERS).optional(),
  payment_id: opaqueId.optional(),
  status: z.enum(REFUND_STATUSES).optional(),
  needs_attention: flag.optional(),
  q: words
    .max(200)
    .optional()
    .meta({ description: "Words in the payment, the key, and the provider's own id of the refund." }),
};

const parameters = z.object(refundFilterParameters);

/** The filter as far as the caller may look. */
export function refundFilterOf(filters: z.output<typeof parameters>, caller: Caller): RefundFilter {
  return {
    provider: filters.provider,
    paymentId: filters.payment_id,
    status: filters.status,
    needsAttention: filters.needs_attention,
    q: filters.q,
    merchantIds: caller.merchantIds ?? undefined,
  };
}
