import { createHash } from 'node:crypto';
import { WebhookFormatError } from '../errors.ts';
import type { Provider, WebhookDelivery } from '../provider.ts';
import { disputeReading, evidenceOf, type Told } from './mapping.ts';
import { barePayload, disputePayload, envelope } from './payloads.ts';
import type { CcgSettings } from './settings.ts';
import { createTokenCheck } from './token.ts';

/** Events that say how a dispute stands. Every other one of the same hook (payments, refunds, whose transaction is their own) is of no use here. */
const ABOUT_DISPUTES = /^DISPUTE_/;

/**
 * Makes the reader of CCG's webhooks. CCG gives events no id, so theirs is made of the body: what is delivered again is the same event, whatever
 * token it comes with.
 */
export function createWebhookReader({ webhookKeys, merchantId }: CcgSettings): Provider['readWebhook'] {
  const checkToken = createTokenCheck(webhookKeys);
  return async (raw, headers, receivedAt) => {
    await checkToken(headers, receivedAt);
    const eventId = `ccg.${createHash('sha256').update(raw).digest('hex')}`;
    const { eventType, payload } = opened(parsed(raw));
    if (!ABOUT_DISPUTES.test(eventType)) return { eventId, type: eventType, event: null };
    return disputeDelivery(eventId, payload, { eventType, receivedAt, merchantId });
  };
}

function disputeDelivery(eventId: string, payload: unknown, told: Told): WebhookDelivery {
  const { data } = disputePayload.safeParse(payload);
  if (data === undefined) {
    throw new WebhookFormatError(
      'The payload has no merchantTransactionId (up to 255 characters without blanks), so the payment cannot be told.',
    );
  }
  const { eventType: type, receivedAt } = told;
  const dispute = disputeReading(data, told);
  const evidence = evidenceOf(data);
  return {
    eventId,
    type,
    event: {
      provider: 'ccg',
      id: eventId,
      type,
      via: 'webhook',
      object: { kind: 'dispute', id: dispute.id },
      paymentId: dispute.paymentId,
      merchantId: dispute.merchantId,
      receivedAt,
      reading: { kind: 'dispute', dispute },
    },
    ...(evidence !== null && { evidence }),
  };
}

function parsed(raw: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    throw new WebhookFormatError('The webhook is not JSON in UTF-8.');
  }
}

/** The payload, out of its envelope where it has one, and what happened. */
function opened(body: unknown): { readonly eventType: string; readonly payload: unknown } {
  const { data: wrapped } = envelope.safeParse(body);
  const payload: unknown = wrapped?.payload ?? body;
  const eventType = wrapped?.name ?? barePayload.safeParse(payload).data?.eventType ?? null;
  if (eventType === null) throw new WebhookFormatError('The webhook has no name and no eventType.');
  // Seed 003's sample stands for all three events at once.
  if (eventType.includes('|')) {
    throw new WebhookFormatError(
      'The eventType names several events at once, like the sample in the documentation: send one of DISPUTE_INITIATED, DISPUTE_WON, DISPUTE_LOST.',
    );
  }
  return { eventType, payload };
}
