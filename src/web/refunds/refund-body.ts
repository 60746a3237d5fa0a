import type { PaymentView } from '../../api/schemas/payment.ts';
import type { Money } from '../../domain/money.ts';
import type { DraftSubject, RefundDraft } from './draft.ts';
import { readAmount } from './amount.ts';

/** What `POST /refunds` takes. */
export interface RefundBody {
  readonly provider: string;
  readonly payment_id: string;
  readonly amount?: Money;
  readonly reason?: string;
}

/**
 * What a draft asks for, or one sentence on why its amount cannot be read. All that remains is asked for without an amount: it then says the same
 * however often it is sent, whatever remains by then.
 *
 * @param remaining null where it is not known
 */
export function bodyOf(
  { provider, paymentId }: DraftSubject,
  { extent, amount, currency, reason }: RefundDraft,
  remaining: Money | null,
): { readonly body: RefundBody } | { readonly fault: string } {
  const asked = extent === 'whole' ? null : readAmount(amount, currency, remaining);
  if (asked !== null && 'fault' in asked) return asked;
  const words = reason.trim();
  return {
    body: {
      provider,
      payment_id: paymentId,
      ...(asked !== null && { amount: asked.money }),
      ...(words !== '' && { reason: words }),
    },
  };
}

/** The currency refunds of a payment are made in; null where the provider does not name it. */
export function currencyOf({ remaining, captured }: PaymentView): string | null {
  return (remaining ?? captured)?.currency ?? null;
}

/** A draft as its payment allows it: all of it or nothing, a part of what is not known, in the payment's own currency. */
export function fittedTo(payment: PaymentView, draft: RefundDraft): RefundDraft {
  const currency = currencyOf(payment) ?? draft.currency.trim().toLowerCase();
  if (payment.remaining === null) return { ...draft, currency, extent: 'part' };
  return { ...draft, currency, extent: payment.partial_objection === null ? draft.extent : 'whole' };
}
