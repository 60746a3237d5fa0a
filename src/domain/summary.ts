import type { CaseState, Dispute } from './case.ts';
import { canBeAnswered } from './dispute.ts';
import { type Instant, millis } from './instant.ts';
import type { Money } from './money.ts';
import type { Reason, Stage, Status } from './provider.ts';

/** A case in one line, as lists, search attributes and the Temporal UI show it. */
export interface CaseSummary {
  readonly stage: Stage;
  readonly status: Status;
  readonly amount: Money | null;
  readonly reason: Reason | null;
  readonly respondBy: Instant | null;
  /** By when people have to act: the deadline, else an estimate of it. */
  readonly expectedBy: Instant | null;
  /** An answer is possible and none was sent. */
  readonly answerable: boolean;
  readonly needsAttention: { readonly reason: string; readonly since: Instant } | null;
}

/** The disputes and alerts people see: an alert that became a dispute stands for itself no more. */
export function visibleDisputes(state: CaseState): readonly Dispute[] {
  return state.disputes.filter((dispute) => dispute.supersededBy === null);
}

/**
 * The dispute a case is about right now: the earliest that can be answered, those nobody has decided yet before the others; else one under review, else
 * the newest.
 */
export function foregroundDispute(state: CaseState): Dispute | null {
  const visible = visibleDisputes(state);
  return (
    visible.filter(canBeAnswered).toSorted(undecidedFirst)[0] ??
    visible.find((dispute) => dispute.status === 'under_review') ??
    visible.toSorted(byNewest)[0] ??
    null
  );
}

export function summariseCase(state: CaseState): CaseSummary {
  const dispute = foregroundDispute(state);
  const attention = state.attention[0];
  return {
    stage: dispute?.stage ?? 'other',
    status: dispute?.status ?? 'other',
    amount: dispute?.amount ?? null,
    reason: dispute?.reason ?? null,
    respondBy: dispute?.respondBy ?? null,
    expectedBy: dispute?.respondBy ?? dispute?.respondByEstimate ?? null,
    answerable: dispute !== null && canBeAnswered(dispute),
    needsAttention: attention === undefined ? null : { reason: attention.reason, since: attention.since },
  };
}

/** Where a case stands in people's work; each case in one place. */
export const CASE_TABS = ['inbox', 'bank', 'won', 'lost', 'closed'] as const;
export type CaseTab = (typeof CASE_TABS)[number];

/** `inbox` is what needs a person; `bank` what is on its way to the provider or waits for its ruling. */
export function caseTab(state: CaseState): CaseTab {
  if (needsPerson(state)) return 'inbox';
  const dispute = foregroundDispute(state);
  const ruling = dispute?.ruling?.outcome;
  if (ruling !== undefined) return ruling;
  const isWaiting = state.open && dispute !== null && dispute.goneAt === null && dispute.status !== 'closed';
  return isWaiting ? 'bank' : 'closed';
}

/** Whether somebody has to look at it: it can be decided and nobody has, a proposal waits, or something went wrong. */
export function needsPerson(state: CaseState): boolean {
  if (!state.open) return false;
  return (
    state.attention.length > 0 ||
    visibleDisputes(state).some(
      (dispute) => dispute.proposal !== null || (dispute.decision === null && waitsForDecision(dispute)),
    )
  );
}

/** An alert that the card network has settled leaves nothing to decide. */
function waitsForDecision(dispute: Dispute): boolean {
  return dispute.kind === 'alert'
    ? dispute.status !== 'closed' && !dispute.settledByNetwork
    : canBeAnswered(dispute);
}

function undecidedFirst(a: Dispute, b: Dispute): number {
  return Number(a.decision !== null) - Number(b.decision !== null) || bySoonestDeadline(a, b);
}

function bySoonestDeadline(a: Dispute, b: Dispute): number {
  return deadlineOf(a) - deadlineOf(b) || millis(a.firstSeenAt) - millis(b.firstSeenAt);
}

function deadlineOf(dispute: Dispute): number {
  return dispute.respondBy === null ? Number.MAX_SAFE_INTEGER : millis(dispute.respondBy);
}

function byNewest(a: Dispute, b: Dispute): number {
  return millis(b.createdAt ?? b.firstSeenAt) - millis(a.createdAt ?? a.firstSeenAt);
}
