/** The Standard Webhooks way of writing a key: this prefix, then base64. */
const PREFIX = 'whsec_';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** How a secret is understood. */
export interface WebhookSecret {
  readonly form: 'whsec' | 'literal';
  /** The HMAC key in base64, as the SDK's `unwrap` takes it. */
  readonly key: string;
  readonly keyBytes: number;
  /** It begins like a `whsec_` key but what follows is no base64: most likely not copied whole. */
  readonly suspicious: boolean;
}

/**
 * Reads a secret as it stands in the settings. Whop's own secrets (`ws_…`) are keys by their literal bytes, so they are put into base64 here;
 * `btoa` would break on anything beyond Latin-1.
 */
export function parseWebhookSecret(secret: string): WebhookSecret {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : null;
  const isKey = encoded !== null && BASE64.test(encoded);
  const bytes = isKey ? Buffer.from(encoded, 'base64') : Buffer.from(secret, 'utf8');
  return {
    form: isKey ? 'whsec' : 'literal',
    key: bytes.toString('base64'),
    keyBytes: bytes.length,
    suspicious: encoded !== null && !isKey,
  };
}
