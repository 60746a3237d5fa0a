import type { Reason } from '../domain/provider.ts';

/**
 * A reason given in words, in our small set; the first line that fits. The words are those of the processors and networks behind the providers
 * ("Product not received", "Credit not processed", "No cardholder authorization"); their order matters: a credit that was not received is no
 * parcel, and an unauthorized payment no authorization that went wrong.
 */
const WORDS: readonly (readonly [RegExp, Reason])[] = [
  [/fraud|unauthori[sz]ed|not authori[sz]ed|cardholder authori[sz]ation/, 'fraudulent'],
  [/credit not|refund not/, 'credit_not_processed'],
  [/unrecogni[sz]ed|not recogni[sz]e/, 'unrecognized'],
  [/not received|non receipt|not provided|not delivered/, 'not_received'],
  [/unacceptable|not as described|defective|quality|counterfeit|misrepresent/, 'not_as_described'],
  [/cancel/, 'cancelled'],
  [/duplicate|paid by other means/, 'duplicate'],
  [/process|incorrect|insufficient|authori[sz]ation|late presentment|noncompliant/, 'processing'],
];

/** Null stays null (no reason is given); words we do not know are `other`. */
export function reasonFromWords(words: string | null): Reason | null {
  if (words === null || words.trim() === '') return null;
  const plain = words.toLowerCase().replaceAll(/[^a-z]+/g, ' ');
  return WORDS.find(([pattern]) => pattern.test(plain))?.[1] ?? 'other';
}
