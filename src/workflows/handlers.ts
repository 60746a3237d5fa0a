import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import { disputeFor } from '../domain/act-target.ts';
import { decide, refuseDecision } from '../domain/decisions.ts';
import { edit, refuseEdit } from '../domain/edits.ts';
import { refuseWithdrawal, withdraw } from '../domain/proposals.ts';
import { refuseResolution, resolveDoubt } from '../domain/resolution.ts';
import type { CaseFile } from '../domain/case-file.ts';
import type { Actor, CaseState } from '../domain/case.ts';
import {
  isCaseState,
  isDecisionRequest,
  isEvidenceEdit,
  isProviderEvent,
  isRefundNews,
  isResolutionRequest,
  isWithdrawal,
} from '../domain/message-shapes.ts';
import { MESSAGE, REFUSED_FAILURE, type Refusal } from '../domain/messages.ts';
import type { ProviderEvent } from '../domain/provider.ts';
import type { RefundNews } from '../domain/refund.ts';
import { type TypedEdit, readDecisionSignal, readEditSignal } from '../domain/typed-signals.ts';
import { now } from './alarm.ts';
import {
  adoptCase,
  decideSignal,
  decideUpdate,
  editEvidenceSignal,
  editEvidenceUpdate,
  providerEvent,
  refundNews,
  resolveUpdate,
  stateQuery,
  withdrawUpdate,
} from './messages.ts';

/** What waits to be taken in between two steps; people's acts are carried out at once instead, so that they are answered at once. */
export type Arrival =
  | { readonly kind: 'event'; readonly event: ProviderEvent }
  | { readonly kind: 'adopt'; readonly from: CaseState }
  | { readonly kind: 'edit'; readonly edit: TypedEdit }
  | { readonly kind: 'news'; readonly news: RefundNews }
  /** A person acted: look again at what comes next. */
  | { readonly kind: 'act' };

/** Sets all handlers. Arrivals are put into `inbox`; `file` is ready before the first message is handled. */
export function listen(file: CaseFile, inbox: Arrival[]): void {
  setHandler(stateQuery, () => file.state);
  listenToPrograms(file, inbox);
  listenToPeople(file, () => void inbox.push({ kind: 'act' }));
  listenToTypists(file, inbox);
}

/** The bridge and other cases. */
function listenToPrograms(file: CaseFile, inbox: Arrival[]): void {
  const refuse = (signal: string) => {
    inbox.push({ kind: 'act' });
    noteRefusal(file, signal, UNNAMED, 'this Signal is for programs, and the message makes no sense.');
  };
  setHandler(providerEvent, (event) => {
    if (isProviderEvent(event)) inbox.push({ kind: 'event', event });
    else refuse(MESSAGE.providerEvent);
  });
  setHandler(adoptCase, (from) => {
    if (isCaseState(from)) inbox.push({ kind: 'adopt', from });
    else refuse(MESSAGE.adopt);
  });
  setHandler(refundNews, (news) => {
    if (isRefundNews(news)) inbox.push({ kind: 'news', news });
    else refuse(MESSAGE.refundNews);
  });
}

function listenToPeople(file: CaseFile, acted: () => void): void {
  setHandler(decideUpdate, (request) => after(acted, decide(file, request, now())), {
    validator: (request) =>
      throwRefusal(isDecisionRequest(request) ? refuseDecision(file, request, now()) : MISSHAPEN),
  });
  setHandler(editEvidenceUpdate, (request) => after(acted, edit(file, request, now())), {
    validator: (request) => throwRefusal(isEvidenceEdit(request) ? refuseEdit(file, request) : MISSHAPEN),
  });
  setHandler(withdrawUpdate, (request) => after(acted, withdraw(file, request, now())), {
    validator: (request) => throwRefusal(isWithdrawal(request) ? refuseWithdrawal(file, request) : MISSHAPEN),
  });
  setHandler(resolveUpdate, (request) => after(acted, resolveDoubt(file, request, now())), {
    validator: (request) =>
      throwRefusal(isResolutionRequest(request) ? refuseResolution(file, request) : MISSHAPEN),
  });
}

function after<Answer>(acted: () => void, answer: Answer): Answer {
  acted();
  return answer;
}

/** A Signal cannot be answered: what is refused stands in the time line. */
function listenToTypists(file: CaseFile, inbox: Arrival[]): void {
  setHandler(decideSignal, (value) => {
    const request = readDecisionSignal(value);
    inbox.push({ kind: 'act' });
    if (typeof request === 'string') return noteRefusal(file, 'decide', UNNAMED, request);
    const refusal = refuseDecision(file, request, now());
    if (refusal !== null) return noteRefusal(file, 'decide', request.by, refusal.message, request.disputeId);
    decide(file, request, now());
  });
  setHandler(editEvidenceSignal, (value) => {
    const typed = readEditSignal(value);
    if (typeof typed !== 'string') return void inbox.push({ kind: 'edit', edit: typed });
    inbox.push({ kind: 'act' });
    noteRefusal(file, 'editEvidence', UNNAMED, typed);
  });
}

/** Writes down why a Signal was not followed. */
export function noteRefusal(file: CaseFile, act: string, by: Actor, why: string, disputeId?: string): void {
  const dispute = disputeFor(file, disputeId) ?? undefined;
  file.note(now(), 'act_refused', by, `Not done: ${why}`, { dispute, data: { act } });
}

/** An Update that the API did not make. */
const MISSHAPEN: Refusal = {
  kind: 'invalid',
  message:
    'This Update is for programs, and the request makes no sense: by hand, send the Signal of the same name.',
};

const UNNAMED: Actor = { type: 'person', id: 'unnamed', via: 'temporal' };

function throwRefusal(refusal: Refusal | null): void {
  if (refusal === null) return;
  throw ApplicationFailure.create({
    message: refusal.message,
    type: REFUSED_FAILURE,
    nonRetryable: true,
    details: [refusal],
  });
}
