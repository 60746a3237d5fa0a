import type { FileSlotDescriptionView } from '../../../api/schemas/providers.ts';

const COMMUNICATION = ['correspondence', 'customer_communication'];

/** Words in a file's name, and the slots they speak for, the best first; the first line that fits a name and a provider wins. */
const HINTS: readonly (readonly [words: RegExp, slots: readonly string[]])[] = [
  [/refund/, ['refund_policy', 'return_policy']],
  [/return/, ['return_policy', 'refund_policy']],
  [/credit|reimburs/, ['proof_of_credit']],
  [/cancell?/, ['cancelation_request', 'cancellation_policy']],
  [/sign(ed|ature)/, ['signed_contract', 'customer_signature', 'contract']],
  [/contract|agreement|terms/, ['contract', 'signed_contract']],
  [/track|ship|deliver|parcel|ups|fedex|dhl|usps/, ['tracking', 'shipping_documentation']],
  [/duplicate|double/, ['duplicate_charge_documentation']],
  [/chat|mail|message|conversation|correspond|support|ticket|whatsapp|letter/, COMMUNICATION],
  [/login|logs?|ip|access|activity/, ['ip_logins', 'service_documentation']],
  [/receipt|order|payment/, ['itemized_receipt', 'receipt', 'invoice']],
  [/invoice|bill/, ['invoice', 'receipt', 'itemized_receipt']],
  [/product|item|description|listing|page/, ['item_description']],
  [/service|usage|certificate/, ['service_documentation']],
];

const ANYTHING = /^uncategorized/;

/** A slot for a file, and whether there is no doubt about it. */
export interface SlotGuess {
  readonly slot: string;
  readonly isSure: boolean;
}

/**
 * The slot a file most likely belongs to, by its name; else the slot for anything, or the only one left.
 *
 * @param open - slots that take one more file, in the order they matter
 * @returns null when nothing speaks for any of them
 */
export function guessSlot(fileName: string, open: readonly FileSlotDescriptionView[]): SlotGuess | null {
  const words = wordsOf(fileName);
  for (const [inFile, kinds] of HINTS) {
    const slot = kinds.map((kind) => open.find(({ name }) => name.startsWith(kind))).find(Boolean);
    if (slot !== undefined && words.some((word) => isHint(inFile, word)))
      return { slot: slot.name, isSure: true };
  }
  const anything = open.length === 1 ? open[0] : open.find(({ name }) => ANYTHING.test(name));
  return anything === undefined ? null : { slot: anything.name, isSure: open.length === 1 };
}

/** Short hints (`ip`, `ups`) count as whole words only, longer ones at a word's beginning. */
function isHint(pattern: RegExp, word: string): boolean {
  const found = pattern.exec(word);
  if (found === null || found.index !== 0) return false;
  return found[0].length > 4 || word.length - found[0].length <= 1;
}

function wordsOf(fileName: string): readonly string[] {
  const spaced = fileName.replace(/\.[^.]*$/, '').replaceAll(/([a-z])([A-Z])/g, '$1 $2');
  return spaced
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean);
}
