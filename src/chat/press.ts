import type { Logger } from 'pino';
import { authorityOf, type Caller, hasRole, isWithinReach, person as actorOf } from '../api/auth.ts';
import type { CaseState, DecisionAccepted, Dispute } from '../domain/case.ts';
import { instant } from '../domain/instant.ts';
import type { CaseId } from '../domain/names.ts';
import type { Person } from '../people/person.ts';
import { StoreUnavailableError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import {
  CaseClosedError,
  type CaseGateway,
  NoWorkerError,
  RefusedError,
  TemporalUnavailableError,
} from '../temporal/gateway.ts';
import type { Board } from './board.ts';
import { type Action, ACTIONS, actKey, type Choice, readChoice } from './choice.ts';
import { ChatError } from './failure.ts';
import type { Press } from './interaction.ts';
import { findPresser, type PressersOptions } from './people.ts';
import { decisionVerb, escaped, moment, who } from './words.ts';

/** What acting from the chat stands on. */
export interface PressOptions extends PressersOptions {
  readonly store: Pick<Store, 'loadCase' | 'chat'>;
  readonly gateway: Pick<CaseGateway, 'decide' | 'withdraw'>;
  readonly board: Pick<Board, 'refreshCase'>;
  /** Tells whoever pressed something, and nobody else. */
  readonly whisper: (press: Press, text: string) => Promise<void>;
  /** Where people sign in. */
  readonly publicUrl: string;
  readonly log: Logger;
}

/** Carries out what somebody pressed, and tells them what came of it. Never rejects. */
export type TakePress = (press: Press) => Promise<void>;

/** Makes the taker of presses. One that comes while the same is being carried out joins it. */
export function pressTaker(options: PressOptions): TakePress {
  const underWay = new Map<string, Promise<void>>();
  return (press) => {
    const action = ACTIONS.find((known) => known === press.action);
    // Slack opens the link itself and only mentions it here.
    if (action === 'open') return Promise.resolve();
    const choice = readChoice(press.value);
    if (action === undefined || choice === null)
      return told(options, press, null, async () => UNKNOWN_ACTION);
    const key = actKey(action, choice, press.user);
    const joined =
      underWay.get(key) ??
      told(options, press, choice.case, () => outcome(options, press, action, choice, key)).finally(() =>
        underWay.delete(key),
      );
    underWay.set(key, joined);
    return joined;
  };
}

const UNKNOWN_ACTION = 'Recourse does not know this button: open the case at its page.';
const NO_CASE = 'There is no such case.';
const ELSEWHERE =
  'Not done. The message of this case stands elsewhere, or is there no more: decide at the page of the case.';

/** Does it, says what came of it, and shows the case as it is by then. */
async function told(
  options: PressOptions,
  press: Press,
  caseId: string | null,
  act: () => Promise<string>,
): Promise<void> {
  const { whisper, board, log } = options;
  const text = await act().catch((error: unknown) => failure(error, log));
  const afterwards = [whisper(press, text), ...(caseId === null ? [] : [board.refreshCase(caseId)])];
  for (const end of await Promise.allSettled(afterwards)) {
    if (end.status === 'rejected')
      log.warn({ case: caseId, reason: reasonOf(end.reason) }, 'the chat did not take it');
  }
}

async function outcome(
  options: PressOptions,
  press: Press,
  action: Action,
  choice: Choice,
  key: string,
): Promise<string> {
  const presser = await findPresser(options, press.user, instant(Date.now()));
  if (presser.is === 'unknown') return unknownPresser(options);
  if (presser.is === 'stale') return stalePresser(options);
  const caller = callerOf(presser.person);
  const state = await options.store.loadCase(choice.case);
  const subject = state?.movedTo ? await options.store.loadCase(state.movedTo) : state;
  if (!state || !subject || !isWithinReach(caller, subject.merchantId)) return NO_CASE;
  if (state.movedTo !== null)
    return `Not done. This case goes on as ${escaped(state.movedTo)}: decide there.`;
  if (!(await standsIn(options, choice.case, press.channel))) return ELSEWHERE;
  if (!hasRole(caller, 'responder'))
    return `Not done. This needs the role responder; yours is ${caller.role}.`;
  const dispute = state.disputes.find(({ id }) => id === choice.dispute);
  if (choice.proposed !== null && dispute?.decision === null && dispute.proposal?.at !== choice.proposed)
    return 'Not done. That proposal is not there any more: look at the case again, then decide.';
  try {
    return action === 'decline'
      ? await decline(options, caller, choice)
      : await decide(options, caller, choice, key);
  } catch (error) {
    if (error instanceof RefusedError) return refusal(options, choice, error);
    throw error;
  }
}

/** Whether a channel is the one where a case is put before people. */
async function standsIn({ store }: PressOptions, caseId: CaseId, channel: string | null): Promise<boolean> {
  const message = await store.chat.find(caseId);
  return message !== null && message.channel === channel;
}

async function decide(
  { gateway }: PressOptions,
  caller: Caller,
  choice: Choice,
  key: string,
): Promise<string> {
  const accepted = await gateway.decide(choice.case, {
    decision: choice.kind,
    disputeId: choice.dispute,
    evidenceRevision: choice.revision,
    // Slack has asked before it let this button be pressed.
    ...(choice.kind === 'concede' && { confirm: 'concede' }),
    idempotencyKey: key,
    authority: authorityOf(caller),
    by: actorOf(caller),
  });
  return recorded(accepted);
}

function recorded({ outcome: weight, decision, warnings }: DecisionAccepted): string {
  const sentence =
    weight === 'decided'
      ? `Recorded: you decided to ${decisionVerb(decision)}.`
      : `Recorded: you propose to ${decisionVerb(decision)}. Somebody else who may decide approves it.`;
  return [sentence, ...warnings.map(escaped)].join('\n');
}

async function decline({ gateway }: PressOptions, caller: Caller, choice: Choice): Promise<string> {
  await gateway.withdraw(choice.case, {
    disputeId: choice.dispute,
    proposedAt: choice.proposed ?? undefined,
    authority: authorityOf(caller),
    by: actorOf(caller),
  });
  return `Recorded: the proposal to ${decisionVerb(choice.kind)} is off the table.`;
}

/** Who was faster, where somebody was; else the reason as the case gives it. */
async function refusal(
  { store }: PressOptions,
  choice: Choice,
  { refusal: refused }: RefusedError,
): Promise<string> {
  const state = await store.loadCase(choice.case);
  const decision = disputeIn(state, choice.dispute)?.decision ?? null;
  if (decision === null) return `Not done. ${escaped(refused.message)}`;
  return `Not done. ${who(decision.by)} had decided already to ${decisionVerb(decision.kind)}, ${moment(decision.at)}.`;
}

function disputeIn(state: CaseState | null, id: string): Dispute | null {
  return state?.disputes.find((dispute) => dispute.id === id) ?? null;
}

/** The address a person acts from is Slack's own here, and says nothing about them. */
function callerOf({ id, name, role, merchantIds }: Person): Caller {
  return { id, name, role, merchantIds, via: 'chat', address: null };
}

function unknownPresser({ publicUrl }: PressOptions): string {
  return `Not done. Recourse does not know who you are: sign in once at <${publicUrl}|its pages> with the mail address you have here, or ask whoever runs Recourse to name you.`;
}

function stalePresser({ publicUrl }: PressOptions): string {
  return `Not done. You have not signed in for more than 30 days, and what you may do can have changed: sign in once at <${publicUrl}|its pages>.`;
}

/** What people are told when something of ours, or of Slack's, did not work. */
function failure(error: unknown, log: Logger): string {
  if (error instanceof CaseClosedError)
    return 'Not done. This case is closed: its quiet period is over and nothing about it can change.';
  const isOutage =
    error instanceof NoWorkerError ||
    error instanceof TemporalUnavailableError ||
    error instanceof StoreUnavailableError ||
    error instanceof ChatError;
  if (!isOutage) log.error({ reason: reasonOf(error) }, 'a press could not be carried out');
  return isOutage
    ? 'It could not be recorded in time. Press it again in a minute: it is done once, however often it is pressed.'
    : 'Something went wrong here. Press it again, or decide at the page of the case.';
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
}
