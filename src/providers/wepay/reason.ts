import type { Reason } from '../../domain/provider.ts';
import { reasonFromWords } from '../reason-words.ts';

/**
 * The card networks' own reason codes, which WePay may pass on. Sources: the networks' dispute guides (Visa Core Rules, Mastercard Chargeback
 * Guide, American Express and Discover dispute guides).
 */
const NETWORK_CODES: readonly (readonly [RegExp, Reason])[] = [
  // Visa
  [/^10\.[1-5]$/, 'fraudulent'],
  [/^11\.[1-3]$/, 'processing'],
  [/^12\.6(\.[12])?$/, 'duplicate'],
  [/^12\.[1-7]$/, 'processing'],
  [/^13\.[19]$/, 'not_received'],
  [/^13\.[27]$/, 'cancelled'],
  [/^13\.[345]$/, 'not_as_described'],
  [/^13\.6$/, 'credit_not_processed'],
  // Mastercard; 4853 is every complaint of a cardholder's in one, and so none of ours
  [/^48(37|40|49|63)$/, 'fraudulent'],
  [/^48(07|08|34)$/, 'processing'],
  // American Express
  [/^(F29|FR2)$/, 'fraudulent'],
  [/^C(02|04|05|18)$/, 'credit_not_processed'],
  [/^C08$/, 'not_received'],
  [/^C28$/, 'cancelled'],
  [/^C3[12]$/, 'not_as_described'],
  [/^P05$/, 'processing'],
  [/^P08$/, 'duplicate'],
  // Discover
  [/^UA(0[1-9]|1[01])$/, 'fraudulent'],
];

/**
 * A dispute's `reason_code` in our small set. WePay writes it in either case (`FRAUD`, `other`) and lists no values: it is looked for among the
 * networks' codes, then read as words. Null stays null; what is neither is `other`.
 */
export function reasonFrom(code: string | null): Reason | null {
  const plain = code?.trim().toUpperCase() ?? '';
  const network = NETWORK_CODES.find(([pattern]) => pattern.test(plain));
  return network?.[1] ?? reasonFromWords(code);
}
