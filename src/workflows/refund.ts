import { continueAsNew, getExternalWorkflowHandle, setHandler, workflowInfo } from '@temporalio/workflow';
import { HOUR, type Instant, type Millis } from '../domain/instant.ts';
import type { Money } from '../domain/money.ts';
import type { ProviderFailure } from '../domain/reads.ts';
import {
  beforeLook,
  beforeRetry,
  followAgain,
  READ_LAG,
  WATCH,
  WATCH_AFTER_TIME_OUT,
} from '../domain/refund-course.ts';
import type { RefundPosition, RefundWorkflowInput } from '../domain/refund-messages.ts';
import {
  lagsBehind,
  refuseRefund,
  remaining,
  takeRefundReading,
  type Refund,
  type RefundBaseline,
  type RefundFailure,
  type RefundLedger,
} from '../domain/refund.ts';
import { judge, type Verdict } from '../domain/refund-verdict.ts';
import { now } from './alarm.ts';
import { failureOf, outcomeOf, queued, queuedFirst } from './calls.ts';
import { readBaseline, readRefunds, recordRefund, sendRefund, tellCase } from './refund-calls.ts';
import { RefundDesk } from './refund-desk.ts';
import { refundEvent, refundSettled, refundState, resolveRefund } from './refund-messages.ts';

/**
 * One refund, paid at most once. It reads the payment, refuses what cannot be, sends the call once, and believes only the provider's records about
 * what came of it. Then it lets the next refund of the payment begin, and follows its own to the bank reference.
 */
export async function refundWorkflow(input: RefundWorkflowInput): Promise<Refund> {
  const desk = new RefundDesk(input);
  setHandler(refundState, () => desk.refund);
  setHandler(refundEvent, () => desk.wake());
  setHandler(resolveRefund, (resolution) => desk.resolve(resolution), {
    validator: (_resolution) => desk.refuseResolution(),
  });

  const at = input.carried?.at ?? BEGINNING;
  if (at.kind === 'following') await follow(desk, at.settledAt);
  else {
    await pay(desk, at);
    const settledAt = now();
    await write(desk);
    await lineMovesOn(desk.refund.id);
    await follow(desk, settledAt);
  }
  return desk.refund;
}

const BEGINNING: Paying = { kind: 'paying', first: null, declined: 0, failures: 0 };
type Paying = Extract<RefundPosition, { kind: 'paying' }>;
type Settling = Extract<RefundPosition, { kind: 'settling' }>;

/** Waits between two tries; a run that has grown long then goes on as the next one. */
async function rest(desk: RefundDesk, duration: Millis, at: RefundPosition): Promise<void> {
  await desk.pause(duration);
  await carryOn(desk, at);
}

async function carryOn(desk: RefundDesk, at: RefundPosition): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested) return;
  const next = desk.carryOn(at);
  if (next !== null) await continueAsNew<typeof refundWorkflow>(next);
}

/** Until it is known whether the money moved. */
async function pay(desk: RefundDesk, at: Paying | Settling): Promise<void> {
  let { first }: { first: RefundBaseline | null } = at;
  if (at.kind === 'settling') {
    const settled = await conclude(desk, at, await look(desk, at.first, at.amount));
    if (settled === 'settled') return;
    if (settled === 'not_done_by_person') first = null;
  }
  let { declined, failures } = at.kind === 'paying' ? at : BEGINNING;
  for (;;) {
    const before = await baseline(desk, { kind: 'paying', first, declined, failures });
    failures = 0;
    if (first !== null && desk.refund.amount !== null) {
      const late = judge(first, before.ledger, desk.refund.amount);
      if (late.kind !== 'unchanged') {
        // The call before did leave a trace after all: no other is sent while that is not understood.
        const settled = await settle(desk, first, desk.refund.amount, { kind: 'in_doubt', timedOut: false });
        if (settled === 'settled') return;
        if (settled === 'not_done_by_person') first = null;
        continue;
      }
    }
    const refused = refuseRefund(desk.refund.asked, before.ledger);
    const amount = desk.refund.asked ?? remaining(before.ledger);
    if (refused !== null) return desk.fail(refused);
    if (amount === null) return desk.fail(NO_AMOUNT);
    desk.begin(amount, before.ledger);
    await recordRefund(desk.refund);

    const outcome = await call(desk.refund, amount);
    if (outcome.kind === 'declined' && isFinalRefusal(outcome.failure)) {
      // After a call that was in doubt, that one may be what leaves nothing to refund: its trace is looked for as long as after a time-out.
      const late =
        first !== null && (await settle(desk, first, amount, { kind: 'in_doubt', timedOut: true }));
      return late === 'settled' ? undefined : desk.fail(await refusedBy(desk, outcome.failure));
    }
    if (outcome.kind === 'declined' || outcome.kind === 'not_sent') {
      declined += 1;
      if (outcome.kind === 'declined') desk.callDeclined(outcome.failure);
      await write(desk);
      const asked = outcome.kind === 'declined' ? outcome.failure.retryAfter : null;
      await rest(desk, beforeRetry(declined, asked), { kind: 'paying', first, declined, failures });
      continue;
    }
    first ??= before;
    const settled = await settle(desk, first, amount, outcome);
    if (settled === 'settled') return;
    if (settled === 'not_done_by_person') first = null;
  }
}

/** The provider will not have it, now or later. */
function isFinalRefusal({ kind }: ProviderFailure): boolean {
  return kind === 'refused' || kind === 'not_found';
}

type Settled = 'settled' | 'not_done' | 'not_done_by_person';

/** What the provider's records said when the watch after a call was over. */
type Watched = Verdict | { readonly kind: 'unread'; readonly failure: ProviderFailure };

/**
 * Finds out what came of a call. Unchanged to the end of the watch means not done, unless the provider had said it was; records that do not tell wait
 * for a person, and are read on meanwhile in case they come round. Records that do tell come before a person's word, and that before "unchanged".
 */
async function settle(
  desk: RefundDesk,
  before: RefundBaseline,
  amount: Money,
  outcome: CallOutcome,
): Promise<Settled> {
  const answered = outcome.kind === 'answered';
  const long = answered || (outcome.kind === 'in_doubt' && outcome.timedOut);
  const watched = await watch(desk, before, amount, long ? WATCH_AFTER_TIME_OUT : WATCH);
  return await conclude(desk, { kind: 'settling', first: before, amount, answered, looks: 1 }, watched);
}

/** Reads on, ever more rarely, until the records tell or a person does. */
async function conclude(desk: RefundDesk, at: Settling, seen: Watched): Promise<Settled> {
  const { first, amount, answered } = at;
  let watched = seen;
  for (let { looks } = at; ; looks += 1) {
    if (watched.kind === 'ours') {
      desk.settle(watched.refund);
      return 'settled';
    }
    const resolution = desk.takeResolution();
    if (resolution !== null) return resolution === 'done' ? 'settled' : 'not_done_by_person';
    if (watched.kind === 'unchanged' && !answered) {
      desk.clear();
      return 'not_done';
    }
    desk.doubt(doubtIn(watched));
    await write(desk);
    await rest(desk, Math.min(HOUR, beforeRetry(looks, null) * 12), { ...at, looks: looks + 1 });
    watched = await look(desk, first, amount);
  }
}

/** Reads the provider's records until they show the refund as ours, or the watch is over. */
async function watch(
  desk: RefundDesk,
  before: RefundBaseline,
  amount: Money,
  lasting: Millis,
): Promise<Watched> {
  const end = Date.now() + lasting;
  for (let n = 0; ; n += 1) {
    await desk.pause(beforeLook(n, lasting));
    const over = Date.now() >= end;
    const watched = await look(desk, before, amount);
    if (watched.kind === 'ours' || over) return watched;
  }
}

async function look(desk: RefundDesk, before: RefundBaseline, amount: Money): Promise<Watched> {
  const result = await ledger(desk.refund);
  if ('failure' in result) return { kind: 'unread', failure: result.failure };
  desk.after = result.read;
  return judge(before, result.read, amount);
}

function doubtIn(watched: Exclude<Watched, { kind: 'ours' }>): string {
  switch (watched.kind) {
    case 'unchanged':
      return 'the provider said it was made, and its records do not show it';
    case 'unclear':
      return watched.why;
    case 'unread':
      return `the provider cannot be read: ${watched.failure.message}`;
  }
}

/**
 * The payment as it stands before a call. Read until it can be, and until the read shows all that is known to be: nothing was sent yet, so nothing is
 * lost by waiting. A read that still shows less after that is not lagging, and is taken for what it is.
 */
async function baseline(desk: RefundDesk, at: Paying): Promise<RefundBaseline> {
  const { provider, paymentId } = desk.refund;
  const patience = Date.now() + READ_LAG;
  for (let { failures } = at; ;) {
    try {
      const summary = 'Baseline: the payment and its refunds';
      const before = await readBaseline.executeWithOptions(queued(provider, summary), [provider, paymentId]);
      if (!lagsBehind(before) || Date.now() >= patience) {
        desk.readable(before.ledger);
        return before;
      }
      await desk.pause(beforeLook(1, WATCH));
    } catch (error) {
      failures += 1;
      const failure = failureOf(error);
      desk.unreadable(failure, failures);
      await write(desk);
      await rest(desk, beforeRetry(failures, failure.retryAfter), { ...at, failures });
    }
  }
}

async function ledger(
  refund: Refund,
): Promise<{ readonly read: RefundLedger } | { readonly failure: ProviderFailure }> {
  try {
    const summary = 'Read the payment and its refunds';
    return {
      read: await readRefunds.executeWithOptions(queued(refund.provider, summary), [
        refund.provider,
        refund.paymentId,
      ]),
    };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

type CallOutcome =
  { readonly kind: 'answered' } | Exclude<ReturnType<typeof outcomeOf>, { kind: 'answered' }>;

async function call({ id, provider, paymentId, reason }: Refund, amount: Money): Promise<CallOutcome> {
  try {
    const summary = `Refund ${amount.amount} ${amount.currency}`;
    await sendRefund.executeWithOptions(queuedFirst(provider, summary), [
      provider,
      { paymentId, amount, idempotencyKey: id, reason },
    ]);
    return { kind: 'answered' };
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome.kind === 'answered') throw error;
    return outcome;
  }
}

/** Follows it to its end, and on to the bank reference, which comes days later. */
async function follow(desk: RefundDesk, settledAt: Instant): Promise<void> {
  const { refund } = desk;
  for (;;) {
    const wait = followAgain(refund, settledAt, now());
    if (wait === null || refund.providerRefundId === null) return;
    await carryOn(desk, { kind: 'following', settledAt });
    const woken = await desk.pause(wait);
    const result = await ledger(refund);
    if ('failure' in result) continue;
    const reading = result.read.refunds.find(({ id }) => id === refund.providerRefundId);
    if (reading === undefined) continue;
    const before = JSON.stringify({ ...refund, updatedAt: null });
    takeRefundReading(refund, reading, now());
    // What woke it also wrote down how the refund stands, perhaps by an older read than this one.
    if (woken || JSON.stringify({ ...refund, updatedAt: null }) !== before) await write(desk);
  }
}

/** Writes it down and tells the case, when the case has not heard this yet. */
async function write(desk: RefundDesk): Promise<void> {
  desk.show();
  await recordRefund(desk.refund);
  const news = desk.news();
  if (news !== null) await tellCase(desk.refund, news);
}

/** The next refund of the payment may begin. Without a line (started by hand) nobody waits. */
async function lineMovesOn(refundId: string): Promise<void> {
  const { parent } = workflowInfo();
  if (parent === undefined) return;
  await getExternalWorkflowHandle(parent.workflowId)
    .signal(refundSettled, refundId)
    .catch(() => undefined);
}

const NO_AMOUNT: RefundFailure = {
  code: 'refused',
  message: 'The provider does not say how much remains: ask for an amount.',
};

/** The provider's sentence stands; a dispute it knows of by now gives the reason its name. */
async function refusedBy(desk: RefundDesk, failure: ProviderFailure): Promise<RefundFailure> {
  const after = await ledger(desk.refund);
  const disputed = 'read' in after && after.read.disputed !== null;
  return { code: disputed ? 'disputed' : 'refused', message: failure.message };
}
