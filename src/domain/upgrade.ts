import type { CaseState, Dispute } from './case.ts';

/** A dispute as versions before refunds wrote it down. */
type EarlierDispute = Omit<Dispute, 'refunds'> & Partial<Pick<Dispute, 'refunds'>>;

/** A snapshot of any earlier version, brought up to what the rules expect. Each field that a version adds gets its value for old cases here. */
export function upgraded(state: CaseState): CaseState {
  const disputes = state.disputes.map((dispute: EarlierDispute): Dispute => ({ refunds: [], ...dispute }));
  return { ...state, disputes };
}
