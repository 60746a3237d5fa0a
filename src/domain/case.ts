import type { Instant } from './instant.ts';
import type { Money } from './money.ts';
import type { CaseId, ProviderName } from './names.ts';
import type { DisputeReading, FundsMovement, HeldEvidence, Reason, Stage, Status } from './provider.ts';
import type { RefundStatus } from './refund.ts';
import type { TextRef } from './text.ts';

/** Who did something, and by which way. */
export interface Actor {
  readonly type: 'person' | 'policy' | 'provider' | 'system';
  /** A person's sign-in name, a token's name, the policy's version, the provider's name. */
  readonly id: string;
  /** What a person is called, where that is known and another than the id. */
  readonly name?: string | null;
  /** The network address a person acted from. */
  readonly address?: string | null;
  readonly via:
    'api' | 'cli' | 'page' | 'chat' | 'temporal' | 'webhook' | 'reconcile' | 'timer' | 'read' | 'hand_over';
}

/** A file in an evidence draft. Its bytes are in the store under `id`, or still only at the provider. */
export interface EvidenceFile {
  readonly id: string;
  readonly slot: string;
  readonly name: string;
  /** Bytes; null when only the provider has it. */
  readonly size: number | null;
  /** MIME type told from the bytes; null when only the provider has it. */
  readonly type: string | null;
  readonly sha256: string | null;
  /** The provider's own id, once it has the file. */
  readonly providerFileId: string | null;
  /** Until when that id can be used; null or absent where it can be for ever. */
  readonly providerFileExpiresAt?: Instant | null;
}

/** The answer's draft. */
export interface Draft {
  /** Grows with every change. */
  revision: number;
  fields: Record<string, TextRef>;
  files: EvidenceFile[];
  /** A person has changed it: it is then never replaced by a draft from elsewhere. */
  touched: boolean;
}

export type DecisionKind = 'challenge' | 'concede' | 'refund' | 'ignore' | 'submitted_elsewhere';
export const DECISIONS = [
  'challenge',
  'concede',
  'refund',
  'ignore',
  'submitted_elsewhere',
] as const satisfies readonly DecisionKind[];

export interface Decision {
  readonly kind: DecisionKind;
  readonly by: Actor;
  readonly at: Instant;
  readonly note: string | null;
  /** The revision it freezes; what is sent is that revision. */
  readonly evidenceRevision: number;
  /** Who had proposed it; null or absent where it was nobody's proposal. */
  readonly proposedBy?: Actor | null;
}

/** What somebody proposed who may not decide it alone. It lapses when the evidence changes. */
export interface Proposal {
  readonly kind: DecisionKind;
  readonly by: Actor;
  readonly at: Instant;
  readonly note: string | null;
  /** The revision it was made on. */
  readonly evidenceRevision: number;
}

/**
 * The one answer to a dispute's phase: the submission of a challenge, or a concession where that is a call.
 * - `preparing`: for a challenge files are uploaded and the frozen revision is staged; the call follows
 * - `doubt`: a call was sent and nobody knows whether it worked; the provider is being read
 * - `done`: spent, by us or by somebody elsewhere
 */
export type Submission =
  | {
      readonly step: 'preparing';
      /** SHA-256 of the frozen revision, once the provider holds it. */
      readonly evidenceHash: string | null;
      /** Calls sent so far that turned out not to have worked. */
      readonly attempts: number;
      /** Failures in a row of what comes before the call. */
      readonly failures: number;
      readonly notBefore: Instant | null;
      /** The provider refused it once, and what had been handed over was handed over anew: the refusal may have been of ids that had died. */
      readonly resupplied?: boolean;
    }
  | {
      readonly step: 'doubt';
      readonly evidenceHash: string | null;
      readonly attempts: number;
      readonly since: Instant;
      /** When to read next. */
      readonly readAt: Instant;
      /** Unchanged at the first good read from here on means it was not done. */
      readonly until: Instant;
      readonly failures: number;
    }
  | {
      readonly step: 'done';
      readonly at: Instant;
      readonly by: 'us' | 'elsewhere' | 'unknown';
      readonly evidenceHash: string | null;
    };

/** A refund asked for at the alert stage, so that no dispute comes of it. */
export interface PreventiveRefund {
  readonly id: string;
  readonly key: string;
  /** It is in the payment's line of refunds. */
  requested: boolean;
  /** When asking failed: not again before this. */
  notBefore: Instant | null;
  status: RefundStatus;
}

export interface Ruling {
  readonly outcome: 'won' | 'lost' | 'closed';
  readonly at: Instant;
}

/** One dispute, or one alert while no dispute has come of it. */
export interface Dispute {
  readonly kind: 'dispute' | 'alert';
  readonly id: string;
  stage: Stage;
  status: Status;
  providerStatus: string;
  providerStage: string | null;
  amount: Money | null;
  reason: Reason | null;
  providerReason: string | null;
  respondBy: Instant | null;
  /** The network's usual window where the provider names no deadline, or when an alert runs out: for people's eyes and reminders, never acted upon. */
  respondByEstimate: Instant | null;
  /** When the present deadline became known; the half-way rule counts from here. */
  respondByKnownAt: Instant;
  editable: boolean | null;
  settledByNetwork: boolean;
  createdAt: Instant | null;
  firstSeenAt: Instant;
  /** When the provider first said that there is no such object (404). */
  goneAt: Instant | null;
  /** What a webhook's payload said since the last good read; believed only while reads fail. */
  hint: DisputeReading | null;
  /** Everything the provider said of it, where nothing can be read; how it stands follows from all of it in whatever order it came. */
  statements: readonly DisputeReading[];
  /** Money that moved because of it, each movement once. */
  funds: readonly FundsMovement[];
  /** For an alert: the dispute that came of it. */
  supersededBy: string | null;
  draft: Draft;
  /** What the provider held when we last looked; null until the first read. The base against which changes made there are told. */
  held: HeldEvidence | null;
  /** What it held before our last stagings, and until when: an old value read shortly after is a lagging read, not somebody's change. */
  heldBefore: readonly { readonly evidence: HeldEvidence; readonly at: Instant }[];
  /** Fields we have staged, to be cleared on conceding. */
  stagedFields: string[];
  /** When the draft's changes go to the provider; null when it holds them. */
  stageAt: Instant | null;
  stageFailures: number;
  /** The payment's and the policy's texts have been offered to the draft. */
  prefilled: boolean;
  /** What waits for somebody who may decide. */
  proposal: Proposal | null;
  decision: Decision | null;
  submission: Submission | null;
  /** Refunds asked for at the alert stage, oldest first; only the last can still be under way. */
  refunds: PreventiveRefund[];
  /** Submissions of earlier phases (a warning answered before it became a dispute). */
  earlierSubmissions: { readonly stage: Stage; readonly at: Instant }[];
  ruling: Ruling | null;
  /** Reminders sent for the present deadline, as milliseconds before it. */
  reminded: number[];
  /** Silence has been escalated to people for this deadline already. */
  escalated: boolean;
  /** The provider refused the policy's answer: it tries again from here, or as soon as the draft changes. */
  silenceNotBefore: Instant | null;
  /** The passing of the present deadline has been recorded. */
  deadlinePassed: boolean;
}

export type AttentionKind =
  | 'deadline_unknown'
  | 'deadline_past'
  | 'deadline_missed'
  | 'evidence_incomplete'
  | 'provider_refused'
  | 'provider_unreadable'
  | 'object_gone'
  | 'rulings_contradict'
  | 'document_expired'
  | 'status_unknown'
  | 'refund_failed'
  | 'submission_unsettled';

/** What a person is told when a decision is recorded. */
export interface DecisionAccepted {
  /** `proposed`: somebody else has to approve it. */
  readonly outcome: 'decided' | 'proposed';
  readonly disputeId: string;
  readonly decision: DecisionKind;
  readonly evidenceRevision: number;
  /** What is weak about it, though not refused: one sentence each. */
  readonly warnings: readonly string[];
}

/** Something a person must look at. */
export interface Attention {
  readonly kind: AttentionKind;
  /** The dispute it concerns; null for the whole case. */
  readonly disputeId: string | null;
  /** One plain sentence that says what to do. */
  readonly reason: string;
  readonly since: Instant;
}

/** Plain JSON, for what a time line entry carries. Texts only by reference. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One thing that happened, as the time line keeps it. */
export interface TimelineEntry {
  /** Grows by one within a case, over all its runs. Erasures count down from -1: they take no number a run may have given out. */
  readonly seq: number;
  readonly at: Instant;
  /** A word from a growing set, e.g. `event_received`, `decided`, `submitted`, `ruled`. */
  readonly kind: string;
  readonly disputeId: string | null;
  readonly actor: Actor;
  /** One sentence for people, free of personal data. */
  readonly summary: string;
  readonly data: { readonly [key: string]: Json };
}

/** How reading the provider goes. */
export interface ReadState {
  /** When to read next; null while nothing is to be read. */
  dueAt: Instant | null;
  failures: number;
  lastOkAt: Instant | null;
  lastError: string | null;
}

/** Everything a case knows: the workflow's state, carried over continue-as-new and kept in the store as the case's snapshot. */
export interface CaseState {
  readonly id: CaseId;
  readonly provider: ProviderName;
  merchantId: string | null;
  paymentId: string | null;
  paymentAmount: Money | null;
  /** What the payment offers as evidence; null until it was read. */
  paymentEvidence: Record<string, TextRef> | null;
  disputes: Dispute[];
  attention: Attention[];
  read: ReadState;
  /** The last ids of provider events taken in, oldest first. */
  seenEvents: string[];
  /** Answers given to people's acts by idempotency key, oldest first, so that a repeat gets the same answer in any later run. */
  answeredKeys: { readonly key: string; readonly digest: string; readonly answer: DecisionAccepted }[];
  policyVersion: string;
  open: boolean;
  /** The case this one was handed over to, once its payment became known. */
  movedTo: CaseId | null;
  /** When its customer's data was last erased; null or absent while all is kept. */
  erasedAt?: Instant | null;
  nextSeq: number;
  createdAt: Instant;
  updatedAt: Instant;
}
