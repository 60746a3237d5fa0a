import type { UpdateDefinition } from '@temporalio/common';
import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import { disputeFor } from '../domain/act-target.ts';
import { decide, refuseDecision } from '../domain/decisions.ts';
import { edit, refuseEdit } from '../domain/edits.ts';
import { refuseWithdrawal, withdraw } from '../domain/proposals.ts';
import { refuseResolution, resolveDoubt } from '../domain/resolution.ts';
import type { CaseFile } from '../domain/case-file.ts';
import type { Actor } from '../domain/case.ts';
import {
  isCaseState,
  isDecisionRequest,
  isEvidenceEdit,
  isProviderEvent,
  isRefundNews,
  isResolutionRequest,
  isWithdrawal,
} from '../domain/message-shapes.ts';
import { type DecisionRequest, MESSAGE, REFUSED_FAILURE, type Refusal } from '../domain/messages.ts';
import { readDecisionSignal, readEditSignal } from '../domain/typed-signals.ts';
import { now } from './alarm.ts';
import type { Inbox } from './inbox.ts';
import {
  adoptCase,
  decideSignal,
  decideUpdate,
  editEvidenceSignal,
  editEvidenceUpdate,
  providerEvent,
  refundNews,
  resolveUpdate,
  seeRecords,
  stateQuery,
  withdrawUpdate,
} from './messages.ts';

/** Sets all handlers. Arrivals are put into `inbox`; `file` is ready before the first message is handled. */
export function listen(file: CaseFile, inbox: Inbox): void {
  setHandler(stateQuery, () => file.state);
  listenToPrograms(file, inbox);
  listenToPeople(file, inbox);
  listenToTypists(file, inbox);
}

/** The bridge and other cases. */
function listenToPrograms(file: CaseFile, inbox: Inbox): void {
  const refuse = (signal: string) => {
    inbox.acted();
    noteRefusal(file, signal, UNNAMED, 'this Signal is for programs, and the message makes no sense.');
  };
  setHandler(providerEvent, (event) => {
    if (isProviderEvent(event)) inbox.put({ kind: 'event', event });
    else refuse(MESSAGE.providerEvent);
  });
  setHandler(adoptCase, (from) => {
    if (isCaseState(from)) inbox.put({ kind: 'adopt', from });
    else refuse(MESSAGE.adopt);
  });
  setHandler(refundNews, (news) => {
    if (isRefundNews(news)) inbox.put({ kind: 'news', news });
    else refuse(MESSAGE.refundNews);
  });
  setHandler(seeRecords, () => {
    file.changed = true;
    inbox.acted();
  });
}

function listenToPeople(file: CaseFile, inbox: Inbox): void {
  listenTo(file, inbox, {
    update: decideUpdate,
    isShaped: isDecisionRequest,
    refuse: (request) => refuseDecision(file, request, now()),
    carryOut: (request) => decide(file, request, now()),
  });
  listenTo(file, inbox, {
    update: editEvidenceUpdate,
    isShaped: isEvidenceEdit,
    refuse: (request) => refuseEdit(file, request),
    carryOut: (request) => edit(file, request, now()),
  });
  listenTo(file, inbox, {
    update: withdrawUpdate,
    isShaped: isWithdrawal,
    refuse: (request) => refuseWithdrawal(file, request),
    carryOut: (request) => withdraw(file, request, now()),
  });
  listenTo(file, inbox, {
    update: resolveUpdate,
    isShaped: isResolutionRequest,
    refuse: (request) => refuseResolution(file, request),
    carryOut: (request) => resolveDoubt(file, request, now()),
  });
}

/** Something a person can do. */
interface Act<Request, Answer> {
  readonly update: UpdateDefinition<Answer, [Request]>;
  readonly isShaped: (value: unknown) => boolean;
  readonly refuse: (request: Request) => Refusal | null;
  readonly carryOut: (request: Request) => Answer;
}

function listenTo<Request extends Asked, Answer>(
  file: CaseFile,
  inbox: Inbox,
  { update, isShaped, refuse, carryOut }: Act<Request, Answer>,
): void {
  const repeat = (request: Request) => {
    const refusal = refuse(request);
    if (refusal === null) carryOut(request);
    else noteRefusal(file, update.name, request.by, refusal.message, request.disputeId);
  };
  setHandler(
    update,
    (request) => {
      const answer = carryOut(request);
      inbox.acted(() => repeat(request));
      return answer;
    },
    { validator: (request) => throwRefusal(isShaped(request) ? refuse(request) : MISSHAPEN) },
  );
}

/** As much of every request as tells who asked, and about what. */
interface Asked {
  readonly by: Actor;
  readonly disputeId?: string | undefined;
}

/** A Signal cannot be answered: what is refused stands in the time line. */
function listenToTypists(file: CaseFile, inbox: Inbox): void {
  const follow = (request: DecisionRequest) => {
    const refusal = refuseDecision(file, request, now());
    if (refusal === null) decide(file, request, now());
    else noteRefusal(file, MESSAGE.decide, request.by, refusal.message, request.disputeId);
  };
  setHandler(decideSignal, (value) => {
    const request = readDecisionSignal(value);
    if (typeof request === 'string') {
      inbox.acted();
      return noteRefusal(file, MESSAGE.decide, UNNAMED, request);
    }
    follow(request);
    inbox.acted(() => follow(request));
  });
  setHandler(editEvidenceSignal, (value) => {
    const typed = readEditSignal(value);
    if (typeof typed !== 'string') return inbox.put({ kind: 'edit', edit: typed });
    inbox.acted();
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
