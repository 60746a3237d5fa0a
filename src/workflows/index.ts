export { disputeWorkflow } from './dispute.ts';
export { reconcileWorkflow } from './reconcile.ts';
export { refundWorkflow } from './refund.ts';
export { refundsWorkflow } from './refunds.ts';
