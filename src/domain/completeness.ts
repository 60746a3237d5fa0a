import type { Dispute } from './case.ts';
import { fieldLimit, slotRule, type Capabilities, type Reason } from './provider.ts';

const NAME = ['customer_name'];
const MAIL = ['customer_email_address'];
const PRODUCT = ['product_description', 'item_description', 'itemized_receipt', 'invoice'];
const USED = [
  'access_activity_log',
  'customer_communication_attachment',
  'customer_communication',
  'ip_logins',
  'correspondence',
];
const DELIVERED = ['shipping_documentation', 'service_documentation', 'tracking', ...USED];
const REFUND_POLICY = [
  'refund_policy_disclosure',
  'refund_policy_attachment',
  'refund_policy',
  'return_policy',
];
const CANCELLATION_POLICY = [
  'cancellation_policy_disclosure',
  'cancellation_policy_attachment',
  'cancellation_policy',
  'cancelation_request',
  'contract',
  'signed_contract',
];
const NOTES = ['notes', 'uncategorized_attachment', 'uncategorized_text', 'uncategorized_file'];
/** The written statement a provider wants with every answer. Source: seed 002. */
const STATEMENT = ['explanation'];

/**
 * What an answer to each complaint needs, as the networks ask for it (the evidence tables of seeds 000, 002 and 003; the reasons' own rules). Each entry
 * is met by any one of its names: a text field or a file slot.
 */
const NEEDED: Readonly<Record<Reason, readonly (readonly string[])[]>> = {
  fraudulent: [NAME, MAIL, PRODUCT, USED, STATEMENT],
  unrecognized: [NAME, MAIL, PRODUCT, STATEMENT],
  not_received: [PRODUCT, ['service_date', 'shipping_date'], DELIVERED, STATEMENT],
  not_as_described: [PRODUCT, REFUND_POLICY, STATEMENT],
  cancelled: [PRODUCT, CANCELLATION_POLICY, STATEMENT],
  credit_not_processed: [
    [...REFUND_POLICY, 'proof_of_credit'],
    ['refund_refusal_explanation', 'explanation'],
  ],
  duplicate: [
    PRODUCT,
    ['duplicate_charge_explanation', 'duplicate_charge_documentation', ...NOTES],
    STATEMENT,
  ],
  processing: [PRODUCT, NOTES, STATEMENT],
  other: [PRODUCT, NOTES, STATEMENT],
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
