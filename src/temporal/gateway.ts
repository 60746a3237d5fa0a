import type { CaseState, DecisionAccepted } from '../domain/case.ts';
import type { Instant } from '../domain/instant.ts';
import type {
  DecisionRequest,
  EditedDraft,
  EvidenceEdit,
  Refusal,
  ResolutionRequest,
  WithdrawalRequest,
} from '../domain/messages.ts';
import type { CaseId } from '../domain/names.ts';
import type { ProviderEvent } from '../domain/provider.ts';
import type { Refund, RefundEvent, RefundNews, RefundRequest, RefundResolution } from '../domain/refund.ts';
import type { OpenCase } from '../store/unfinished.ts';
import type { TemporalHealth } from './health.ts';

/** Thrown when Temporal could not be reached within the caller's own deadline. Nothing is known to have happened; repeating is safe. */
export class TemporalUnavailableError extends Error {
  override readonly name = 'TemporalUnavailableError';
}

/** Thrown when Temporal is there but no worker answered in time. The act may still be recorded; repeat it with the same key. */
export class NoWorkerError extends Error {
  override readonly name = 'NoWorkerError';
}

/** Thrown when the workflow refused a person's act. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Thrown when the case's workflow is not running: it never was, or its quiet period is over. */
export class CaseClosedError extends Error {
  override readonly name = 'CaseClosedError';
}

/** A workflow that cannot go on, or that ended before it was done. */
export interface TroubledWorkflow {
  readonly workflowId: string;
  /** Null for one that is no case. */
  readonly caseId: CaseId | null;
  readonly merchantId: string | null;
  /** One plain sentence. */
  readonly what: string;
  /** Null where nobody says. */
  readonly since: Instant | null;
}

/** What a case or refund of the records needed: nothing, a workflow of its own, or that the one it has goes on from the records. */
export type Reopened = 'runs' | 'started' | 'caught_up';

/** The only way from the rest of Recourse to the workflows. */
export interface CaseGateway {
  /** Hands an event to its case, starting the workflow if need be; durable once it returns. Needs the server only, no live worker. */
  deliver(event: ProviderEvent | RefundEvent): Promise<void>;
  /** Hands a case's state over to the case of its payment. */
  handOver(to: CaseId, state: CaseState): Promise<void>;
  editEvidence(caseId: CaseId, edit: EvidenceEdit): Promise<EditedDraft>;
  decide(caseId: CaseId, request: DecisionRequest): Promise<DecisionAccepted>;
  withdraw(caseId: CaseId, request: WithdrawalRequest): Promise<void>;
  resolve(caseId: CaseId, request: ResolutionRequest): Promise<void>;
  /** Puts a refund into its payment's line; durable once it returns. Repeating it changes nothing. */
  requestRefund(request: RefundRequest): Promise<void>;
  /** Tells a case how a refund it asked for went, starting its workflow if need be. */
  tellCase(caseId: CaseId, news: RefundNews): Promise<void>;
  resolveRefund(refundId: string, resolution: RefundResolution): Promise<void>;
  /** What a refund's workflow knows, running or over; null where there is none, or it was ended before it was done. Needs a worker while it runs. */
  refundState(refundId: string): Promise<Refund | null>;
  /** Whether the server answers, and whether a worker polls for workflow tasks. */
  health(): Promise<TemporalHealth>;
  /**
   * Sees that an open case of the records has its workflow: starts it where none runs, and has one that knows less than the records do, since it comes from an
   * older back-up, go on from them. Takes nothing from a case that runs as it should.
   */
  reopen(openCase: OpenCase): Promise<Reopened>;
  /** The same for a refund that is not settled. */
  resumeRefund(refund: Refund): Promise<Reopened>;
  /** How many cases have a running workflow, as far as Temporal has heard of it: some seconds ago. */
  runningCases(): Promise<number>;
  /** What Temporal knows to be wrong, the first of it; within two seconds. */
  troubled(): Promise<readonly TroubledWorkflow[]>;
}
