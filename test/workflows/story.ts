import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseState, Dispute, TimelineEntry } from '../../src/domain/case.ts';
import { CAPABILITIES } from '../setup/capabilities.ts';
import { disputeOf } from '../setup/case-views.ts';
import type { Desk } from '../setup/desk.ts';

/** A case that has begun. */
export interface Story {
  readonly caseId: string;
  readonly disputeId: string;
  /** The scenario's run at the sandbox. */
  readonly run: string;
}

/** Starts a scenario that opens a dispute, and waits until its draft is filled from the provider and the payment, where these can be read. */
export async function opened(desk: Desk, scenario: string, more: object = {}): Promise<Story> {
  const { id, provider, payment_id, dispute_ids } = await desk.scenario(scenario, more);
  const disputeId = dispute_ids[0] ?? '';
  const caseId = `${provider}:${payment_id}`;
  await desk.until(caseId, 'prefilled', (state) => isPrefilled(state, disputeId));
  return { caseId, disputeId, run: id };
}

function isPrefilled(state: CaseState, disputeId: string): boolean {
  const dispute = state.disputes.find(({ id }) => id === disputeId);
  if (dispute === undefined) return false;
  return !CAPABILITIES[state.provider].read || (dispute.held !== null && dispute.prefilled);
}

/** Waits until a dispute's one answer is given. */
export async function submitted(desk: Desk, { caseId, disputeId }: Story): Promise<Dispute> {
  const state = await desk.until(
    caseId,
    'submitted',
    (s) => disputeOf(s, disputeId).submission?.step === 'done',
  );
  return disputeOf(state, disputeId);
}

/** Waits until a dispute is ruled so. */
export async function ruled(desk: Desk, { caseId, disputeId }: Story, outcome: string): Promise<Dispute> {
  const state = await desk.until(caseId, outcome, (s) => disputeOf(s, disputeId).ruling?.outcome === outcome);
  return disputeOf(state, disputeId);
}

/** Waits until the case is closed and its workflow has ended. */
export async function closed(desk: Desk, caseId: string): Promise<CaseState> {
  const state = await desk.until(caseId, 'closed', ({ open }) => !open);
  await desk.handleOf(caseId).result();
  return state;
}

/** How often something stands in the time line. */
export async function countOf(desk: Desk, caseId: string, kind: string): Promise<number> {
  return (await desk.timelineOf(caseId)).filter((entry) => entry.kind === kind).length;
}

/** Waits until something stands in the time line so often; answers with the last of it. */
export async function noted(desk: Desk, caseId: string, kind: string, times = 1): Promise<TimelineEntry> {
  return await eventually(async () => {
    const entries = (await desk.timelineOf(caseId)).filter((entry) => entry.kind === kind);
    const last = entries.at(-1);
    if (entries.length < times || last === undefined)
      throw new Error(`${caseId}: ${kind} stands there ${entries.length} times, not ${times}`);
    return last;
  });
}

/** Waits until the provider was called so often about an object. */
export async function called(desk: Desk, route: string, id: string, times = 1): Promise<void> {
  await eventually(async () => {
    const calls = await desk.calls(route, id);
    if (calls.length < times) throw new Error(`${route} ${id}: ${calls.length} calls, not ${times}`);
  });
}

/** Waits until that many webhooks about an object were sent. */
export async function webhooksSent(desk: Desk, id: string, times: number): Promise<void> {
  await eventually(async () => {
    const sent = await desk.effects('webhook_sent', id);
    if (sent.length < times) throw new Error(`${id}: ${sent.length} webhooks sent, not ${times}`);
  });
}

/** Tries until it does not throw. A busy machine is slow; what is right comes in the end. */
export async function eventually<T>(look: () => Promise<T>): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(50);
    }
  }
}
