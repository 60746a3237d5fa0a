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
