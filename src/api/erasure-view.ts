import type { FoundCustomer, KeptErasure } from '../store/erasure.ts';
import { actorView } from './actor-view.ts';
import type { ErasureView, FoundCustomerView } from './schemas/erasure.ts';

export function foundCustomerView({ cases, mentions }: FoundCustomer): FoundCustomerView {
  return {
    cases: cases.map(({ caseId, state, texts, files }) => ({ case_id: caseId, state, texts, files })),
    mentions: [...mentions],
  };
}

export function erasureView({
  id,
  customerHash,
  askedBy,
  askedAt,
  erased,
  waiting,
}: KeptErasure): ErasureView {
  return {
    id,
    customer_hash: customerHash,
    asked_by: actorView(askedBy),
    asked_at: askedAt,
    erased: [...erased],
    waiting: [...waiting],
  };
}
