import { HOUR, SECOND } from '../../domain/instant.ts';
import type { Capabilities, SlotRule } from '../../domain/provider.ts';

/** "Documents have a time-to-live (TTL) of 24 hours, after which, the document's ID will become invalid" (seed 002). */
const DOCUMENT_LIFETIME = 24 * HOUR;

/** The one text of a challenge: the merchant's written statement. */
export const EXPLANATION = 'explanation';

/** Characters of an explanation. WePay states no limit; the processors behind it take 20,000 a field. */
const LONGEST_EXPLANATION = 20_000;

/** The documentation types of seed 002; a document's slot is its type. */
const DOCUMENT_TYPES = [
  'cancelation_request',
  'contract',
  'correspondence',
  'item_description',
  'itemized_receipt',
  'invoice',
  'ip_logins',
  'proof_of_credit',
  'return_policy',
  'refund_policy',
  'signed_contract',
  'tracking',
] as const;

/**
 * What goes into a slot: ".jpg, .jpeg, .png, or .pdf", "a size limit of 10MB" (seed 002). Taken as ten million bytes, the smaller meaning of
 * 10 MB, since a file that is turned down costs time the deadline may not have. How many of a type WePay takes is not said; ten are plenty.
 */
const SLOT: SlotRule = {
  types: ['image/jpeg', 'image/png', 'application/pdf'],
  maxBytes: 10_000_000,
  maxFiles: 10,
};

/**
 * WePay takes "30 requests per endpoint and per account every 10 seconds on a sliding window" (API basics). Two thirds of that are ours to plan with:
 * Temporal lets a second's worth go at once after a pause, a case of two disputes is read by two requests, and the API reads beside the queue.
 */
const PACE = { requests: 20, per: 10 * SECOND };

/**
 * What WePay can be asked to do. That a payment is disputed bars no refund by itself: where only a part is, all of the rest can still go back, so what
 * is read of the payment decides.
 */
export const WEPAY_CAPABILITIES: Capabilities = {
  provider: 'wepay',
  label: 'WePay',
  read: true,
  stage: false,
  submit: true,
  concede: 'call',
  deadline: 'derived',
  fileLifetime: DOCUMENT_LIFETIME,
  foreignFiles: true,
  pace: PACE,
  funds: 'movements',
  // "All fees are reversed (identical to a full refund)" (seed 002), and nothing says how much that is.
  fundsUntold: ['fee_reversed'],
  refund: true,
  disputedRefund: null,
  list: ['dispute', 'notification'],
  fields: { [EXPLANATION]: LONGEST_EXPLANATION },
  slots: Object.fromEntries(DOCUMENT_TYPES.map((type) => [type, SLOT])),
};
