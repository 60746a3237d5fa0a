import type { CaseState } from '../domain/case.ts';
import { caseTab, foregroundDispute, summariseCase } from '../domain/summary.ts';
import type { CsvRow } from './list-csv.ts';

export const CASE_COLUMNS = [
  'case_id',
  'provider',
  'merchant_id',
  'payment_id',
  'dispute_id',
  'tab',
  'stage',
  'status',
  'provider_status',
  'reason',
  'provider_reason',
  'amount',
  'currency',
  'respond_by',
  'needs_attention',
  'proposed',
  'decision',
  'decided_by',
  'decided_at',
  'submitted_at',
  'ruling',
  'ruled_at',
  'open',
  'created_at',
  'updated_at',
] as const;

/** A case in one line, with the dispute it is about right now. Names no customer: such files travel. */
export function caseCsvRow(state: CaseState): CsvRow<(typeof CASE_COLUMNS)[number]> {
  const { stage, status, reason, amount, respondBy, needsAttention } = summariseCase(state);
  const dispute = foregroundDispute(state);
  const decision = dispute?.decision;
  return {
    case_id: state.id,
    provider: state.provider,
    merchant_id: state.merchantId,
    payment_id: state.paymentId,
    dispute_id: dispute?.id ?? null,
    tab: caseTab(state),
    stage,
    status,
    provider_status: dispute?.providerStatus ?? null,
    reason,
    provider_reason: dispute?.providerReason ?? null,
    amount: amount?.amount ?? null,
    currency: amount?.currency ?? null,
    respond_by: respondBy,
    needs_attention: needsAttention?.reason ?? null,
    proposed: dispute?.proposal?.kind ?? null,
    decision: decision?.kind ?? null,
    decided_by: decision?.by.name ?? decision?.by.id ?? null,
    decided_at: decision?.at ?? null,
    submitted_at: dispute?.submission?.step === 'done' ? dispute.submission.at : null,
    ruling: dispute?.ruling?.outcome ?? null,
    ruled_at: dispute?.ruling?.at ?? null,
    open: state.open,
    created_at: state.createdAt,
    updated_at: state.updatedAt,
  };
}
