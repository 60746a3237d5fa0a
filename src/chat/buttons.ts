import { hasLapsed } from '../domain/approvals.ts';
import type { CaseFile } from '../domain/case-file.ts';
import type { CaseState, DecisionKind, Dispute } from '../domain/case.ts';
import { refuseKind } from '../domain/decisions.ts';
import type { Instant } from '../domain/instant.ts';
import { type Button, plain } from './blocks.ts';
import { type Action, choiceValue } from './choice.ts';
import { decisionLabel, money } from './words.ts';

/** What can be decided from the chat; everything else takes the page. */
const OFFERED = ['challenge', 'concede', 'refund'] as const satisfies readonly DecisionKind[];

/** What can be pressed about a dispute right now, and the way to its page. */
export function buttons(file: CaseFile, dispute: Dispute, now: Instant, page: string): readonly Button[] {
  return [...decisions(file, dispute, now), openButton(page)];
}

export function openButton(page: string): Button {
  return { type: 'button', action_id: 'open' satisfies Action, text: plain('Open'), url: page };
}

function decisions(file: CaseFile, dispute: Dispute, now: Instant): readonly Button[] {
  const { open, movedTo } = file.state;
  if (!open || movedTo !== null || dispute.decision !== null || dispute.supersededBy !== null) return [];
  if (dispute.proposal !== null && !hasLapsed(dispute))
    return answersToProposal(file, dispute, dispute.proposal.kind);
  return OFFERED.filter((kind) => isPossible(file, dispute, kind, now)).map((kind) => ({
    ...button(file, dispute, kind, kind),
    text: plain(decisionLabel(kind)),
    ...(kind === 'challenge' && { style: 'primary' as const }),
  }));
}

function answersToProposal(file: CaseFile, dispute: Dispute, kind: DecisionKind): readonly Button[] {
  return [
    { ...button(file, dispute, 'approve', kind), text: plain('Approve'), style: 'primary' },
    { ...button(file, dispute, 'decline', kind), text: plain('Decline') },
  ];
}

function button(
  { state }: CaseFile,
  dispute: Dispute,
  action: Action,
  kind: DecisionKind,
): Pick<Button, 'type' | 'action_id' | 'value' | 'confirm'> {
  const value = choiceValue({
    case: state.id,
    dispute: dispute.id,
    revision: dispute.draft.revision,
    kind,
    seq: state.nextSeq,
    proposed: dispute.proposal?.at ?? null,
  });
  const confirm = action === 'decline' ? null : confirmation(state, dispute, kind);
  return { type: 'button', action_id: action, value, ...(confirm && { confirm }) };
}

/** Slack asks before what cannot be undone. */
function confirmation(state: CaseState, dispute: Dispute, kind: DecisionKind): Button['confirm'] | null {
  if (kind === 'concede') {
    return {
      title: plain('Concede this dispute?'),
      text: plain(
        `The dispute over ${money(dispute.amount)} is lost for good, with its fees. This cannot be undone.`,
      ),
      confirm: plain('Concede'),
      deny: plain('Go back'),
      style: 'danger',
    };
  }
  if (kind !== 'refund') return null;
  return {
    title: plain('Refund this payment?'),
    text: plain(
      state.paymentAmount === null
        ? `Whatever remains of the payment goes back to the customer; the alert names ${money(dispute.amount)}.`
        : `Whatever remains of the payment of ${money(state.paymentAmount)} goes back to the customer.`,
    ),
    confirm: plain('Refund'),
    deny: plain('Go back'),
    style: 'danger',
  };
}

function isPossible(file: CaseFile, dispute: Dispute, kind: DecisionKind, now: Instant): boolean {
  return refuseKind(file, dispute, { decision: kind, confirm: kind }, now) === null;
}
