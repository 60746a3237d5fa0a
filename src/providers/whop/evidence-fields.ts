/** The ten texts of a Whop dispute's evidence. Source: SDK `resources/disputes.ts`. */
export const EVIDENCE_TEXTS = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy_disclosure',
  'customer_email_address',
  'customer_name',
  'notes',
  'product_description',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
] as const;

/** Its four attachments. Source: as above. */
export const EVIDENCE_SLOTS = [
  'cancellation_policy_attachment',
  'customer_communication_attachment',
  'refund_policy_attachment',
  'uncategorized_attachment',
] as const;
