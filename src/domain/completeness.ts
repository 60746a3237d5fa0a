import type { Dispute } from './case.ts';
import { fieldLimit, slotRule, type Capabilities, type Reason } from './provider.ts';

/**
 * What an answer to each complaint needs, as the networks ask for it (seed 000's evidence table; the reasons' own rules). Each entry is met by any
 * one of its names: a text field or a file slot.
 */
const NEEDED: Readonly<Record<Reason, readonly (readonly string[])[]>> = {
  fraudulent: [
    ['customer_name'],
    ['customer_email_address'],
    ['product_description'],
    ['access_activity_log', 'customer_communication_attachment'],
  ],
  unrecognized: [['customer_name'], ['customer_email_address'], ['product_description']],
  not_received: [
    ['product_description'],
    ['service_date'],
    ['access_activity_log', 'customer_communication_attachment'],
  ],
  not_as_described: [['product_description'], ['refund_policy_disclosure', 'refund_policy_attachment']],
  cancelled: [['product_description'], ['cancellation_policy_disclosure', 'cancellation_policy_attachment']],
  credit_not_processed: [
    ['refund_policy_disclosure', 'refund_policy_attachment'],
    ['refund_refusal_explanation'],
  ],
  duplicate: [['product_description'], ['notes', 'uncategorized_attachment']],
  processing: [['product_description'], ['notes', 'uncategorized_attachment']],
  other: [['product_description'], ['notes', 'uncategorized_attachment']],
};

/**
 * What this dispute's answer still lacks, each as the names that would fill it. Names the provider does not take are not asked for; empty means
 * complete.
 */
export function missingEvidence(
  dispute: Dispute,
  capabilities: Capabilities,
): readonly (readonly string[])[] {
  const takes = (name: string) =>
    fieldLimit(capabilities, name) !== null || slotRule(capabilities, name) !== null;
  const filled = new Set([
    ...Object.keys(dispute.draft.fields),
    ...dispute.draft.files.map(({ slot }) => slot),
  ]);
  return NEEDED[dispute.reason ?? 'other']
    .map((names) => names.filter(takes))
    .filter((names) => names.length > 0 && !names.some((name) => filled.has(name)));
}
