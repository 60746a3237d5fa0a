import { createHmac } from 'node:crypto';
import { SECOND, type Millis } from '../../domain/instant.ts';

/**
 * The headers of one webhook, by the Standard Webhooks specification: HMAC-SHA-256 over `id.timestamp.body`, the key being the secret's
 * literal bytes.
 *
 * Written with node:crypto and not with the `standardwebhooks` package the SDK verifies by, so that a mistake in that package, or in how it
 * is handed the key, cannot cancel itself out between sender and receiver.
 */
export function webhookHeaders(
  id: string,
  body: string,
  secret: string,
  now: Millis,
): Record<string, string> {
  const timestamp = Math.floor(now / SECOND).toString();
  const signature = createHmac('sha256', Buffer.from(secret, 'utf8'))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
