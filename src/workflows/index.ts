export { disputeWorkflow } from './dispute.ts';
export { refundWorkflow } from './refund.ts';
export { refundsWorkflow } from './refunds.ts';
