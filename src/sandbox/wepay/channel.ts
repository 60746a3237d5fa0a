import { HOUR, MINUTE, type Millis } from '../../domain/instant.ts';
import type { Channel } from '../webhooks/sender.ts';
import { signatureOf } from './signature.ts';
import type { WepayStandIn } from './wepay.ts';

/** WePay tries again after these waits and then no more. */
const RETRY_DELAYS: readonly Millis[] = [15 * MINUTE, 30 * MINUTE, HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR];

/** How WePay sends its notifications. Of all answers only 200 and 201 count as received. */
export function wepayChannel(wepay: WepayStandIn, retryDelays = RETRY_DELAYS): Channel {
  return {
    provider: 'wepay',
    retryDelays,
    target: () => wepay.settings.current().webhook_url,
    async headers(event) {
      const used = wepay.settings.current().signed_by;
      const keys = wepay.account.signingKeys.filter((_key, index) => used.includes(index));
      return keys.length === 0 ? {} : { 'wepay-signature': await signatureOf(event.body, keys) };
    },
    accepts: (status) => status === 200 || status === 201,
  };
}
