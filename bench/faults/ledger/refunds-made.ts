import type { LedgerEntry } from '../../../src/sandbox/ledger.ts';
import { type Effects, effectsNamed } from './counts.ts';
import type { Evidence, KnownRefund } from './evidence.ts';

/** A refund is known by its id, which Recourse gives the provider with the call. One that was refused for good is decided. */
export function refundsIn({ ledger, refunds, refundsAsked }: Evidence): Effects {
  const made = effectsNamed(ledger, 'refunded');
  const own = refunds.filter(({ external }) => !external);
  const asked = new Map([...refundsAsked, ...own].map(({ id }) => [id, own.find((one) => one.id === id)]));
  const times = (id: string): number => made.filter((entry) => keysOf(entry).includes(id)).length;
  const entries = [...asked.entries()];
  const unasked = made.filter((entry) => !keysOf(entry).some((key) => asked.has(key)));
  return {
    asked: asked.size,
    done: entries.filter(([id]) => times(id) > 0).length,
    twice: [
      ...entries.filter(([id]) => times(id) > 1).map(([id]) => id),
      ...unasked.map(({ ids }) => `${ids[0]} was asked for by nobody`),
    ],
    undecided: entries.filter(([id, refund]) => !isDecided(refund, times(id))).map(([id]) => id),
  };
}

/** Whop is told a refund's id as the key of the call, WePay as the refund's own reference. */
function keysOf({ detail }: LedgerEntry): readonly string[] {
  return [detail['idempotency_key'], detail['reference_id']].filter((key) => typeof key === 'string');
}

/** Made, and known to be; or refused for good, and indeed not made. */
function isDecided(refund: KnownRefund | undefined, made: number): boolean {
  if (refund === undefined || refund.needs_attention !== null) return false;
  return made > 0 ? refund.provider_refund_id !== null : refund.status === 'failed';
}
