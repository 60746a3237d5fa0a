import { OURSELVES, type CaseFile } from '../domain/case-file.ts';
import type { Dispute, PreventiveRefund } from '../domain/case.ts';
import { SECOND, plus } from '../domain/instant.ts';
import type { CaseId } from '../domain/names.ts';
import type { Step } from '../domain/plan.ts';
import { takeRefundNews } from '../domain/prevention.ts';
import { readRequest, takeReadFailure, takeReadResult } from '../domain/reads.ts';
import type { RefundNews } from '../domain/refund.ts';
import { answer, prepare, settle, stage, upload } from './answer-steps.ts';
import type { World } from './world.ts';

/** A step that calls somebody. */
export type CallingStep = Exclude<Step, { do: 'wait' | 'finish' }>;

/** Carries out one step and brings the case up to what came of it. Never throws for what a provider does. */
export async function perform(file: CaseFile, step: CallingStep, world: World): Promise<void> {
  switch (step.do) {
    case 'read':
      return await read(file, world);
    case 'stage':
      return await stage(file, step.dispute, world);
    case 'upload':
      return await upload(file, step.dispute, step.fileId, world);
    case 'prepare':
      return await prepare(file, step.dispute, world);
    case 'submit':
    case 'concede':
      return await answer(file, step.dispute, world);
    case 'settle':
      return await settle(file, step.dispute, world);
    case 'request_refund':
      return await requestRefund(file, step.dispute, step.refund, world);
    case 'hand_over':
      return await handOver(file, step.to, world);
  }
}

async function read(file: CaseFile, world: World): Promise<void> {
  try {
    takeReadResult(file, await world.readAll(readRequest(file)), world.now());
  } catch (error) {
    takeReadFailure(file, [world.failureOf(error)], world.now());
  }
}

/** The reservation under its key comes first, so that repeating this asks for nothing twice. */
async function requestRefund(
  file: CaseFile,
  dispute: Dispute,
  refund: PreventiveRefund,
  world: World,
): Promise<void> {
  const { id, provider, paymentId } = file.state;
  const { decision } = dispute;
  if (paymentId === null || decision === null) {
    refund.requested = true;
    return;
  }
  const request = {
    id: refund.id,
    provider,
    paymentId,
    key: refund.key,
    asked: null,
    reason: decision.note,
    by: decision.by,
    caseId: id,
    requestedAt: world.now(),
  };
  try {
    const taken = await world.askForRefund(request);
    refund.requested = true;
    if (!taken) return takeRefundNews(file, keyTaken(refund), world.now());
    file.note(world.now(), 'refund_requested', OURSELVES, 'The refund is in the line of its payment.', {
      dispute,
      data: { refund_id: refund.id },
    });
  } catch {
    refund.notBefore = plus(world.now(), 30 * SECOND);
  }
}

function keyTaken({ id }: PreventiveRefund): RefundNews {
  const message = 'Its idempotency key was used for another refund of this payment.';
  return { refundId: id, status: 'failed', amount: null, failure: { code: 'refused', message } };
}

async function handOver(file: CaseFile, to: CaseId, world: World): Promise<void> {
  await world.handOver(to);
  file.state.movedTo = to;
  file.note(world.now(), 'handed_over', OURSELVES, 'The payment became known; the case goes on there.', {
    data: { to },
  });
}
