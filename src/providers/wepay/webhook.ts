import type { Provider } from '../provider.ts';
import { WebhookFormatError } from '../errors.ts';
import { eventOf } from './notification.ts';
import { notificationPayload } from './payloads.ts';
import { readKey, requireSignature } from './signature.ts';

/**
 * Makes the reader of WePay's notifications.
 *
 * @param pems - the keys that may have signed one, each valid at once; with none, every notification is refused
 */
export function createWebhookReader(pems: readonly string[]): Provider['readWebhook'] {
  const keys = pems.map(readKey).filter((key) => key !== null);
  return async (raw, headers, receivedAt) => {
    requireSignature(raw, headers['wepay-signature'], keys);
    const notification = notificationPayload.safeParse(parse(raw));
    if (!notification.success) throw new WebhookFormatError('The notification has no id or no topic.');
    const { id: eventId, topic: type } = notification.data;
    return { eventId, type, event: eventOf(notification.data, { via: 'webhook', receivedAt }) };
  };
}

function parse(raw: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    throw new WebhookFormatError('The notification is not JSON.');
  }
}
