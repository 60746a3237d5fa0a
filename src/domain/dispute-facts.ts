import type { CaseState, Dispute } from './case.ts';
import { canBeAnswered, isSettled } from './dispute.ts';
import type { Instant } from './instant.ts';
import { type LedgerKind, moneyLedger } from './money-ledger.ts';
import type { Money } from './money.ts';
import type { Capabilities, Reason, Stage, Status } from './provider.ts';

/** What became of an alert or a warning. `ended`: without a refund and without a dispute. */
export type AlertOutcome = 'open' | 'avoided' | 'became_dispute' | 'ended';

/** What is counted of one dispute or alert. */
export interface DisputeFacts {
  readonly disputeId: string;
  readonly kind: Dispute['kind'];
  readonly stage: Stage;
  readonly status: Status;
  readonly reason: Reason | null;
  readonly amount: Money | null;
  readonly respondBy: Instant | null;
  /** When it was made at the provider; when it was first heard of, where nobody says. */
  readonly createdAt: Instant;
  readonly firstSeenAt: Instant;
  /** An answer is possible, and nobody has chosen to give none. */
  readonly answerable: boolean;
  readonly decided: boolean;
  /** Its money may still be won or lost. */
  readonly atStake: boolean;
  /** The first answer that was given from here or recorded here; null for one that somebody gave elsewhere, nobody knows when. */
  readonly answeredAt: Instant | null;
  /** The last ruling, and when it became known. Null for an inquiry that goes on as a chargeback: the chargeback's ruling is its own. */
  readonly ruling: 'won' | 'lost' | 'closed' | null;
  readonly ruledAt: Instant | null;
  /** Null for what never was an alert or a warning. */
  readonly alert: AlertOutcome | null;
  /** A refund that was to prevent a dispute came through. */
  readonly refunded: boolean;
  /** What it did to the merchant's money, fees included, with what led to it; one sum for each currency. */
  readonly net: readonly Money[];
  /** What `net` may lack: nobody said. */
  readonly unknown: readonly LedgerKind[];
}

/** What can be counted of a case: each dispute and each alert once, also an alert that became a dispute. Follows from the snapshot alone. */
export function disputeFacts(state: CaseState, capabilities: Capabilities): readonly DisputeFacts[] {
  return state.disputes.filter(isCounted).map((dispute) => factsOf(state, dispute, capabilities));
}

/** A dispute that goes on under another id is counted as that one. */
function isCounted({ kind, supersededBy }: Dispute): boolean {
  return kind === 'alert' || supersededBy === null;
}

function factsOf(state: CaseState, dispute: Dispute, capabilities: Capabilities): DisputeFacts {
  const { id: disputeId, kind, stage, status, reason, amount, respondBy, firstSeenAt, decision } = dispute;
  const follower = followerOf(state, dispute);
  const ruling = follower === null ? dispute.ruling : null;
  return {
    disputeId,
    kind,
    stage,
    status,
    reason,
    amount,
    respondBy,
    createdAt: begun(dispute),
    firstSeenAt,
    answerable: state.open && canBeAnswered(dispute) && (decision?.kind ?? 'challenge') === 'challenge',
    decided: decision !== null,
    atStake: follower === null && isAtStake(state, dispute),
    answeredAt: answeredAt(dispute),
    ruling: ruling?.outcome ?? null,
    ruledAt: ruling?.at ?? null,
    alert: alertOutcome(dispute, follower),
    refunded: isRefunded(dispute),
    ...moneyOf(state, dispute, follower, capabilities),
  };
}

/** The dispute that goes on with its money: what an alert became, or the chargeback that came of an inquiry or warning of the same payment. */
function followerOf({ disputes }: CaseState, dispute: Dispute): Dispute | null {
  if (dispute.supersededBy !== null) return disputes.find(({ id }) => id === dispute.supersededBy) ?? null;
  if (dispute.kind !== 'dispute' || (dispute.stage !== 'inquiry' && dispute.stage !== 'alert')) return null;
  const chargebacks = disputes.filter(
    ({ stage, supersededBy }) => stage === 'chargeback' && supersededBy === null,
  );
  return chargebacks.find((chargeback) => begun(chargeback) >= begun(dispute)) ?? null;
}

function begun({ createdAt, firstSeenAt }: Dispute): Instant {
  return createdAt ?? firstSeenAt;
}

function isAtStake({ open }: CaseState, dispute: Dispute): boolean {
  return (
    open &&
    dispute.kind === 'dispute' &&
    !isSettled(dispute) &&
    !dispute.settledByNetwork &&
    dispute.decision?.kind !== 'concede' &&
    (dispute.status === 'needs_response' || dispute.status === 'under_review')
  );
}

/** What was answered before it was heard of says nothing of how long answering takes. */
function answeredAt({ submission, earlierSubmissions, decision, firstSeenAt }: Dispute): Instant | null {
  const isOurs =
    submission?.step === 'done' &&
    (submission.by === 'us' || (submission.by === 'elsewhere' && decision?.kind === 'submitted_elsewhere'));
  const answers = [...earlierSubmissions.map(({ at }) => at), ...(isOurs ? [submission.at] : [])];
  return answers.find((at) => at > firstSeenAt) ?? null;
}

function alertOutcome(dispute: Dispute, follower: Dispute | null): AlertOutcome | null {
  if (!wasAlert(dispute)) return null;
  const goesOn = follower !== null || dispute.supersededBy !== null;
  if (goesOn || (dispute.kind === 'dispute' && dispute.stage !== 'alert')) return 'became_dispute';
  if (!isSettled(dispute)) return 'open';
  return isRefunded(dispute) ? 'avoided' : 'ended';
}

/** A warning that went on as a formal dispute is told by what was done about it before; else it cannot be told from others. */
function wasAlert({ kind, stage, refunds, earlierSubmissions }: Dispute): boolean {
  const wasWarning = refunds.length > 0 || earlierSubmissions.some((earlier) => earlier.stage === 'alert');
  return kind === 'alert' || stage === 'alert' || wasWarning;
}

function isRefunded({ refunds }: Dispute): boolean {
  return refunds.some(({ status }) => status === 'succeeded');
}

/** The money of everything that led to a dispute is counted with it, and not a second time. */
function moneyOf(
  state: CaseState,
  dispute: Dispute,
  follower: Dispute | null,
  capabilities: Capabilities,
): Pick<DisputeFacts, 'net' | 'unknown'> {
  if (follower !== null) return { net: [], unknown: [] };
  const led = state.disputes.filter((other) => followerOf(state, other) === dispute);
  const { net, unknown } = moneyLedger({ ...state, disputes: [dispute, ...led] }, [], capabilities);
  // What was refunded is the payment's affair and stands in the list of refunds.
  return { net, unknown: unknown.filter((kind) => kind !== 'refunded') };
}
