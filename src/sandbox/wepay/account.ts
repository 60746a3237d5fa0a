import { randomBytes, randomUUID } from 'node:crypto';
import { newRsaKey, publicKeyOf } from '../keys.ts';

/** The platform's account at WePay, the merchant's below it, and the keys between the two. */
export interface WepayAccount {
  readonly appId: string;
  readonly appToken: string;
  /** What uploads carry as `WePay-Risk-Token`. */
  readonly riskToken: string;
  /** The merchant's account, whose payments and disputes they are. */
  readonly accountId: string;
  /** RSA private keys in PEM that sign notifications: two, as while one takes the other's place. */
  readonly signingKeys: readonly string[];
}

/** An account with everything in it made at random. */
export function newWepayAccount(): WepayAccount {
  return {
    appId: String(randomBytes(4).readUInt32BE()),
    appToken: `stage_${randomBytes(24).toString('base64url')}`,
    riskToken: randomUUID(),
    accountId: randomUUID(),
    signingKeys: [newRsaKey(), newRsaKey()],
  };
}

/** What Recourse is set up with to call the sandbox as it would call WePay, and to believe its notifications. */
export function settingsForWepay(account: WepayAccount, origin: string) {
  const { appId, appToken, riskToken, signingKeys } = account;
  return {
    appId,
    appToken,
    riskToken,
    baseUrl: origin,
    uploadsUrl: origin,
    webhookKeys: signingKeys.map(publicKeyOf),
  };
}
