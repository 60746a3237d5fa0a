import { HOUR } from '../../src/domain/instant.ts';
import type { Refund } from '../../src/domain/refund.ts';
import type { Desk } from '../setup/desk.ts';
import { accountedFor, aPayment, moveRefund } from '../workflows/refund-story.ts';

/** A payment, and a refund of it that is at the provider. */
export async function aMadeRefund(desk: Desk, amount: string): Promise<Refund> {
  const payment = await aPayment(desk);
  return await accountedFor(desk, await desk.askRefund(payment, 'k', { amount, currency: 'usd' }));
}

/** Pays a refund out, up to the bank's reference, after which nothing more is expected. */
export async function paidToTheEnd(desk: Desk, refund: Refund): Promise<void> {
  await moveRefund(desk, refund, 'succeed');
  await moveRefund(desk, refund, 'add_reference');
  await desk.untilRefund(refund.id, 'a reference', ({ reference }) => reference.value !== null);
  await over(desk, refund.id);
}

/** Waits until a refund's workflow has nothing more to do. */
export async function over(desk: Desk, refundId: string): Promise<void> {
  // It may have ended by itself already, and then has no clock.
  await desk.skipRefund(refundId, HOUR).catch(() => undefined);
  await desk.refundHandle(refundId).result();
}
