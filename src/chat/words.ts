import type { Actor, DecisionKind, Dispute } from '../domain/case.ts';
import { nameOf } from '../domain/approvals.ts';
import { COMPLAINTS } from '../domain/complaints.ts';
import { type Instant, millis, SECOND } from '../domain/instant.ts';
import type { Money } from '../domain/money.ts';
import type { Reason, Stage } from '../domain/provider.ts';

/** Takes the meaning from what Slack would read as markup. Source: Slack, "Escaping text". */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function money(amount: Money | null): string {
  return amount === null ? 'an unknown amount' : escaped(`${amount.amount} ${amount.currency.toUpperCase()}`);
}

/** A moment in the reader's own zone; in UTC where Slack cannot tell it. */
export function moment(at: Instant): string {
  const fallback = `${at.slice(0, 'YYYY-MM-DD'.length)} ${at.slice('YYYY-MM-DDT'.length, 'YYYY-MM-DDTHH:MM'.length)} UTC`;
  return `<!date^${Math.floor(millis(at) / SECOND)}^{date_short_pretty} at {time}|${fallback}>`;
}

const STAGES: Readonly<Record<Stage, string>> = {
  alert: 'Alert',
  inquiry: 'Inquiry',
  chargeback: 'Chargeback',
  other: 'Dispute',
};

export function stage({ kind, stage: of, providerStage }: Dispute): string {
  if (of === 'other' && providerStage !== null) return `Dispute (${escaped(providerStage)})`;
  return of === 'alert' && kind === 'dispute' ? 'Warning' : STAGES[of];
}

/** A dispute in half a line. `label`: what its provider is called. */
export function title(dispute: Dispute, label: string): string {
  return `${stage(dispute)} of ${money(dispute.amount)} at ${escaped(label)}`;
}

export function complaint(reason: Reason | null): string {
  return COMPLAINTS[reason ?? 'other'].meaning;
}

/** What a decision is called on a button, and in a sentence after "decided to". */
const DECISIONS: Readonly<Record<DecisionKind, { readonly label: string; readonly verb: string }>> = {
  challenge: { label: 'Challenge', verb: 'challenge' },
  concede: { label: 'Concede', verb: 'concede' },
  refund: { label: 'Refund', verb: 'refund' },
  ignore: { label: 'Ignore', verb: 'do nothing' },
  submitted_elsewhere: { label: 'Submitted elsewhere', verb: 'record that it was submitted elsewhere' },
};

export function decisionLabel(kind: DecisionKind): string {
  return DECISIONS[kind].label;
}

export function decisionVerb(kind: DecisionKind): string {
  return DECISIONS[kind].verb;
}

/** Who did something, at the head of a sentence. */
export function who(actor: Actor): string {
  switch (actor.type) {
    case 'person':
      return escaped(nameOf(actor));
    case 'policy':
      return 'The policy';
    case 'provider':
      return 'The provider';
    case 'system':
      return 'Recourse';
  }
}
