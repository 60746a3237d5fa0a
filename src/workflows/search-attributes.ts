import { defineSearchAttributeKey } from '@temporalio/common';

/** What cases can be searched by in Temporal. Visible to everybody who may list workflows and never encrypted: ids only, no personal data. */
export const PROVIDER = defineSearchAttributeKey('Provider', 'KEYWORD');
export const MERCHANT_ID = defineSearchAttributeKey('MerchantId', 'KEYWORD');
export const PAYMENT_ID = defineSearchAttributeKey('PaymentId', 'KEYWORD');
export const DISPUTE_STAGE = defineSearchAttributeKey('DisputeStage', 'KEYWORD');
export const DISPUTE_STATUS = defineSearchAttributeKey('DisputeStatus', 'KEYWORD');
export const DISPUTE_REASON = defineSearchAttributeKey('DisputeReason', 'KEYWORD');
export const RESPONSE_DEADLINE = defineSearchAttributeKey('ResponseDeadline', 'DATETIME');

/** All of them, as a namespace must know them. */
export const SEARCH_ATTRIBUTES = [
  PROVIDER,
  MERCHANT_ID,
  PAYMENT_ID,
  DISPUTE_STAGE,
  DISPUTE_STATUS,
  DISPUTE_REASON,
  RESPONSE_DEADLINE,
];
