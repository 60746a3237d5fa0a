import type { Instant, Millis } from './instant.ts';
import type { ProviderName } from './names.ts';
import type { ListKind } from './provider.ts';
import type { FailureKind } from './reads.ts';

/** The workflow that compares what a provider lists with what the cases know. */
export const RECONCILE_WORKFLOW = 'reconcileWorkflow';

/** Its query: how far it has come. Answers with a {@link Reconciliation}. */
export const RECONCILE_PROGRESS = 'progress';

/** `ApplicationFailure.type` of a run that could not read everything; its first detail is the {@link Reconciliation}. */
export const NOT_ALL_READ = 'NotAllRead';

/** A page is tried this often; then what is missing of it is reported. */
export const PAGE_ATTEMPTS = 8;

/** The schedule, and the beginning of the ids of the runs it starts. */
export function reconcileScheduleId(provider: ProviderName): string {
  return `reconcile:${provider}`;
}

/** A run asked for by hand. The same again while it runs is the same run. */
export function reconcileWorkflowId(provider: ProviderName, since: Instant): string {
  return `reconcile:${provider}:since-${since}`;
}

export interface ReconcileInput {
  readonly provider: ProviderName;
  /** What was created since then is compared: a moment, or so long before the run began. */
  readonly since: Instant | { readonly ago: Millis };
  /** Also see that all that is open in the records has its workflow, or do only that: costs a question or two for each. */
  readonly records?: boolean | 'only';
  /** Carried over continue-as-new: where to go on, and what was done so far. */
  readonly carried?: { readonly at: ListPosition; readonly progress: Reconciliation };
}

/** A page of a list. */
export interface ListPosition {
  readonly kind: ListKind;
  /** Null for the first page. */
  readonly cursor: string | null;
}

/** What came of one page. */
export interface ReconciledPage {
  readonly read: number;
  readonly findings: readonly FoundDifference[];
  /** Findings that could not be handed to their cases. */
  readonly failures: readonly ReconcileFailure[];
  /** The page after; null on the last one. */
  readonly next: string | null;
  /** What else the provider lists. */
  readonly lists: readonly ListKind[];
}

/** One object that no case knew, or not like this. */
export interface FoundDifference {
  readonly kind: 'dispute' | 'alert';
  readonly id: string;
  readonly caseId: string;
  /** What differed; empty for an object nobody had heard of. */
  readonly differs: readonly string[];
  /** Its case was told. False when that had been done before. */
  readonly delivered: boolean;
}

/** Something that could not be read or done. */
export interface ReconcileFailure {
  readonly what: `${ListKind}s` | 'refunds' | 'records';
  readonly kind: FailureKind;
  /** One sentence for people, free of personal data. */
  readonly message: string;
}

/** What all that is open in the records needed. */
export interface ReopenedCounts {
  readonly open: number;
  /** Had no workflow. */
  readonly started: number;
  /** Had one that knew less than the records. */
  readonly caughtUp: number;
}

/** As much of the records as one activity goes through, and what could not be done. */
export interface ReopenedBatch extends ReopenedCounts {
  readonly failures: readonly ReconcileFailure[];
  readonly next: string | null;
}

/** What a run has done so far, and in the end its result. */
export interface Reconciliation {
  readonly since: Instant;
  pages: number;
  /** Disputes, alerts and notifications read. */
  read: number;
  differing: number;
  delivered: number;
  /** Refunds that had been reserved and not begun. */
  refundsBegun: number;
  /** What is open in the records; absent where nobody looked. */
  records?: { readonly cases: ReopenedCounts; readonly refunds: ReopenedCounts };
  /** The first of what differed, for people to look at. */
  findings: readonly FoundDifference[];
  failures: readonly ReconcileFailure[];
}
