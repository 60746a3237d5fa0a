import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  workflowInfo,
} from '@temporalio/workflow';
import { edit, refuseEdit } from '../domain/edits.ts';
import { CLOCK, CaseFile, newCase } from '../domain/case-file.ts';
import type { TextRef } from '../domain/text.ts';
import { tick } from '../domain/clock.ts';
import { adopt } from '../domain/hand-over.ts';
import { MINUTE, plus } from '../domain/instant.ts';
import { takeEvent } from '../domain/intake.ts';
import type { DisputeWorkflowInput } from '../domain/messages.ts';
import { type CaseId, type ProviderName, providerOf } from '../domain/names.ts';
import type { Moment } from '../domain/moment.ts';
import { plan, type Step } from '../domain/plan.ts';
import { resumeFromRecords } from '../domain/records.ts';
import { upgraded, upgradedCapabilities, upgradedPolicy } from '../domain/upgrade.ts';
import { takeRefundNews } from '../domain/prevention.ts';
import type { TypedEdit } from '../domain/typed-signals.ts';
import { Alarm, now } from './alarm.ts';
import { keepTexts, openCase } from './calls.ts';
import { listen, noteRefusal } from './handlers.ts';
import { Inbox } from './inbox.ts';
import { describe, showInLists } from './present.ts';
import { Recorder } from './recording.ts';
import { perform } from './steps.ts';
import { worldOf } from './world.ts';

/** How soon to try again when the store did not take what happened. */
const RECORD_AGAIN = MINUTE / 2;

/**
 * Before these what happened is written down: a decision is to be seen before what it leads to is done, which can take minutes with files, and the
 * snapshot says how far an answer came before it is sent. Before all else it is written down once there is nothing more to do at once.
 */
const WRITTEN_DOWN_FIRST: ReadonlySet<Step['do']> = new Set([
  'upload',
  'prepare',
  'submit',
  'concede',
  'hand_over',
]);

/**
 * Everything about one disputed payment, from its first alert or dispute to the end of the quiet period after its last ruling. Each turn takes in what
 * arrived, does what the clock brings, and then the one most urgent thing; with nothing to do it sleeps until the next moment that matters.
 *
 * A later event starts a new run of the same id, which goes on from the case's snapshot.
 */
export async function disputeWorkflow(input: DisputeWorkflowInput): Promise<void> {
  const file = await open(input);
  const inbox = new Inbox();
  const recorder = new Recorder(file, inbox);
  const alarm = new Alarm();
  const world = worldOf(file);
  listen(file, inbox);
  // Until the records say that it is open again it may be erased, with what it is about to read.
  let isKnownOpen = file.state.open;

  for (;;) {
    await takeIn(file, inbox);
    tick(file, now());
    const step = plan(file, now());
    describe(file);
    if (step.do === 'wait') {
      showInLists(file);
      const written = await recorder.write();
      if (written === 'overtaken' || !inbox.isEmpty) continue;
      if (workflowInfo().continueAsNewSuggested) {
        await carryOn(file, inbox);
        continue;
      }
      await alarm.wait(written === 'failed' ? soonest(step.next) : step.next, () => !inbox.isEmpty);
    } else if (step.do === 'finish') {
      showInLists(file);
      if (await closed(file, inbox, recorder)) return;
    } else {
      if (isAnswer(step)) comeToAnswer(file);
      if (WRITTEN_DOWN_FIRST.has(step.do) || !isKnownOpen) {
        if ((await recorder.write()) === 'overtaken') continue;
        isKnownOpen = true;
      }
      await perform(file, step, world);
    }
  }
}

function isAnswer(step: Step): boolean {
  return step.do === 'submit' || step.do === 'concede';
}

/** Always written down, for the records to say whether this run may still send it, and for a later one to know since when it may have been sent. */
function comeToAnswer(file: CaseFile): void {
  file.state.updatedAt = now();
  file.changed = true;
}

/** Goes on from the run before, else from the case's snapshot, else starts a case. */
async function open({ caseId, carried }: DisputeWorkflowInput): Promise<CaseFile> {
  if (carried !== undefined)
    return new CaseFile(
      upgraded(carried.state),
      upgradedPolicy(carried.policy),
      upgradedCapabilities(carried.capabilities),
      carried.unrecorded,
    );
  const provider = providerNamedIn(caseId);
  const { state, policy, capabilities } = await openCase.executeWithOptions({ summary: 'Load the case' }, [
    { caseId, provider },
  ]);
  const file = new CaseFile(
    state === null ? newCase(caseId, provider, policy.version, now()) : upgraded(state),
    upgradedPolicy(policy),
    upgradedCapabilities(capabilities),
  );
  if (state !== null) resumeFromRecords(file, now());
  return file;
}

/** An id that was mistyped by hand ends the run with a sentence, where any other error would have it tried for ever. */
function providerNamedIn(caseId: CaseId): ProviderName {
  try {
    return providerOf(caseId);
  } catch {
    throw ApplicationFailure.nonRetryable(
      'A case id begins with the name of a provider, as in whop:pay_1.',
      'BadCaseId',
    );
  }
}

async function takeIn(file: CaseFile, inbox: Inbox): Promise<void> {
  for (let arrival = inbox.next(); arrival !== undefined; arrival = inbox.next()) {
    switch (arrival.kind) {
      case 'event':
        takeEvent(file, arrival.event, now());
        break;
      case 'adopt':
        adopt(file, upgraded(arrival.from), now());
        break;
      case 'edit':
        await takeTypedEdit(file, arrival.edit);
        break;
      case 'news':
        takeRefundNews(file, arrival.news, now());
        break;
      case 'act':
        if (!arrival.isDone) arrival.repeat();
        break;
    }
  }
}

/** An edit typed into the Temporal UI: its words are kept in the store first, like all others. */
async function takeTypedEdit(file: CaseFile, { fields, ...rest }: TypedEdit): Promise<void> {
  try {
    const words = Object.entries(fields).flatMap(([name, text]) => (text === null ? [] : [{ name, text }]));
    const refs = await keepTexts(
      { caseId: file.state.id, provider: file.state.provider },
      words.map(({ text }) => text),
    );
    const kept = new Map(words.map(({ name }, index): [string, TextRef | undefined] => [name, refs[index]]));
    const request = {
      ...rest,
      fields: Object.fromEntries(Object.keys(fields).map((name) => [name, kept.get(name) ?? null])),
    };
    const refusal = refuseEdit(file, request);
    if (refusal === null) edit(file, request, now());
    else noteRefusal(file, 'editEvidence', rest.by, refusal.message, rest.disputeId);
  } catch {
    noteRefusal(
      file,
      'editEvidence',
      rest.by,
      'the store did not take the texts; send the edit again.',
      rest.disputeId,
    );
  }
}

function soonest(next: Moment | null): Moment {
  const at = plus(now(), RECORD_AGAIN);
  if (next !== null && next.at <= at) return next;
  return { at, why: 'Write down again what the store did not take' };
}

/** Ends the case unless something came in while that was being written down, or could not be written down. */
async function closed(file: CaseFile, inbox: Inbox, recorder: Recorder): Promise<boolean> {
  await condition(allHandlersFinished);
  if (file.state.open) {
    file.state.open = false;
    file.note(
      now(),
      'case_closed',
      CLOCK,
      file.state.movedTo === null
        ? 'Nothing more is expected: the case is closed.'
        : 'The case goes on elsewhere.',
    );
  }
  const written = await recorder.write();
  if (written === 'written' && inbox.isEmpty) return true;
  if (written === 'failed') await condition(() => !inbox.isEmpty, RECORD_AGAIN);
  return false;
}

async function carryOn(file: CaseFile, inbox: Inbox): Promise<void> {
  await condition(allHandlersFinished);
  if (!inbox.isEmpty) return;
  const { state, policy, capabilities, unrecorded } = file;
  await continueAsNew<typeof disputeWorkflow>({
    caseId: state.id,
    carried: { state, policy, capabilities, unrecorded },
  });
}
