import { MINUTE, SECOND, type Millis } from '../../src/domain/instant.ts';
import { addMoney, type Money, moneyFromMajor, zero } from '../../src/domain/money.ts';
import { isFinal, type Refund } from '../../src/domain/refund.ts';
import type { Desk } from '../setup/desk.ts';
import { called } from './story.ts';

/** What the customer paid where a test does not say otherwise. */
export const PAID = 49;

export function usd(amount: string): Money {
  return { amount, currency: 'usd' };
}

/** A payment with nothing wrong about it. */
export async function aPayment(desk: Desk, terms: object = {}): Promise<string> {
  return (await desk.scenario('payment', { amount: PAID, ...terms })).payment_id;
}

/** Waits until the money of a refund is accounted for: it is at the provider, or it was not made. */
export function accountedFor(
  desk: Desk,
  refundId: string,
  step: Millis = 5 * SECOND,
  within: Millis = MINUTE,
): Promise<Refund> {
  return desk.untilRefund(refundId, 'accounted for', isAccountedFor, { step, within });
}

function isAccountedFor(refund: Refund): boolean {
  return refund.attention === null && (isFinal(refund) || refund.providerRefundId !== null);
}

/** Waits until a person is needed. */
export function inDoubt(desk: Desk, refundId: string): Promise<Refund> {
  return desk.untilRefund(refundId, 'in doubt', (refund) => refund.attention !== null, { step: MINUTE });
}

/** Moves a refund on at the provider, which then tells the merchant. */
export async function moveRefund(
  desk: Desk,
  { providerRefundId }: Refund,
  name: string,
  more: object = {},
): Promise<void> {
  await desk.control('POST', `/refunds/${providerRefundId}/transitions`, { name, ...more });
}

/** Refunds part of a payment in the provider's own dashboard. */
export async function refundElsewhere(desk: Desk, paymentId: string, amount: string): Promise<string> {
  return (await desk.control<{ id: string }>('POST', `/payments/${paymentId}/refunds`, { amount })).id;
}

/** What each call for a refund of the payment really did, by the key it came with. */
export async function paidOut(desk: Desk, paymentId: string): Promise<readonly PaidOut[]> {
  const effects = await desk.effects('refunded', paymentId);
  return effects.map(({ detail }) => {
    const amount = moneyFromMajor(detail['amount'], detail['currency']);
    if (amount === null) throw new Error(`${paymentId}: a refund without an amount`);
    return { amount, key: detail['idempotency_key'], refundId: detail['refund_id'] };
  });
}

interface PaidOut {
  readonly amount: Money;
  /** The header the call came with. */
  readonly key: unknown;
  readonly refundId: unknown;
}

/** All that was refunded by calls. */
export async function totalPaidOut(desk: Desk, paymentId: string, currency = 'usd'): Promise<Money> {
  return (await paidOut(desk, paymentId)).reduce((sum, { amount }) => addMoney(sum, amount), zero(currency));
}

/** How often the provider was called to refund the payment. */
export async function refundCalls(desk: Desk, paymentId: string): Promise<number> {
  return (await desk.calls('payments.refund', paymentId)).length;
}

/** Waits until the provider was called so often to refund the payment. */
export async function refundsSent(desk: Desk, paymentId: string, times: number): Promise<void> {
  await called(desk, 'payments.refund', paymentId, times);
}

/** A person settles a doubt. */
export async function resolve(desk: Desk, refundId: string, outcome: 'done' | 'not_done', more: object = {}) {
  const path = `/api/v1/refunds/${encodeURIComponent(refundId)}/resolution`;
  return await desk.request('POST', path, { outcome, note: 'I looked at the provider.', ...more });
}
