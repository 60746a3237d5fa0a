import { CaseFile } from '../domain/case-file.ts';
import type {
  CaseState,
  Decision,
  Dispute,
  EvidenceFile,
  Submission,
  TimelineEntry,
} from '../domain/case.ts';
import { canBeAnswered, isFrozen } from '../domain/dispute.ts';
import { type Instant, SECOND } from '../domain/instant.ts';
import type { WorkflowPolicy } from '../domain/messages.ts';
import { moneyLedger } from '../domain/money-ledger.ts';
import { caseWorkflowId } from '../domain/names.ts';
import { outlook } from '../domain/outlook.ts';
import type { Capabilities } from '../domain/provider.ts';
import type { Refund } from '../domain/refund.ts';
import { caseTab, foregroundDispute, summariseCase, visibleDisputes } from '../domain/summary.ts';
import type { TextRef } from '../domain/text.ts';
import { actorView } from './actor-view.ts';
import type { Caller } from './auth.ts';
import { moneyView } from './money-view.ts';
import { choicesView, customerTexts, missingView, proposalView } from './next-steps-view.ts';
import { refundSummaryView } from './refund-view.ts';
import type {
  CaseView,
  DecisionView,
  DisputeView,
  EvidenceFieldsView,
  EvidenceFileView,
  FullCaseView,
  SubmissionView,
  TimelineEntryView,
} from './schemas/case.ts';

/** Texts by hash, as the store gives them. */
export type Texts = ReadonlyMap<string, string>;

/** The hashes of every text a case's view shows. */
export function shownTexts(state: CaseState): string[] {
  const shown = [...visibleDisputes(state).map(({ draft }) => draft.fields), customerTexts(state)];
  const refs = shown.flatMap((texts) => Object.values<TextRef | null>(texts));
  return [...new Set(refs.flatMap((ref) => (ref === null ? [] : [ref.sha256])))];
}

/** How many of its refunds a case shows; the list of refunds shows all. */
const SHOWN_REFUNDS = 100;

/** What a case is shown with. */
export interface CaseSurroundings {
  readonly texts: Texts;
  /** All of its payment, newest first. */
  readonly refunds: readonly Refund[];
  /** Of its provider; null while that is not set up. */
  readonly capabilities: Capabilities | null;
  /** What happens by itself follows from it. */
  readonly policy: WorkflowPolicy;
  readonly now: Instant;
  /** The page of its workflow, where there is one. */
  readonly temporalUrl: string | null;
}

/** A case as the API shows it by itself: with what it has done to the money, and what this caller can do about it. */
export function fullCaseView(state: CaseState, surroundings: CaseSurroundings, caller: Caller): FullCaseView {
  const { refunds, capabilities, now } = surroundings;
  const file = caseFile(state, surroundings);
  const foreground = foregroundDispute(state);
  return {
    ...caseView(state, surroundings),
    disputes: visibleDisputes(state).map((dispute) => ({
      ...disputeView(dispute, surroundings, file),
      foreground: dispute === foreground,
      choices: file === null ? [] : [...choicesView(file, dispute, caller, now)],
      missing: file === null ? [] : missingView(file, dispute),
    })),
    money: capabilities && moneyView(moneyLedger(state, refunds, capabilities)),
  };
}

/** The case as the domain's rules take it; null while its provider is not set up. They only look at it here. */
function caseFile(state: CaseState, { capabilities, policy }: CaseSurroundings): CaseFile | null {
  return capabilities && new CaseFile(state, policy, capabilities);
}

/** A case as the API lists it. */
export function caseView(state: CaseState, surroundings: CaseSurroundings): CaseView {
  const { refunds, capabilities, temporalUrl, texts, now } = surroundings;
  const summary = summariseCase(state);
  const foreground = foregroundDispute(state);
  const file = caseFile(state, surroundings);
  const { name, email } = customerTexts(state);
  return {
    id: state.id,
    provider: state.provider,
    merchant_id: state.merchantId,
    payment_id: state.paymentId,
    payment_amount: state.paymentAmount,
    workflow_id: caseWorkflowId(state.id),
    temporal_url: temporalUrl,
    open: state.open,
    tab: caseTab(state),
    customer: { name: wordsOf(name, texts), email: wordsOf(email, texts) },
    stage: summary.stage,
    status: summary.status,
    amount: summary.amount,
    reason: summary.reason,
    respond_by: summary.respondBy,
    respond_by_estimate: foreground?.respondByEstimate ?? null,
    deadline: capabilities?.deadline ?? null,
    answerable: summary.answerable,
    outlook: file && foreground && outlook(file, foreground, now),
    proposal: foreground?.proposal ? proposalView(foreground.proposal) : null,
    needs_attention: summary.needsAttention,
    attention: state.attention.map(({ kind, disputeId, reason, since }) => ({
      kind,
      dispute_id: disputeId,
      reason,
      since,
    })),
    disputes: visibleDisputes(state).map((dispute) => disputeView(dispute, surroundings, file)),
    refunds: refunds.slice(0, SHOWN_REFUNDS).map(refundSummaryView),
    policy_version: state.policyVersion,
    erased_at: state.erasedAt ?? null,
    created_at: state.createdAt,
    updated_at: state.updatedAt,
  };
}

function disputeView(dispute: Dispute, { texts, now }: CaseSurroundings, file: CaseFile | null): DisputeView {
  return {
    id: dispute.id,
    kind: dispute.kind,
    stage: dispute.stage,
    status: dispute.status,
    provider_status: dispute.providerStatus,
    provider_stage: dispute.providerStage,
    amount: dispute.amount,
    reason: dispute.reason,
    provider_reason: dispute.providerReason,
    respond_by: dispute.respondBy,
    respond_by_estimate: dispute.respondByEstimate,
    answerable: canBeAnswered(dispute),
    editable: dispute.editable,
    settled_by_network: dispute.settledByNetwork,
    outlook: file && outlook(file, dispute, now),
    proposal: dispute.proposal && proposalView(dispute.proposal),
    decision: dispute.decision && decisionView(dispute.decision),
    submission: dispute.submission && submissionView(dispute.submission),
    submitted_at: dispute.submission?.step === 'done' ? dispute.submission.at : null,
    earlier_submissions: dispute.earlierSubmissions.map(({ stage, at }) => ({ stage, at })),
    reminders: dispute.reminded.map((before) => before / SECOND),
    ruling: dispute.ruling?.outcome ?? null,
    ruled_at: dispute.ruling?.at ?? null,
    evidence: {
      revision: dispute.draft.revision,
      frozen: isFrozen(dispute),
      fields: fieldsView(dispute.draft.fields, texts),
      files: dispute.draft.files.map(fileView),
    },
    created_at: dispute.createdAt,
    first_seen_at: dispute.firstSeenAt,
  };
}

/** A draft's texts in plain words; null for a text the store does not hold. */
export function fieldsView(fields: Readonly<Record<string, TextRef>>, texts: Texts): EvidenceFieldsView {
  return Object.fromEntries(Object.entries(fields).map(([name, ref]) => [name, wordsOf(ref, texts)]));
}

/** The words of a text; null for one the store does not hold. */
function wordsOf(ref: TextRef | null, texts: Texts): string | null {
  return ref && (texts.get(ref.sha256) ?? null);
}

export function fileView({ providerFileExpiresAt, ...file }: EvidenceFile): EvidenceFileView {
  const { id, slot, name, size, type, sha256 } = file;
  // A file whose bytes are here is handed over anew whenever the provider has forgotten it.
  return {
    id,
    slot,
    name,
    size,
    type,
    sha256,
    expires_at: sha256 === null ? (providerFileExpiresAt ?? null) : null,
  };
}

function decisionView({ kind, by, at, note, evidenceRevision, proposedBy }: Decision): DecisionView {
  return {
    decision: kind,
    by: actorView(by),
    at,
    note,
    evidence_revision: evidenceRevision,
    proposed_by: proposedBy ? actorView(proposedBy) : null,
  };
}

function submissionView(submission: Submission): SubmissionView {
  const done = submission.step === 'done' ? submission : null;
  return {
    step: submission.step,
    at: done?.at ?? null,
    by: done?.by ?? null,
    evidence_hash: submission.evidenceHash,
  };
}

export function timelineEntryView(entry: TimelineEntry): TimelineEntryView {
  return {
    seq: entry.seq,
    at: entry.at,
    kind: entry.kind,
    dispute_id: entry.disputeId,
    actor: actorView(entry.actor),
    summary: entry.summary,
    data: entry.data,
  };
}
