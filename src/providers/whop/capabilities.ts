import type { Capabilities, SlotRule } from '../../domain/provider.ts';
import { EVIDENCE_SLOTS, EVIDENCE_TEXTS } from './evidence-fields.ts';
import { DISPUTED } from './refund-mapping.ts';

/** Characters a field may hold. Whop states no limit; the processors behind it take 20,000 a field. */
const LONGEST_TEXT = 20_000;

/**
 * What goes into a slot. Whop names the types for `customer_communication_attachment` only ("Must be a JPEG, PNG, GIF, or PDF", SDK
 * `resources/disputes.ts`) and no size; what is surely taken there is what the others are held to as well, since a file that the processor
 * turns down is found out after the one submission is spent.
 */
const SLOT: SlotRule = {
  types: ['image/jpeg', 'image/png', 'image/gif', 'application/pdf'],
  maxBytes: 10_000_000,
  maxFiles: 1,
};

/** What Whop can be asked to do. It has no call that concedes: conceding means answering nothing. */
export const WHOP_CAPABILITIES: Capabilities = {
  provider: 'whop',
  label: 'Whop',
  read: true,
  stage: true,
  submit: true,
  concede: 'lapse',
  deadline: 'named',
  fileLifetime: null,
  foreignFiles: false,
  pace: null,
  funds: 'ruling',
  refund: true,
  disputedRefund: DISPUTED,
  list: ['dispute', 'alert'],
  fields: Object.fromEntries(EVIDENCE_TEXTS.map((field) => [field, LONGEST_TEXT])),
  slots: Object.fromEntries(EVIDENCE_SLOTS.map((slot) => [slot, SLOT])),
};
