import { z } from 'zod';
import type { Store } from '../../store/store.ts';
import type { CaseGateway } from '../../temporal/gateway.ts';
import { authorityOf, person } from '../auth.ts';
import { casePath, openCase } from '../case-access.ts';
import { type GuardedRoute, route } from '../route.ts';
import {
  decisionAccepted,
  decisionRequest,
  idempotencyKey,
  resolutionAccepted,
  resolutionRequest,
  withdrawalAccepted,
  withdrawalRequest,
} from '../schemas/acts.ts';
import { caseId } from '../schemas/common.ts';
import { CASE_MOVED, NO_CASE, NO_WORKER, TAG } from './words.ts';

export interface ActRoutesOptions {
  readonly store: Store;
  readonly gateway: Pick<CaseGateway, 'decide' | 'withdraw' | 'resolve'>;
}

/** What people decide. */
export function actRoutes(options: ActRoutesOptions): GuardedRoute[] {
  return [decisions(options), withdrawal(options), resolution(options)];
}

function decisions({ store, gateway }: ActRoutesOptions): GuardedRoute {
  return route({
    method: 'post',
    path: '/api/v1/disputes/{case_id}/decisions',
    operationId: 'decide',
    tag: TAG,
    summary: 'Decide what becomes of a dispute',
    description:
      'A decision freezes the evidence at its revision. Whoever may not decide about so much alone proposes, and another one, who may, decides. The effect shows in the case.',
    role: 'responder',
    request: { params: z.object({ case_id: caseId }), headers: idempotencyKey, body: decisionRequest },
    responses: { 202: { description: 'Recorded.', json: decisionAccepted } },
    problems: {
      ...CASE_MOVED,
      ...NO_CASE,
      ...NO_WORKER,
      409: 'Spent, ruled, past, impossible at this provider, or decided already; or the revision is stale.',
      422: 'The body is not as described, or conceding was not confirmed.',
    },
    async handle({ params, headers, body, caller, req }) {
      const { id } = await openCase(store, caller, params.case_id, req);
      const accepted = await gateway.decide(id, {
        decision: body.decision,
        disputeId: body.dispute_id,
        evidenceRevision: body.evidence_revision,
        confirm: body.confirm,
        note: body.note,
        idempotencyKey: headers['idempotency-key'],
        authority: authorityOf(caller),
        by: person(caller),
      });
      return {
        status: 202,
        headers: { Location: casePath(id) },
        json: {
          outcome: accepted.outcome,
          dispute_id: accepted.disputeId,
          decision: accepted.decision,
          evidence_revision: accepted.evidenceRevision,
          warnings: accepted.warnings,
          case: casePath(id),
        },
      };
    },
  });
}

function withdrawal({ store, gateway }: ActRoutesOptions): GuardedRoute {
  return route({
    method: 'post',
    path: '/api/v1/disputes/{case_id}/withdrawal',
    operationId: 'withdrawProposal',
    tag: TAG,
    summary: 'Take a proposal back, or decline it',
    description: 'Whoever made it takes it back; whoever may decide declines it.',
    role: 'responder',
    request: { params: z.object({ case_id: caseId }), body: withdrawalRequest },
    responses: { 202: { description: 'Recorded.', json: withdrawalAccepted } },
    problems: {
      ...CASE_MOVED,
      ...NO_CASE,
      ...NO_WORKER,
      409: "Nothing is proposed, it was proposed anew meanwhile, or it is another person's proposal.",
      422: 'The body is not as described.',
    },
    async handle({ params, body, caller, req }) {
      const { id } = await openCase(store, caller, params.case_id, req);
      await gateway.withdraw(id, {
        disputeId: body.dispute_id,
        proposedAt: body.proposed_at,
        note: body.note,
        authority: authorityOf(caller),
        by: person(caller),
      });
      return { status: 202, headers: { Location: casePath(id) }, json: { case: casePath(id) } };
    },
  });
}

function resolution({ store, gateway }: ActRoutesOptions): GuardedRoute {
  return route({
    method: 'post',
    path: '/api/v1/disputes/{case_id}/resolution',
    operationId: 'settleDispute',
    tag: TAG,
    summary: 'Settle by hand what reading the provider could not settle',
    role: 'admin',
    request: { params: z.object({ case_id: caseId }), body: resolutionRequest },
    responses: { 202: { description: 'Recorded.', json: resolutionAccepted } },
    problems: {
      ...CASE_MOVED,
      ...NO_CASE,
      ...NO_WORKER,
      409: 'Nothing waits to be settled, or the case is closed.',
      422: 'The body is not as described.',
    },
    async handle({ params, body, caller, req }) {
      const { id } = await openCase(store, caller, params.case_id, req);
      await gateway.resolve(id, {
        disputeId: body.dispute_id,
        outcome: body.outcome,
        providerReference: body.provider_reference,
        note: body.note,
        by: person(caller),
      });
      return {
        status: 202,
        headers: { Location: casePath(id) },
        json: { outcome: body.outcome, case: casePath(id) },
      };
    },
  });
}
