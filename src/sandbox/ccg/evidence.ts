/** Stripe's 27 evidence fields, in the order of seed 003. */
const FIELDS = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_communication',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'customer_signature',
  'duplicate_charge_documentation',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'receipt',
  'refund_policy',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'service_documentation',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_documentation',
  'shipping_tracking_number',
  'uncategorized_file',
  'uncategorized_text',
];

/** What CCG knows by itself of the customer, who is made up; the rest is for the merchant to say. */
export function emptyEvidence(): Readonly<Record<string, string | null>> {
  return {
    ...Object.fromEntries(FIELDS.map((field) => [field, null])),
    billing_address: 'CH',
    customer_email_address: 'rosa.imhof@example.com',
    customer_name: 'Rosa Imhof',
  };
}
