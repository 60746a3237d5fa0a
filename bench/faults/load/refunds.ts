import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ProviderName } from '../../../src/domain/names.ts';
import { refundIdOf } from '../../../src/domain/refund-messages.ts';
import type { PlannedRefund } from '../plan.ts';
import type { Parts } from './bank.ts';
import type { BegunCase } from './load.ts';

/** A refund that was asked for, and that Recourse said it would make, or would not. */
export interface Asked {
  /** Recourse's id of it, which it also gives the provider as the idempotency key. */
  readonly id: string;
  readonly provider: ProviderName;
  readonly paymentId: string;
}

const PAUSE = 1_200;
const HASTE = 60;
/** How often it is asked again about a payment that is said not to be there. */
const UNREADABLE = 5;

/** Asks for the refunds of one payment, each as often as planned and again after any doubt. */
export async function refunds(
  one: BegunCase,
  parts: Parts,
  tell: (asked: Asked) => void,
  tellRefused: (refused: Asked) => void,
): Promise<void> {
  if (one.planned.refunds.length === 0) return;
  await sleep(one.planned.thinks);
  await Promise.all(one.planned.refunds.map((refund) => ask(one, refund, parts, tell, tellRefused)));
}

async function ask(
  { planned: { provider }, paymentId }: BegunCase,
  { key, amount, times, hasty }: PlannedRefund,
  { world, stop }: Parts,
  tell: (asked: Asked) => void,
  tellRefused: (refused: Asked) => void,
): Promise<void> {
  const body = {
    provider,
    payment_id: paymentId,
    ...(amount !== null && { amount: { amount, currency: 'usd' } }),
  };
  let taken = 0;
  for (let tries = 0; taken < times && !stop.aborted; tries += 1) {
    const patience = hasty && tries === 0 ? { patience: HASTE } : {};
    const reply = await world.ask('/api/v1/refunds', {
      method: 'POST',
      as: 'approver',
      key,
      body,
      ...patience,
    });
    const { status } = reply;
    if (status === 202) {
      taken += 1;
      tell({ id: idIn(reply.body), provider, paymentId });
    } else if (isOfNoPayment(reply.body) && tries < UNREADABLE) {
      // The payment was made a moment ago, and the provider's reads lag.
      await sleep(PAUSE, undefined, { signal: stop }).catch(() => undefined);
    } else if (status >= 400 && status < 500)
      return tellRefused({ id: refundIdOf(provider, paymentId, key), provider, paymentId });
    else await sleep(PAUSE, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** Whether a refund was refused because its provider says that there is no such payment. */
function isOfNoPayment(body: unknown): boolean {
  return PROBLEM.safeParse(body).data?.errors.some(({ pointer }) => pointer === '/payment_id') ?? false;
}

const PROBLEM = z.object({ errors: z.array(z.object({ pointer: z.string() })) });

function idIn(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string')
    return body.id;
  throw new Error('A refund without an id was answered.');
}
