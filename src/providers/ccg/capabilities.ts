import type { Capabilities, SlotRule } from '../../domain/provider.ts';
import { EVIDENCE_SLOTS, EVIDENCE_TEXTS } from './evidence-fields.ts';

/** Characters a field may hold: the limit of Stripe, which stands behind CCG and gets the packet in the end. */
const LONGEST_TEXT = 20_000;

/** Stripe's limits too: one file a field, of these types and this size. */
const SLOT: SlotRule = {
  types: ['application/pdf', 'image/jpeg', 'image/png'],
  maxBytes: 5_000_000,
  maxFiles: 1,
};

/** CCG tells and cannot be told: it documents no call for a dispute. A person submits the packet elsewhere. */
export const CCG_CAPABILITIES: Capabilities = {
  provider: 'ccg',
  label: 'CCG',
  read: false,
  stage: false,
  submit: false,
  concede: 'none',
  deadline: 'estimated',
  fileLifetime: null,
  foreignFiles: false,
  pace: null,
  funds: 'movements',
  refund: false,
  disputedRefund: null,
  list: [],
  fields: Object.fromEntries(EVIDENCE_TEXTS.map((field) => [field, LONGEST_TEXT])),
  slots: Object.fromEntries(EVIDENCE_SLOTS.map((slot) => [slot, SLOT])),
};
