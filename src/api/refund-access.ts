import type { CaseState } from '../domain/case.ts';
import { caseIdOfPayment, type ProviderName } from '../domain/names.ts';
import type { Refund } from '../domain/refund.ts';
import type { Store } from '../store/store.ts';
import { type Caller, isWithinReach } from './auth.ts';
import { Problem } from './problem.ts';

/** The path of a refund in this API. */
export function refundPath(id: string): string {
  return `/api/v1/refunds/${encodeURIComponent(id).replaceAll('%3A', ':')}`;
}

/**
 * Loads the refund a request names.
 *
 * @throws Problem 404 when there is none that the caller may see, so that a foreign refund cannot be told from none
 */
export async function openRefund(store: Store, caller: Caller, id: string): Promise<Refund> {
  const refund = await store.loadRefund(id);
  if (refund === null || !isWithinReach(caller, refund.merchantId)) {
    throw new Problem(404, 'There is no such refund.');
  }
  return refund;
}

/**
 * The case of a payment the caller may refund; null when there is none.
 *
 * Whose payment it is only its case says before the provider is asked. A token of one merchant therefore needs a case of that merchant, and
 * where there is none learns no more than that: to let it try would reserve keys for ever, and move money, on another merchant's payments.
 *
 * @throws Problem 404
 */
export async function refundableCase(
  store: Store,
  caller: Caller,
  provider: ProviderName,
  paymentId: string,
): Promise<CaseState | null> {
  const state = await store.loadCase(caseIdOfPayment(provider, paymentId));
  if (!isWithinReach(caller, state?.merchantId ?? null)) {
    throw new Problem(
      404,
      'There is no case of this payment. A token of one merchant refunds payments that have one.',
    );
  }
  return state;
}
