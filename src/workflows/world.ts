import type { AnswerRequest, StagingRequest, StagingResult } from '../activities/answering.ts';
import type { CaseFile } from '../domain/case-file.ts';
import type { EvidenceFile } from '../domain/case.ts';
import type { Instant } from '../domain/instant.ts';
import type { CaseId } from '../domain/names.ts';
import type { DisputeReading } from '../domain/provider.ts';
import type { ProviderFailure, ReadRequest, ReadResult } from '../domain/reads.ts';
import type { RefundRequest } from '../domain/refund.ts';
import type { CallOutcome } from '../domain/doubt.ts';
import { now } from './alarm.ts';
import {
  askForRefund,
  concedeDispute,
  failureOf,
  handOverCase,
  outcomeOf,
  queued,
  queuedFirst,
  queuedSoon,
  readDispute,
  readProvider,
  sealAnswer,
  stageEvidence,
  submitEvidence,
  uploadEvidenceFile,
} from './calls.ts';

/** Everything the steps of a case reach out to. Its calls reject with whatever {@link failureOf} and {@link outcomeOf} can read. */
export interface World {
  now(): Instant;
  /** Reads all of it in one go. */
  readAll(request: ReadRequest): Promise<ReadResult>;
  /** Reads one dispute, around an answer. */
  readOne(disputeId: string, why: string): Promise<DisputeReading>;
  stage(request: StagingRequest, why: string): Promise<StagingResult>;
  seal(answer: AnswerRequest, why: string): Promise<string>;
  /** Answers with the provider's id. */
  upload(file: EvidenceFile): Promise<string>;
  submit(disputeId: string, answer: AnswerRequest | null): Promise<DisputeReading>;
  concede(disputeId: string): Promise<DisputeReading>;
  /** False when its key was used for another refund. */
  askForRefund(request: RefundRequest): Promise<boolean>;
  handOver(to: CaseId): Promise<void>;
  /** What a call's failure says about the provider. */
  failureOf(error: unknown): ProviderFailure;
  /** What an acting call's failure says about its effect. */
  outcomeOf(error: unknown): CallOutcome;
}

/** The world as a workflow reaches it: by activities. In the provider's queue the answer itself goes first, then what it waits for. */
export function worldOf({ state }: CaseFile): World {
  const { id: caseId, provider } = state;
  const ref = { caseId, provider };
  return {
    now,
    failureOf,
    outcomeOf,
    readAll: (request) =>
      readProvider.executeWithOptions(queued(provider, 'Read how it stands'), [ref, request]),
    readOne: (disputeId, why) => readDispute.executeWithOptions(queuedSoon(provider, why), [ref, disputeId]),
    stage: (request, why) => stageEvidence.executeWithOptions(queuedSoon(provider, why), [ref, request]),
    seal: (answer, summary) => sealAnswer.executeWithOptions({ summary }, [ref, answer]),
    upload: ({ id, slot }) =>
      uploadEvidenceFile.executeWithOptions(queuedSoon(provider, 'Upload a file'), [
        ref,
        id,
        { slot, merchantId: state.merchantId },
      ]),
    submit: (disputeId, answer) =>
      submitEvidence.executeWithOptions(queuedFirst(provider, 'Submit the evidence'), [
        ref,
        disputeId,
        answer,
      ]),
    concede: (disputeId) =>
      concedeDispute.executeWithOptions(queuedFirst(provider, 'Concede'), [ref, disputeId]),
    askForRefund: (request) => askForRefund.executeWithOptions({ summary: 'Ask for the refund' }, [request]),
    handOver: (to) =>
      handOverCase.executeWithOptions({ summary: 'Go on as the case of the payment' }, [ref, to, state]),
  };
}
