import { createHash } from 'node:crypto';
import type { Count } from './counts.ts';
import type { Evidence } from './evidence.ts';

/**
 * Acknowledged and lost: the sandbox got 200 for an event that is about a dispute, an alert or a refund, and neither the time line of any case has it
 * nor any refund here is the one it speaks of. What else providers tell (of payments, say) is of no use here, and nothing keeps it.
 */
export function lostWebhooks({ webhooks, events, refunds }: Evidence): Count {
  const known = new Set(refunds.map((refund) => refund.provider_refund_id));
  const delivered = webhooks.filter(({ state }) => state === 'delivered');
  const wrong = delivered.filter((webhook) => {
    if (isOfRefund(webhook)) return !known.has(webhook.ids[0] ?? '');
    return isOfCase(webhook) && !IDS.some((as) => events.has(eventId(webhook) + as));
  });
  return { total: delivered.length, wrong: wrong.map(({ id, type }) => `${type} ${id}`) };
}

/** What the words of evidence could not be kept of, the store being away, is told to its case without them, and marked so. */
const IDS = ['', '.bare'];

type Told = Evidence['webhooks'][number];

function isOfCase({ provider, type }: Told): boolean {
  return /^disputes?[._]/i.test(type) || (provider === 'whop' && type.startsWith('dispute_alert.'));
}

/** CCG's refunds are made elsewhere, and of no use to a dispute desk. */
function isOfRefund({ provider, type }: Told): boolean {
  return provider !== 'ccg' && /^refunds?\./.test(type);
}

/** CCG gives its events no ids: here they go by what they say. */
function eventId({ provider, id, body }: Told): string {
  return provider === 'ccg' ? `ccg.${createHash('sha256').update(body).digest('hex')}` : id;
}
