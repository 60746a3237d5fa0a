import type { CaseState, DecisionAccepted, Dispute } from './case.ts';
import type { WorkflowPolicy } from './messages.ts';
import type { Capabilities } from './provider.ts';

/** What versions added to a dispute, with its value for those written down before. */
const ADDED: Pick<
  Dispute,
  'refunds' | 'providerStage' | 'respondByEstimate' | 'statements' | 'funds' | 'proposal'
> = {
  refunds: [],
  providerStage: null,
  respondByEstimate: null,
  statements: [],
  funds: [],
  proposal: null,
};

/** What versions added to what a provider can do, as it was for the one there was before. */
const ADDED_CAPABILITIES = {
  label: 'Whop',
  deadline: 'named',
  fileLifetime: null,
  foreignFiles: false,
  pace: null,
  funds: 'ruling',
} as const satisfies Partial<Capabilities>;

type Added = keyof typeof ADDED;

/** A snapshot of any earlier version, brought up to what the rules expect. */
export function upgraded(state: CaseState): CaseState {
  const disputes = state.disputes.map((dispute: Omit<Dispute, Added> & Partial<Pick<Dispute, Added>>) => ({
    ...ADDED,
    ...dispute,
  }));
  const answeredKeys = state.answeredKeys.map((kept) => ({
    ...kept,
    answer: { ...DECIDED, ...kept.answer },
  }));
  return { ...state, disputes, answeredKeys };
}

/** Before there were proposals whatever was accepted was decided. */
const DECIDED = { outcome: 'decided' } as const satisfies Partial<DecisionAccepted>;

/** The same for a policy that a run of an earlier version carried over, or that its worker answered with. */
export function upgradedPolicy(
  policy: Omit<WorkflowPolicy, 'approvals'> & Partial<WorkflowPolicy>,
): WorkflowPolicy {
  return { approvals: [], ...policy };
}

/** The same for capabilities that a run of an earlier version carried over. */
export function upgradedCapabilities(capabilities: Capabilities): Capabilities {
  return { ...ADDED_CAPABILITIES, ...capabilities };
}
