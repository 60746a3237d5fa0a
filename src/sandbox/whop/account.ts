import { randomBytes } from 'node:crypto';

/** The merchant's account at Whop: who it is and the keys between the two. */
export interface WhopAccount {
  readonly companyId: string;
  readonly apiKey: string;
  /** As Whop shows it (`ws_…`); its literal bytes are the HMAC key. */
  readonly webhookSecret: string;
}

/** An account with everything in it made at random. */
export function newWhopAccount(): WhopAccount {
  return {
    companyId: `biz_${randomBytes(7).toString('hex')}`,
    apiKey: randomBytes(24).toString('base64url'),
    webhookSecret: `ws_${randomBytes(32).toString('hex')}`,
  };
}

/** What Recourse is set up with to call the sandbox as it would call Whop, and to believe its webhooks. */
export function settingsForWhop({ companyId, apiKey, webhookSecret }: WhopAccount, origin: string) {
  return { companyId, apiKey, webhookSecrets: [webhookSecret], baseUrl: `${origin}/api/v1` };
}
