import { z } from 'zod';
import { PROVIDERS } from '../domain/names.ts';
import { REASONS, STAGES, STATUSES } from '../domain/provider.ts';
import { CASE_TABS } from '../domain/summary.ts';
import type { CaseFilter } from '../store/store.ts';
import { type Caller, isWithinReach } from './auth.ts';
import { flag, moment, opaqueId, words } from './schemas/common.ts';

/** The parameters that choose cases. */
export const caseFilterParameters = {
  provider: z.enum(PROVIDERS).optional(),
  merchant_id: opaqueId.optional(),
  tab: z
    .enum(CASE_TABS)
    .optional()
    .meta({ description: '`inbox`: needs a person. `bank`: answered, waiting for the ruling.' }),
  stage: z.enum(STAGES).optional(),
  status: z.enum(STATUSES).optional(),
  reason: z.enum(REASONS).optional(),
  payment_id: opaqueId.optional(),
  due_before: moment.optional().meta({ description: 'Deadlines before this moment.' }),
  needs_attention: flag.optional(),
  q: words.max(200).optional().meta({ description: "Words in ids and in the customer's name and mail." }),
};

const parameters = z.object(caseFilterParameters);

/** The filter as far as the caller may look; null when that is nowhere. */
export function caseFilterOf(filters: z.output<typeof parameters>, caller: Caller): CaseFilter | null {
  const { merchant_id, payment_id, due_before, needs_attention, ...same } = filters;
  if (merchant_id !== undefined && !isWithinReach(caller, merchant_id)) return null;
  return {
    ...same,
    merchantIds: merchant_id === undefined ? (caller.merchantIds ?? undefined) : [merchant_id],
    paymentId: payment_id,
    dueBefore: due_before,
    needsAttention: needs_attention,
  };
}
