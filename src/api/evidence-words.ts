/** A text field or file slot in words, and whether its text is a long one. */
export interface EvidenceWords {
  readonly label: string;
  readonly lines?: 'many';
}

/**
 * Every field and slot of every provider in words, in the order a person fills them in. Sources: the tables of evidence of seeds 000, 002 and 003.
 */
const WORDS: Readonly<Record<string, EvidenceWords>> = {
  explanation: { label: 'Your statement', lines: 'many' },
  product_description: { label: 'What was sold', lines: 'many' },
  customer_name: { label: "Customer's name" },
  customer_email_address: { label: "Customer's mail address" },
  customer_purchase_ip: { label: 'Network address at the purchase' },
  billing_address: { label: 'Billing address' },
  service_date: { label: 'Date of service' },
  access_activity_log: { label: 'Log of use', lines: 'many' },
  shipping_address: { label: 'Shipping address' },
  shipping_carrier: { label: 'Carrier' },
  shipping_date: { label: 'Date of shipping' },
  shipping_tracking_number: { label: 'Tracking number' },
  refund_policy_disclosure: { label: 'How the refund policy was shown', lines: 'many' },
  refund_refusal_explanation: { label: 'Why no refund was made', lines: 'many' },
  cancellation_policy_disclosure: { label: 'How the cancellation policy was shown', lines: 'many' },
  cancellation_rebuttal: { label: 'Why it was not cancelled', lines: 'many' },
  duplicate_charge_explanation: { label: 'Why both charges stand', lines: 'many' },
  duplicate_charge_id: { label: 'Id of the other charge' },
  notes: { label: 'Notes', lines: 'many' },
  uncategorized_text: { label: 'Anything else', lines: 'many' },

  customer_communication_attachment: { label: 'Messages with the customer' },
  customer_communication: { label: 'Messages with the customer' },
  correspondence: { label: 'Messages with the customer' },
  receipt: { label: 'Receipt' },
  itemized_receipt: { label: 'Itemised receipt' },
  invoice: { label: 'Invoice' },
  item_description: { label: 'Description of the item before the purchase' },
  ip_logins: { label: "Log-ins with the customer's network address" },
  service_documentation: { label: 'Proof of service' },
  shipping_documentation: { label: 'Proof of shipping' },
  tracking: { label: 'Proof of delivery with the tracking number' },
  customer_signature: { label: "Customer's signature" },
  contract: { label: 'Contract' },
  signed_contract: { label: 'Contract signed by the customer' },
  refund_policy_attachment: { label: 'Refund policy' },
  refund_policy: { label: 'Refund policy' },
  return_policy: { label: 'Return policy' },
  proof_of_credit: { label: 'Proof of a refund already made' },
  cancellation_policy_attachment: { label: 'Cancellation policy' },
  cancellation_policy: { label: 'Cancellation policy' },
  cancelation_request: { label: "Customer's request to cancel, and what came of it" },
  duplicate_charge_documentation: { label: 'Proof that both charges stand' },
  uncategorized_attachment: { label: 'Any other document' },
  uncategorized_file: { label: 'Any other document' },
};

const ORDER: readonly string[] = Object.keys(WORDS);

/** A field or slot in words; one that is new here in its own. */
export function evidenceWords(name: string): EvidenceWords {
  return (Object.hasOwn(WORDS, name) ? WORDS[name] : undefined) ?? { label: name.replaceAll('_', ' ') };
}

/** Puts fields or slots into the order a person fills them in; those that are new here come last. */
export function inOrder<T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] {
  const place = (item: T) => {
    const at = ORDER.indexOf(nameOf(item));
    return at === -1 ? ORDER.length : at;
  };
  return items.toSorted((a, b) => place(a) - place(b));
}
