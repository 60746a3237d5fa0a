import { type Instant, MINUTE } from '../domain/instant.ts';
import type { ProviderFailure } from '../domain/reads.ts';
import { READ_LAG, WATCH, beforeLook, beforeRetry, followAgain } from '../domain/refund-course.ts';
import type { RefundPosition, RefundWorkflowInput } from '../domain/refund-messages.ts';
import { judge } from '../domain/refund-verdict.ts';
import { lagsBehind, maybeThisOne, refuseRefund, remaining } from '../domain/refund-ledger.ts';
import {
  isAccountedFor,
  type Refund,
  type RefundBaseline,
  type RefundCalls,
  type RefundFailure,
  type RefundOutset,
  takeRefundReading,
} from '../domain/refund.ts';
import { now } from './alarm.ts';
import { failureOf, queued } from './calls.ts';
import { call, ledger } from './refund-world.ts';
import { readBaseline, recordRefund } from './refund-calls.ts';
import { RefundDesk } from './refund-desk.ts';
import { refundEvent, refundSettled, refundState, resolveRefund } from './refund-messages.ts';
import { type Paying, type Settling, carryOn, rest, write } from './refund-runs.ts';
import { conclude, look, settle } from './refund-settling.ts';
import { getExternalWorkflowHandle, setHandler, workflowInfo } from '@temporalio/workflow';

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

  const at = input.carried?.at ?? beginning(input.refund);
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

/** Where a run begins that nothing was carried over to; one whose refund is known at the provider already was made anew. */
function beginning({ providerRefundId, settledAt }: Refund): RefundPosition {
  return providerRefundId === null ? BEGINNING : { kind: 'following', settledAt: settledAt ?? now() };
}

/** How soon to read again whether a refund is still listed that may be the one asked for. */
const LOOK_AT_UNKNOWN = 10 * MINUTE;

const BEGINNING: Paying = { kind: 'paying', first: null, declined: 0, failures: 0 };

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
    const { before, record, ownIds } = await outset(desk, { kind: 'paying', first, declined, failures });
    failures = 0;
    // The records may know more than a workflow from an older back-up does: what is settled there stays so.
    if (record !== null && isAccountedFor(record)) return desk.takeOver(record);
    const lost = sentUnknown(desk, before);
    if (lost !== null) {
      const settled = await settle(desk, lost.first, lost.amount, { kind: 'in_doubt', timedOut: true });
      if (settled === 'settled') return;
      first = settled === 'not_done_by_person' ? null : lost.first;
      continue;
    }
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
    const unknown = maybeThisOne(desk.refund, before.ledger, ownIds).map(({ id }) => id);
    if (unknown.length > 0) {
      desk.unknown(before.ledger, unknown);
      await write(desk);
      await rest(desk, LOOK_AT_UNKNOWN, { kind: 'paying', first, declined, failures });
      if (desk.takeResolution() === 'done') return;
      continue;
    }
    desk.clear();
    const refused = refuseRefund(desk.refund.asked, before.ledger);
    const amount = desk.refund.asked ?? remaining(before.ledger);
    if (refused !== null) return desk.fail(refused);
    if (amount === null) return desk.fail(NO_AMOUNT);
    desk.begin(amount, before.ledger);
    await recordRefund(desk.refund);

    const outcome = await call(desk.refund, amount, { known: desk.calls, first: first ?? before });
    if (outcome.kind !== 'not_sent') desk.calls += 1;
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

/**
 * Calls that were sent by a run this one knows nothing of: Temporal's state was lost, or comes from an older back-up. What they came to is found out
 * before any other is sent.
 */
function sentUnknown(desk: RefundDesk, { calls }: RefundBaseline): RefundCalls | null {
  if (!calls || calls.sent <= desk.calls) return null;
  desk.calls = calls.sent;
  desk.begin(calls.amount, calls.first.ledger);
  return calls;
}

/** The provider will not have it, now or later. */
function isFinalRefusal({ kind }: ProviderFailure): boolean {
  return kind === 'refused' || kind === 'not_found';
}

/**
 * The payment as it stands before a call. Read until it can be, and until the read shows all that is known to be: nothing was sent yet, so nothing is
 * lost by waiting. A read that still shows less after that is not lagging, and is taken for what it is.
 */
async function outset(desk: RefundDesk, at: Paying): Promise<RefundOutset> {
  const { id, provider, paymentId } = desk.refund;
  const patience = Date.now() + READ_LAG;
  for (let { failures } = at; ;) {
    try {
      const summary = 'Baseline: the payment and its refunds';
      const found = await readBaseline.executeWithOptions(queued(provider, summary), [
        provider,
        paymentId,
        id,
      ]);
      if (!lagsBehind(found.before) || Date.now() >= patience) {
        desk.readable(found.before.ledger);
        return found;
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
