import type { CaseState, Dispute } from '../../domain/case.ts';
import type { CaseId } from '../../domain/names.ts';
import type { News } from '../../domain/news.ts';
import type { Refund } from '../../domain/refund.ts';
import { foregroundDispute } from '../../domain/summary.ts';
import type { Store } from '../../store/store.ts';

/** What news is about, as it stands when it is told. */
export interface Matter {
  readonly state: CaseState | null;
  readonly dispute: Dispute | null;
  readonly refund: Refund | null;
}

type Books = Pick<Store, 'loadCase' | 'loadRefund'>;

export async function matterOf(store: Books, news: News): Promise<Matter> {
  const [state, refund] = await Promise.all([
    news.caseId === null ? null : caseAsItGoesOn(store, news.caseId),
    news.refundId === null ? null : store.loadRefund(news.refundId),
  ]);
  const named = state?.disputes.find(({ id }) => id === news.disputeId);
  return { state, dispute: named ?? (state && foregroundDispute(state)), refund };
}

/** Whether everything of the case was read that its provider can tell: where there is no case, there is no more to come. */
export function isRead({ state }: Matter): boolean {
  if (state === null) return true;
  return state.paymentEvidence !== null && state.disputes.every(isDisputeRead);
}

/** An alert is no place for evidence, and what is gone or went on as another dispute is read no more. */
function isDisputeRead({ kind, held, goneAt, supersededBy }: Dispute): boolean {
  return kind === 'alert' || held !== null || goneAt !== null || supersededBy !== null;
}

/** The case that news came from, or the one it was handed over to since. */
async function caseAsItGoesOn(store: Books, id: CaseId): Promise<CaseState | null> {
  const state = await store.loadCase(id);
  return state?.movedTo ? await store.loadCase(state.movedTo) : state;
}
