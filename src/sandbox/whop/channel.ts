import { SECOND, type Millis } from '../../domain/instant.ts';
import type { Channel } from '../webhooks/sender.ts';
import { webhookHeaders } from './signature.ts';
import type { WhopStandIn } from './whop.ts';

/** Whop tries again after these waits and then no more. */
const WHOP_RETRY_DELAYS: readonly Millis[] = [10 * SECOND, 20 * SECOND, 40 * SECOND];

/** How Whop sends its webhooks. */
export function whopChannel(whop: WhopStandIn, retryDelays = WHOP_RETRY_DELAYS): Channel {
  return {
    provider: 'whop',
    retryDelays,
    target: () => whop.settings.current().webhook_url,
    headers: (event, now) => webhookHeaders(event.id, event.body, whop.account.webhookSecret, now),
    accepts: (status) => status >= 200 && status < 300,
  };
}
