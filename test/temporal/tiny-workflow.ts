import { ApplicationFailure, condition, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import type { EditedDraft, EvidenceEdit, ResolutionRequest } from '../../src/domain/messages.ts';
import type { DecisionRequest } from '../../src/domain/messages.ts';
import type { ProviderEvent } from '../../src/domain/provider.ts';

/** Answers as the dispute workflow does, as far as the gateway can tell: counts decisions, refuses conceding, ends when told. */
export async function disputeWorkflow(input: {
  caseId: string;
}): Promise<{ caseId: string; events: string[] }> {
  const events: string[] = [];
  let decisions = 0;
  let ended = false;
  setHandler(defineSignal<[ProviderEvent]>('providerEvent'), (event) => void events.push(event.id));
  setHandler(defineSignal('adopt'), () => void events.push('adopted'));
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
