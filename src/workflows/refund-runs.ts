import { continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { Millis } from '../domain/instant.ts';
import type { RefundPosition } from '../domain/refund-messages.ts';
import { recordRefund, tellCase } from './refund-calls.ts';
import type { RefundDesk } from './refund-desk.ts';
import type { refundWorkflow } from './refund.ts';

/** Before a call, or between two. */
export type Paying = Extract<RefundPosition, { kind: 'paying' }>;

/** After a call whose effect is not known. */
export type Settling = Extract<RefundPosition, { kind: 'settling' }>;

/** Waits between two tries; a run that has grown long then goes on as the next one. */
export async function rest(desk: RefundDesk, duration: Millis, at: RefundPosition): Promise<void> {
  await desk.pause(duration);
  await carryOn(desk, at);
}

/** Goes on as the next run when this one has grown long. */
export async function carryOn(desk: RefundDesk, at: RefundPosition): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested) return;
  const next = desk.carryOn(at);
  if (next !== null) await continueAsNew<typeof refundWorkflow>(next);
}

/** Writes it down and tells the case, when the case has not heard this yet. */
export async function write(desk: RefundDesk): Promise<void> {
  desk.show();
  await recordRefund(desk.refund);
  const news = desk.news();
  if (news !== null) await tellCase(desk.refund, news);
}
