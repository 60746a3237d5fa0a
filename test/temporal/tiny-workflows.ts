import {
  ApplicationFailure,
  condition,
  defineSignal,
  defineUpdate,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { EditedDraft, EvidenceEdit, ResolutionRequest } from '../../src/domain/messages.ts';
import type { DecisionRequest } from '../../src/domain/messages.ts';
import type { ProviderEvent } from '../../src/domain/provider.ts';
import type { RefundEvent, RefundNews, RefundRequest, RefundResolution } from '../../src/domain/refund.ts';

/** In the payment of a case whose run takes a while before it listens, as one does that reads its snapshot first. */
export const SLOW = 'slow_';

/** Answers as the dispute workflow does, as far as the gateway can tell: counts decisions, refuses conceding, ends when told. */
export async function disputeWorkflow(input: {
  caseId: string;
}): Promise<{ caseId: string; events: string[] }> {
  if (input.caseId.includes(SLOW)) await sleep('1 second');
  const events: string[] = [];
  let decisions = 0;
  let ended = false;
  setHandler(defineSignal<[ProviderEvent]>('providerEvent'), (event) => void events.push(event.id));
  setHandler(defineSignal('adopt'), () => void events.push('adopted'));
  setHandler(defineSignal<[RefundNews]>('refundNews'), ({ refundId, status }) => {
    events.push(`${refundId} ${status}`);
  });
  setHandler(
    defineUpdate<unknown, [DecisionRequest]>('decide'),
    async (request) => {
      if (request.note === 'never') await condition(() => false);
      return {
        disputeId: 'd1',
        decision: request.decision,
        evidenceRevision: (decisions += 1),
        warnings: [],
      };
    },
    {
      validator: ({ decision }) => {
        if (decision !== 'concede') return;
        const refusal = { kind: 'invalid', message: 'Type concede to confirm.' };
        throw ApplicationFailure.create({ type: 'Refused', message: refusal.message, details: [refusal] });
      },
    },
  );
  setHandler(defineUpdate<EditedDraft, [EvidenceEdit]>('editEvidence'), () => {
    throw ApplicationFailure.nonRetryable('Not in this test', 'Other');
  });
  setHandler(defineUpdate<void, [ResolutionRequest]>('resolve'), () => {
    ended = true;
  });
  await condition(() => ended);
  return { caseId: input.caseId, events };
}

/** Answers as the line of a payment's refunds does: notes what reaches it, ends when the word `end` is asked for. */
export async function refundsWorkflow(input: {
  paymentId: string | null;
}): Promise<{ paymentId: string | null; heard: string[] }> {
  const heard: string[] = [];
  setHandler(defineSignal<[RefundRequest]>('requestRefund'), ({ key }) => void heard.push(`asked ${key}`));
  setHandler(
    defineSignal<[RefundEvent]>('refundEvent'),
    ({ object }) => void heard.push(`event ${object.id}`),
  );
  await condition(() => heard.includes('asked end') || heard.includes('event end'));
  return { paymentId: input.paymentId, heard };
}

/** Answers as one refund does: takes one resolution, and refuses `not_done`. */
export async function refundWorkflow(): Promise<string> {
  let note = '';
  setHandler(
    defineUpdate<void, [RefundResolution]>('resolve'),
    (resolution) => {
      note = resolution.note;
    },
    {
      validator: ({ outcome }) => {
        if (outcome === 'done') return;
        const refusal = { kind: 'conflict', message: 'Nothing here waits to be settled by a person.' };
        throw ApplicationFailure.create({ type: 'Refused', message: refusal.message, details: [refusal] });
      },
    },
  );
  await condition(() => note !== '');
  return note;
}
