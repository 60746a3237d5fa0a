import { HOUR, instant, millis, MINUTE, type Millis } from '../../domain/instant.ts';
import { moveRefund, type RefundTransitionName } from './refund-transitions.ts';
import { whopRuns } from './runs.ts';
import type { Refund, WhopStandIn } from './whop.ts';

/** Refunds older than this have been seen through, or were overtaken by something people did. */
const LONGEST_COURSE = 24 * HOUR;

/** Sees the refunds of the demo's own payments through: the money after a minute, the bank reference, days later in life, a little after that. */
export function moveRefundsOn(whop: WhopStandIn, now: Millis): void {
  for (const refund of whop.documents.list('refunds', { createdAfter: instant(now - LONGEST_COURSE) })) {
    const next = nextMove(refund, now - millis(refund.created_at));
    if (next !== null && isOfDemo(whop, refund)) moveRefund(whop, refund, next);
  }
}

function nextMove({ status, reference_status }: Refund, age: Millis): RefundTransitionName | null {
  if (status === 'pending' && age > MINUTE) return 'succeed';
  if (status === 'succeeded' && reference_status === 'pending' && age > 4 * MINUTE) return 'add_reference';
  return null;
}

function isOfDemo(whop: WhopStandIn, { payment }: Refund): boolean {
  return payment !== null && whopRuns(whop).find(payment.id)?.opened_by === 'demo';
}
