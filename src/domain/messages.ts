import type { Actor, CaseState, DecisionKind, Draft, EvidenceFile, TimelineEntry } from './case.ts';
import type { Instant } from './instant.ts';
import type { ProviderName } from './names.ts';
import type { Policy } from './policy.ts';
import type { Capabilities } from './provider.ts';
import type { TextRef } from './text.ts';

/** A person's change to a draft. Texts come as references from the API, and as plain words from the Temporal UI. */
export interface EvidenceEdit {
  /** Which dispute of the case; the one in the foreground when absent. */
  readonly disputeId?: string | undefined;
  /** The revision the person was looking at; when given and stale the edit is refused. */
  readonly revision?: number | undefined;
  readonly fields?: Readonly<Record<string, TextRef | null>> | undefined;
  readonly addFile?: EvidenceFile | undefined;
  readonly removeFileId?: string | undefined;
  readonly by: Actor;
}

/** The draft after an edit. */
export interface EditedDraft {
  readonly disputeId: string;
  readonly draft: Draft;
}

/** A person's decision. */
export interface DecisionRequest {
  readonly decision: DecisionKind;
  readonly disputeId?: string | undefined;
  /** The revision the person was looking at; when given and stale the decision is refused. */
  readonly evidenceRevision?: number | undefined;
  /** The word typed to confirm what cannot be undone: `concede`. */
  readonly confirm?: string | undefined;
  readonly note?: string | undefined;
  /** The same key and request gets the same answer and has no second effect. */
  readonly idempotencyKey?: string | undefined;
  /** What the person may do; who may decide when absent. The policy's limits say what comes of it. */
  readonly authority?: Authority | undefined;
  readonly by: Actor;
}

/** What a person's rights let them do about a dispute. */
export type Authority = 'propose' | 'decide';

/** A proposal is taken back by whoever made it, or declined by somebody who may decide. */
export interface WithdrawalRequest {
  readonly disputeId?: string | undefined;
  /** When the proposal was made that the person was looking at; when given and another one stands there the withdrawal is refused. */
  readonly proposedAt?: Instant | undefined;
  readonly note?: string | undefined;
  readonly authority?: Authority | undefined;
  readonly by: Actor;
}

/** A person settles a submission that reading could not settle. */
export interface ResolutionRequest {
  readonly disputeId?: string | undefined;
  /** `done`: it did reach the provider. `not_done`: it did not, and may be tried again. */
  readonly outcome: 'done' | 'not_done';
  readonly providerReference?: string | undefined;
  readonly note: string;
  readonly by: Actor;
}

/** Why a person's act was refused, by what they can do about it. */
export type RefusalKind =
  /** The request itself is wrong: an unknown field, a missing confirmation (HTTP 422). */
  | 'invalid'
  /** Somebody was faster, or it is frozen, spent, ruled, past or impossible at this provider (HTTP 409). */
  | 'conflict'
  /** No such dispute in this case (HTTP 404). */
  | 'not_found';

export interface Refusal {
  readonly kind: RefusalKind;
  /** One sentence for the person. */
  readonly message: string;
}

/** What the dispute workflow starts with. Everything is absent when an event opens the case. */
export interface DisputeWorkflowInput {
  readonly caseId: string;
  /** Carried over continue-as-new. */
  readonly carried?: CarriedCase;
}

/** Everything a run hands to the next one, so that nothing is lost or seen twice. */
export interface CarriedCase {
  readonly state: CaseState;
  /** Time line entries the store has not taken yet. */
  readonly unrecorded: readonly TimelineEntry[];
  readonly policy: WorkflowPolicy;
  readonly capabilities: Capabilities;
}

/** The policy without what people alone are shown and without its evidence texts, which stay out of histories. */
export type WorkflowPolicy = Omit<Policy, 'evidence' | 'disputeFees' | 'retention'>;

/** Names of the workflow's Signals, Updates and Queries, as the Temporal UI and CLI show them; an act's Signal and Update share a name. */
export const MESSAGE = {
  providerEvent: 'providerEvent',
  adopt: 'adopt',
  /** How a refund of the payment went. */
  refundNews: 'refundNews',
  decide: 'decide',
  withdraw: 'withdrawProposal',
  editEvidence: 'editEvidence',
  resolve: 'resolve',
  /** Asks a case to see whether the records know more than it does. */
  seeRecords: 'seeRecords',
  state: 'state',
} as const;

/** The workflow's registered name. */
export const DISPUTE_WORKFLOW = 'disputeWorkflow';

/** The task queue of everything but calls to providers. Every worker of Recourse polls it. */
export const TASK_QUEUE = 'recourse';

/** The task queue of calls to one provider: a provider that is slow or has to be asked slowly holds up no other. */
export function providerTaskQueue(provider: ProviderName): string {
  return `${TASK_QUEUE}-${provider}`;
}

/** `ApplicationFailure.type` of an Update refused by a validator; its first detail is the {@link Refusal}. */
export const REFUSED_FAILURE = 'Refused';
