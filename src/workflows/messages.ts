import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { CaseState, DecisionAccepted } from '../domain/case.ts';
import {
  type DecisionRequest,
  type EditedDraft,
  type EvidenceEdit,
  MESSAGE,
  type ResolutionRequest,
  type WithdrawalRequest,
} from '../domain/messages.ts';

export const providerEvent = defineSignal<[unknown]>(MESSAGE.providerEvent);
/** The state of a case that began before its payment was known. */
export const adoptCase = defineSignal<[unknown]>(MESSAGE.adopt);

/** How a refund of the case's payment went. */
export const refundNews = defineSignal<[unknown]>(MESSAGE.refundNews);

export const seeRecords = defineSignal(MESSAGE.seeRecords);

export const decideUpdate = defineUpdate<DecisionAccepted, [DecisionRequest]>(MESSAGE.decide);
export const editEvidenceUpdate = defineUpdate<EditedDraft, [EvidenceEdit]>(MESSAGE.editEvidence);
export const withdrawUpdate = defineUpdate<void, [WithdrawalRequest]>(MESSAGE.withdraw);
export const resolveUpdate = defineUpdate<void, [ResolutionRequest]>(MESSAGE.resolve);

/** The same acts as Signals for the Temporal UI, its CLI and bots. Typed by hand, so nothing is taken for granted about their shape. */
export const decideSignal = defineSignal<[unknown]>(MESSAGE.decide);
export const editEvidenceSignal = defineSignal<[unknown]>(MESSAGE.editEvidence);

export const stateQuery = defineQuery<CaseState>(MESSAGE.state);
