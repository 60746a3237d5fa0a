import { caseWorkflowId } from '../../src/domain/names.ts';
import { refundsWorkflowId, refundWorkflowId } from '../../src/domain/refund-messages.ts';
import type { Desk } from '../setup/desk.ts';

/** Plays one story on a desk whose quiet period is two days, and whose policy refunds alerts up to 20 dollars. */
export type Play = (desk: Desk) => Promise<Kept>;

/** The workflows of a story whose histories are worth keeping, by their ids. */
export interface Kept {
  /** The one the story is about. */
  readonly main: string;
  /** Others, by what is added to the story's name. */
  readonly others: Readonly<Record<string, string>>;
}

export function aCase(caseId: string, others: Kept['others'] = {}): Kept {
  return { main: caseWorkflowId(caseId), others };
}

export function aRefund(refundId: string, others: Kept['others'] = {}): Kept {
  return { main: refundWorkflowId(refundId), others };
}

/** The line in which a payment's refunds wait for their turn. */
export function aLine(paymentId: string, others: Kept['others'] = {}): Kept {
  return { main: refundsWorkflowId('whop', paymentId), others };
}
