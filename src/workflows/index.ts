export { disputeWorkflow } from './dispute.ts';
