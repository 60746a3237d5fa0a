import { createPrivateKey, createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, SignJWT } from 'jose';
import { SECOND, type Millis } from '../../domain/instant.ts';
import type { Channel } from '../webhooks/sender.ts';
import type { CcgStandIn } from './ccg.ts';

/** How CCG sends its webhooks. It documents no retries: what is not taken at once is lost. */
export function ccgChannel(ccg: CcgStandIn, retryDelays: readonly Millis[] = []): Channel {
  return {
    provider: 'ccg',
    retryDelays,
    target: () => ccg.settings.current().webhook_url,
    async headers(_event, now) {
      const { signed_by, token_seconds } = ccg.settings.current();
      const key = ccg.account.signingKeys[signed_by] ?? '';
      return { authorization: `Bearer ${await tokenBy(key, now, token_seconds)}` };
    },
    accepts: (status) => status >= 200 && status < 300,
  };
}

/** The token proves who calls; of the body it says nothing. */
async function tokenBy(pem: string, now: Millis, lifetime: number): Promise<string> {
  const issued = Math.floor(now / SECOND);
  const kid = await calculateJwkThumbprint(createPublicKey(pem));
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
    .setIssuedAt(issued)
    .setExpirationTime(issued + lifetime)
    .sign(createPrivateKey(pem));
}
