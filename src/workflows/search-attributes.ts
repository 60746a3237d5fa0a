import { defineSearchAttributeKey, type SearchAttributeUpdatePair } from '@temporalio/common';
import type { CaseState } from '../domain/case.ts';
import type { CaseSummary } from '../domain/summary.ts';

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

/** What a case is found by while it stands so. */
export function caseAttributes(
  { provider, merchantId, paymentId }: Pick<CaseState, 'provider' | 'merchantId' | 'paymentId'>,
  { stage, status, reason, respondBy }: CaseStanding,
): readonly SearchAttributeUpdatePair[] {
  return [
    { key: PROVIDER, value: provider },
    { key: MERCHANT_ID, value: merchantId },
    { key: PAYMENT_ID, value: paymentId },
    { key: DISPUTE_STAGE, value: stage },
    { key: DISPUTE_STATUS, value: status },
    { key: DISPUTE_REASON, value: reason },
    { key: RESPONSE_DEADLINE, value: respondBy === null ? null : new Date(respondBy) },
  ];
}

/** How a case stands, in what lists of workflows know of it. */
export type CaseStanding = Pick<CaseSummary, 'stage' | 'status' | 'reason' | 'respondBy'>;
