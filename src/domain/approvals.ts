import { CLOCK, type CaseFile } from './case-file.ts';
import type { Actor, DecisionKind, Dispute, Proposal } from './case.ts';
import type { Instant } from './instant.ts';
import type { DecisionRequest, Refusal } from './messages.ts';
import { compareMoney, largerMoney, type Money } from './money.ts';
import type { ApprovalRule, Policy } from './policy.ts';
import { conflict } from './refusal.ts';

/** What a person's choice counts for: it decides, or it is put before somebody who may. */
export type Weight = 'decided' | 'proposed';

/**
 * Whether a choice decides. Whoever may decide does so alone, up to the policy's upper limit; above it they must not be the one who proposed it. Whoever
 * may only propose decides up to the policy's lower limit. An amount that is not known lies above every limit.
 */
export function weightOf(file: CaseFile, dispute: Dispute, request: DecisionRequest): Weight {
  const amount = amountAtStake(file, dispute, request.decision);
  const mayDecide = request.authority !== 'propose';
  if (takesTwo(amount, file.policy)) {
    const isSecond =
      mayDecide && isProposed(dispute, request.decision) && !isSame(dispute.proposal?.by, request.by);
    return isSecond ? 'decided' : 'proposed';
  }
  return mayDecide || respondersDecide(amount, file.policy) ? 'decided' : 'proposed';
}

/** Whether an amount lies above the policy's upper limit, from which on nobody decides alone. */
export function takesTwo(amount: Money | null, { approvals }: Pick<Policy, 'approvals'>): boolean {
  if (amount === null) return approvals.some(({ fourEyesAbove }) => fourEyesAbove !== null);
  const most = limitFor('fourEyesAbove', amount, approvals);
  return most !== null && compareMoney(amount, most) > 0;
}

/** Why a choice that would only be a proposal cannot be one; null when it can. Whoever may decide puts their own in the place of another's. */
export function refuseProposal(dispute: Dispute, request: DecisionRequest): Refusal | null {
  const { proposal } = dispute;
  if (proposal === null || hasLapsed(dispute)) return null;
  const isOwn = isSame(proposal.by, request.by);
  if (isOwn && proposal.kind === request.decision)
    return conflict('You have proposed this already: somebody else who may decide approves it.');
  if (isOwn || request.authority !== 'propose') return null;
  return conflict(
    `${nameOf(proposal.by)} has proposed already: ${proposal.kind}. Somebody who may decide approves it, or declines it first.`,
  );
}

/** Whether the draft has changed since: what was proposed is not what would be sent. */
export function hasLapsed({ proposal, draft }: Dispute): boolean {
  return proposal !== null && proposal.evidenceRevision !== draft.revision;
}

/** Writes down that a proposal is over though nobody took it back. `why` ends the sentence. */
export function noteLapse(
  file: CaseFile,
  dispute: Dispute,
  { kind, by }: Proposal,
  now: Instant,
  why: string,
): void {
  file.note(now, 'proposal_lapsed', CLOCK, `The proposal to ${kind} lapsed: ${why}`, {
    dispute,
    data: { decision: kind, proposed_by: by.id },
  });
}

/** The proposal that a decision approves; null when it is a decision of its own. */
export function approved(dispute: Dispute, kind: DecisionKind): Proposal | null {
  return isProposed(dispute, kind) ? dispute.proposal : null;
}

/** How a person is called in sentences for people. */
export function nameOf({ id, name }: Actor): string {
  return name ?? id;
}

/** The same person, by whatever way they come. */
export function isSame(a: Actor | undefined, b: Actor): boolean {
  return a !== undefined && a.type === b.type && a.id === b.id;
}

function isProposed(dispute: Dispute, kind: DecisionKind): boolean {
  return dispute.proposal?.kind === kind && !hasLapsed(dispute);
}

/** What a choice can cost: a refund gives back whatever remains of the payment, which can be more than what an alert names. */
function amountAtStake({ state }: CaseFile, { amount }: Dispute, kind: DecisionKind): Money | null {
  const paid = state.paymentAmount;
  if (kind !== 'refund' || paid === null) return kind === 'refund' ? null : amount;
  if (amount === null) return paid;
  return amount.currency === paid.currency ? largerMoney(amount, paid) : null;
}

function limitFor(
  limit: Exclude<keyof ApprovalRule, 'currency'>,
  amount: Money,
  rules: readonly ApprovalRule[],
): Money | null {
  const written = rules.find(({ currency }) => currency === amount.currency)?.[limit] ?? null;
  return written === null ? null : { amount: written, currency: amount.currency };
}

function respondersDecide(amount: Money | null, { approvals }: Pick<Policy, 'approvals'>): boolean {
  const most = amount === null ? null : limitFor('responderUpTo', amount, approvals);
  return amount !== null && most !== null && compareMoney(amount, most) <= 0;
}
