import { decide, refuseDecision } from '../../src/domain/decisions.ts';
import { edit, refuseEdit } from '../../src/domain/edits.ts';
import { refuseWithdrawal, withdraw } from '../../src/domain/proposals.ts';
import { refuseResolution, resolveDoubt } from '../../src/domain/resolution.ts';
import { CaseFile } from '../../src/domain/case-file.ts';
import { type Instant, instant } from '../../src/domain/instant.ts';
import type { Refusal, WorkflowPolicy } from '../../src/domain/messages.ts';
import type { CaseId } from '../../src/domain/names.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { ProviderEvent } from '../../src/domain/provider.ts';
import {
  newRefund,
  type Refund,
  type RefundEvent,
  type RefundRequest,
  type RefundResolution,
} from '../../src/domain/refund.ts';
import { conflict } from '../../src/domain/refusal.ts';
import type { Store } from '../../src/store/store.ts';
import { CAPABILITIES } from '../setup/capabilities.ts';
import {
  CaseClosedError,
  type CaseGateway,
  RefusedError,
  type TroubledWorkflow,
} from '../../src/temporal/gateway.ts';

/**
 * Carries acts out at once, by the domain's own rules, on the case's snapshot: what the workflow does, without Temporal. It can be told to fail
 * or to hang as Temporal may.
 */
export interface DeskGateway extends CaseGateway {
  readonly delivered: (ProviderEvent | RefundEvent)[];
  readonly requested: RefundRequest[];
  readonly resolved: RefundResolution[];
  /** Thrown by every call from now on. */
  failure: Error | null;
  /** Awaited by every call from now on. */
  pause: Promise<void> | null;
  healthy: { server: boolean; worker: boolean };
  troubles: TroubledWorkflow[];
  /** How many cases have a running workflow. */
  running: number;
}

export function deskGateway(store: Store, policy: WorkflowPolicy = BUILT_IN_POLICY): DeskGateway {
  async function act<T>(
    caseId: CaseId,
    refuse: (file: CaseFile, now: Instant) => Refusal | null,
    carryOut: (file: CaseFile, now: Instant) => T,
  ): Promise<T> {
    await reach();
    const state = await store.loadCase(caseId);
    if (state === null || !state.open) throw new CaseClosedError('closed');
    const file = new CaseFile(state, policy, CAPABILITIES[state.provider]);
    const now = instant(Date.now());
    const refusal = refuse(file, now);
    if (refusal !== null) throw new RefusedError(refusal);
    const result = carryOut(file, now);
    await store.recordCase(file.state, file.unrecorded);
    return result;
  }
  async function reach(): Promise<void> {
    if (gateway.pause !== null) await gateway.pause;
    if (gateway.failure !== null) throw gateway.failure;
  }
  const gateway: DeskGateway = {
    delivered: [],
    requested: [],
    resolved: [],
    failure: null,
    pause: null,
    healthy: { server: true, worker: true },
    troubles: [],
    running: Number.POSITIVE_INFINITY,
    async deliver(event) {
      await reach();
      gateway.delivered.push(event);
    },
    handOver: async () => {},
    reopen: async () => 'runs',
    refundState: async () => null,
    resumeRefund: async () => 'runs',
    editEvidence: (caseId, request) =>
      act(
        caseId,
        (file) => refuseEdit(file, request),
        (file, now) => edit(file, request, now),
      ),
    decide: (caseId, request) =>
      act(
        caseId,
        (file, now) => refuseDecision(file, request, now),
        (file, now) => decide(file, request, now),
      ),
    withdraw: (caseId, request) =>
      act(
        caseId,
        (file) => refuseWithdrawal(file, request),
        (file, now) => withdraw(file, request, now),
      ),
    resolve: (caseId, request) =>
      act(
        caseId,
        (file) => refuseResolution(file, request),
        (file, now) => resolveDoubt(file, request, now),
      ),
    async requestRefund(request) {
      await reach();
      gateway.requested.push(request);
      await store.recordRefund((await store.loadRefund(request.id)) ?? newRefund(request));
    },
    tellCase: async () => {},
    async resolveRefund(id, resolution) {
      await reach();
      gateway.resolved.push(resolution);
      const refund = await store.loadRefund(id);
      if (refund?.attention?.settleable !== true) throw new RefusedError(conflict('Nothing waits here.'));
      await store.recordRefund(settled(refund, resolution));
    },
    async health() {
      await reach();
      return gateway.healthy;
    },
    runningCases: async () => gateway.running,
    async troubled() {
      await reach();
      return gateway.troubles;
    },
  };
  return gateway;
}

/** As a person found it: paid, or to be tried again. */
function settled(refund: Refund, { outcome, providerReference }: RefundResolution): Refund {
  return {
    ...refund,
    status: outcome === 'done' ? 'succeeded' : 'pending',
    providerRefundId: providerReference ?? refund.providerRefundId,
    attention: null,
    updatedAt: instant(Date.now()),
  };
}
