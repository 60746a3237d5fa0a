import type { Client } from '@temporalio/client';
import type { DecisionAccepted } from '../domain/case.ts';
import {
  DISPUTE_WORKFLOW,
  MESSAGE,
  TASK_QUEUE,
  type DisputeWorkflowInput,
  type EditedDraft,
} from '../domain/messages.ts';
import { caseIdFor, caseWorkflowId, isProvisional, providerOf, type CaseId } from '../domain/names.ts';
import type { ProviderEvent } from '../domain/provider.ts';
import type { RefundEvent } from '../domain/refund.ts';
import type { CaseGateway } from './gateway.ts';
import { temporalHealth } from './health.ts';
import { signal, update, type Receiver, type Subject } from './messaging.ts';
import { deliverRefundEvent, requestRefund, resolveRefund } from './refund-gateway.ts';
import { troubledWorkflows } from './troubled.ts';

/** The gateway on a Temporal client. */
export function createCaseGateway(client: Client): CaseGateway {
  return {
    deliver: (event) =>
      isRefundEvent(event)
        ? deliverRefundEvent(client, event)
        : signal(client, disputeCase(caseIdFor(event), event), MESSAGE.providerEvent, event),
    handOver: (to, state) => signal(client, disputeCase(to, state), MESSAGE.adopt, state),
    editEvidence: (caseId, edit) =>
      update<EditedDraft>(client, caseWorkflowId(caseId), MESSAGE.editEvidence, edit),
    decide: (caseId, request) =>
      update<DecisionAccepted>(
        client,
        caseWorkflowId(caseId),
        MESSAGE.decide,
        request,
        request.idempotencyKey,
      ),
    withdraw: (caseId, request) => update<void>(client, caseWorkflowId(caseId), MESSAGE.withdraw, request),
    resolve: (caseId, request) => update<void>(client, caseWorkflowId(caseId), MESSAGE.resolve, request),
    requestRefund: (request) => requestRefund(client, request),
    tellCase: (caseId, news) => signal(client, disputeCase(caseId, named(caseId)), MESSAGE.refundNews, news),
    resolveRefund: (refundId, resolution) => resolveRefund(client, refundId, resolution),
    health: () => temporalHealth(client, TASK_QUEUE),
    troubled: () => troubledWorkflows(client),
  };
}

function isRefundEvent(event: ProviderEvent | RefundEvent): event is RefundEvent {
  return event.object.kind === 'refund';
}

function disputeCase(caseId: CaseId, { provider, merchantId, paymentId }: Subject): Receiver {
  const input: DisputeWorkflowInput = { caseId };
  return {
    type: DISPUTE_WORKFLOW,
    id: caseWorkflowId(caseId),
    input,
    summary: `Disputes of ${provider} payment ${paymentId ?? '(not known yet)'}`,
    subject: { provider, merchantId, paymentId },
  };
}

/** What a case's id alone tells of it. */
function named(caseId: CaseId): Subject {
  const provider = providerOf(caseId);
  return {
    provider,
    merchantId: null,
    paymentId: isProvisional(caseId) ? null : caseId.slice(`${provider}:`.length),
  };
}
