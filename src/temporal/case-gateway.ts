import type { Client } from '@temporalio/client';
import type { DecisionAccepted } from '../domain/case.ts';
import { MESSAGE, TASK_QUEUE, type EditedDraft } from '../domain/messages.ts';
import { caseIdFor, caseWorkflowId } from '../domain/names.ts';
import type { ProviderEvent } from '../domain/provider.ts';
import type { RefundEvent } from '../domain/refund.ts';
import type { CaseGateway } from './gateway.ts';
import { summariseCase } from '../domain/summary.ts';
import { temporalHealth } from './health.ts';
import { signal, update } from './messaging.ts';
import { deliverRefundEvent, refundState, requestRefund, resolveRefund } from './refund-gateway.ts';
import { disputeCase, named, toldIn } from './dispute-case.ts';
import { reopenCase, resumeRefund } from './reopening.ts';
import { runningCases, troubledWorkflows } from './troubled.ts';

/** The gateway on a Temporal client. */
export function createCaseGateway(client: Client): CaseGateway {
  return {
    deliver: (event) =>
      isRefundEvent(event)
        ? deliverRefundEvent(client, event)
        : signal(client, disputeCase(caseIdFor(event), event, toldIn(event)), MESSAGE.providerEvent, event),
    handOver: (to, state) =>
      signal(client, disputeCase(to, state, summariseCase(state)), MESSAGE.adopt, state),
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
    tellCase: (caseId, news) =>
      signal(client, disputeCase(caseId, named(caseId), null), MESSAGE.refundNews, news),
    resolveRefund: (refundId, resolution) => resolveRefund(client, refundId, resolution),
    refundState: (refundId) => refundState(client, refundId),
    reopen: (openCase) => reopenCase(client, openCase),
    resumeRefund: (refund) => resumeRefund(client, refund),
    health: () => temporalHealth(client, TASK_QUEUE),
    runningCases: () => runningCases(client),
    troubled: () => troubledWorkflows(client),
  };
}

function isRefundEvent(event: ProviderEvent | RefundEvent): event is RefundEvent {
  return event.object.kind === 'refund';
}
