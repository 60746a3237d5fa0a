import { DISPUTE_WORKFLOW, type DisputeWorkflowInput } from '../domain/messages.ts';
import { caseWorkflowId, isProvisional, providerOf, type CaseId } from '../domain/names.ts';
import type { ProviderEvent } from '../domain/provider.ts';
import type { CaseStanding } from '../workflows/search-attributes.ts';
import type { Receiver, Subject } from './messaging.ts';

/** The workflow of a case, ready to be signalled or started. */
export function disputeCase(
  caseId: CaseId,
  { provider, merchantId, paymentId }: Omit<Subject, 'standing'>,
  standing: CaseStanding | null,
): Receiver {
  const input: DisputeWorkflowInput = { caseId };
  return {
    type: DISPUTE_WORKFLOW,
    id: caseWorkflowId(caseId),
    input,
    summary: `Disputes of ${provider} payment ${paymentId ?? '(not known yet)'}`,
    subject: { provider, merchantId, paymentId, standing },
  };
}

/** How a case stands of which nothing is known but this event. */
export function toldIn({ reading }: ProviderEvent): CaseStanding {
  if (reading.kind === 'dispute') return reading.dispute;
  return { stage: 'alert', status: 'needs_response', reason: null, respondBy: null };
}

/** What a case's id alone tells of it. */
export function named(caseId: CaseId): Omit<Subject, 'standing'> {
  const provider = providerOf(caseId);
  return {
    provider,
    merchantId: null,
    paymentId: isProvisional(caseId) ? null : caseId.slice(`${provider}:`.length),
  };
}
