import type { Money } from '../domain/money.ts';
import type { ProviderFailure } from '../domain/reads.ts';
import type { Refund, RefundBaseline, RefundLedger } from '../domain/refund.ts';
import { failureOf, outcomeOf, queued, queuedFirst } from './calls.ts';
import { readRefunds, sendRefund } from './refund-calls.ts';

/** What came of the call that moves the money. */
export type CallOutcome =
  { readonly kind: 'answered' } | Exclude<ReturnType<typeof outcomeOf>, { kind: 'answered' }>;

/**
 * Sends the refund, once. Its id is the provider's idempotency key.
 *
 * @param known - how many calls for it were sent before
 * @param first - what stood before the earliest call whose effect is not known
 */
export async function call(
  { id, provider, paymentId, reason }: Refund,
  amount: Money,
  { known, first }: { readonly known: number; readonly first: RefundBaseline },
): Promise<CallOutcome> {
  try {
    const summary = `Refund ${amount.amount} ${amount.currency}`;
    await sendRefund.executeWithOptions(queuedFirst(provider, summary), [
      provider,
      { paymentId, amount, idempotencyKey: id, reason },
      { known, first: { ...first, calls: null }, amount },
    ]);
    return { kind: 'answered' };
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome.kind === 'answered') throw error;
    return outcome;
  }
}

/** What the provider says of the payment and its refunds, or why it says nothing. */
export async function ledger(
  refund: Refund,
): Promise<{ readonly read: RefundLedger } | { readonly failure: ProviderFailure }> {
  try {
    const summary = 'Read the payment and its refunds';
    return {
      read: await readRefunds.executeWithOptions(queued(refund.provider, summary), [
        refund.provider,
        refund.paymentId,
      ]),
    };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}
