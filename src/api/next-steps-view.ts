import type { CaseFile } from '../domain/case-file.ts';
import { DECISIONS, type CaseState, type DecisionKind, type Dispute, type Proposal } from '../domain/case.ts';
import { weightOf } from '../domain/approvals.ts';
import { unmetNeeds } from '../domain/completeness.ts';
import { refuseDecision } from '../domain/decisions.ts';
import type { Instant } from '../domain/instant.ts';
import type { DecisionRequest } from '../domain/messages.ts';
import { foregroundDispute } from '../domain/summary.ts';
import type { TextRef } from '../domain/text.ts';
import { actorView } from './actor-view.ts';
import { type Caller, authorityOf, hasRole, person } from './auth.ts';
import type { ChoiceView, MissingView, ProposalView } from './schemas/next-steps.ts';

/** The customer's fields, by what the view calls them. */
const CUSTOMER = { name: 'customer_name', email: 'customer_email_address' } as const;

/** Where the customer's name and mail stand: in the foreground draft, else with the payment. */
export function customerTexts(state: CaseState): Readonly<Record<keyof typeof CUSTOMER, TextRef | null>> {
  const fields = foregroundDispute(state)?.draft.fields ?? {};
  const textOf = (name: string) => fields[name] ?? state.paymentEvidence?.[name] ?? null;
  return { name: textOf(CUSTOMER.name), email: textOf(CUSTOMER.email) };
}

export function proposalView({ kind, by, at, note, evidenceRevision }: Proposal): ProposalView {
  return { decision: kind, by: actorView(by), at, note, evidence_revision: evidenceRevision };
}

/** What a caller can decide about a dispute right now, and what each choice would count for. */
export function choicesView(
  file: CaseFile,
  dispute: Dispute,
  caller: Caller,
  now: Instant,
): readonly ChoiceView[] {
  return DECISIONS.map((decision) => {
    const request: DecisionRequest = {
      decision,
      disputeId: dispute.id,
      confirm: decision,
      authority: authorityOf(caller),
      by: person(caller),
    };
    const why = objection(file, request, caller, now);
    return {
      decision,
      possible: why === null,
      why,
      outcome: weightOf(file, dispute, request),
      confirm: confirmationOf(decision),
    };
  });
}

function objection(file: CaseFile, request: DecisionRequest, caller: Caller, now: Instant): string | null {
  if (!hasRole(caller, 'responder')) return `This needs the role responder; yours is ${caller.role}.`;
  if (!file.state.open) return 'This case is closed.';
  return refuseDecision(file, request, now)?.message ?? null;
}

function confirmationOf(decision: DecisionKind): ChoiceView['confirm'] {
  return decision === 'concede' ? decision : null;
}

/** What an answer to this complaint usually needs and the draft lacks. */
export function missingView(file: CaseFile, dispute: Dispute): MissingView[] {
  return unmetNeeds(dispute, file.capabilities).map(({ names, why }) => ({ any_of: [...names], why }));
}
