import type { Reason } from '../../domain/provider.ts';

/**
 * Stripe's reasons, which CCG writes in upper case, in our small set. Source: Stripe's API reference, `Dispute.reason`, and "Dispute reason code
 * categories" for what each covers: GENERAL holds late, wrong and unauthorised presentments beside requests for copies, so it says nothing;
 * CUSTOMER_INITIATED does not either.
 */
const REASONS: ReadonlyMap<string, Reason> = new Map([
  ['FRAUDULENT', 'fraudulent'],
  ['DEBIT_NOT_AUTHORIZED', 'fraudulent'],
  ['PRODUCT_NOT_RECEIVED', 'not_received'],
  ['PRODUCT_UNACCEPTABLE', 'not_as_described'],
  ['SUBSCRIPTION_CANCELED', 'cancelled'],
  ['DUPLICATE', 'duplicate'],
  ['CREDIT_NOT_PROCESSED', 'credit_not_processed'],
  ['UNRECOGNIZED', 'unrecognized'],
  ['BANK_CANNOT_PROCESS', 'processing'],
  ['CHECK_RETURNED', 'processing'],
  ['INCORRECT_ACCOUNT_DETAILS', 'processing'],
  ['INSUFFICIENT_FUNDS', 'processing'],
  ['NONCOMPLIANT', 'processing'],
  ['CUSTOMER_INITIATED', 'other'],
  ['GENERAL', 'other'],
]);

/** Null stays null (no reason was given); words we do not know are `other`. */
export function reasonFrom(word: string | null): Reason | null {
  return word === null ? null : (REASONS.get(word.toUpperCase()) ?? 'other');
}
