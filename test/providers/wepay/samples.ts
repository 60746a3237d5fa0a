import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Provider } from '../../../src/providers/provider.ts';
import { TIMING, type Timing } from '../../../src/providers/wepay/client.ts';
import { createWepayProvider } from '../../../src/providers/wepay/provider.ts';
import type { WepaySettings } from '../../../src/providers/wepay/settings.ts';

export const APP_TOKEN = 'stage_MTAwXzk5OWIwZT';
export const RISK_TOKEN = '123e4567-e89b-12d3-a456-426655440000';

/** For tests that wait until a limit is reached; the real limits otherwise, so that a busy machine fails no test. */
export const QUICK: Timing = { read: 500, change: 500, upload: 500 };

/** A pair of RSA keys made for this run; `pem` is what stands in the settings. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly pem: string;
}

export function signingKey(bits = 2048): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return { privateKey, pem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

/** The key of the provider that {@link wepayAt} makes. */
export const KEY = signingKey();

export function wepayAt(url: string, settings: Partial<WepaySettings> = {}, timing = TIMING): Provider {
  const given = {
    appId: '121212',
    appToken: APP_TOKEN,
    baseUrl: url,
    uploadsUrl: `${url}/uploads`,
    riskToken: RISK_TOKEN,
    webhookKeys: [KEY.pem],
  };
  return createWepayProvider({ ...given, ...settings }, timing);
}

/** A signal that is never used, for calls whose cancelling is not the point. */
export function unstopped(): AbortSignal {
  return new AbortController().signal;
}

/** The fields of one of WePay's objects. */
export type Fields = Readonly<Record<string, unknown>>;

/** A dispute as WePay sends it, with every documented field. Shape: WePay's API reference 3.0. */
export function wepayDispute(fields: Fields = {}): Record<string, unknown> {
  return {
    id: '47521346-c054-11e7-abc4-cec278b6b50a',
    resource: 'disputes',
    path: '/disputes/47521346-c054-11e7-abc4-cec278b6b50a',
    owner: { id: 'acc-1', resource: 'accounts', path: '/accounts/acc-1' },
    create_time: 1_795_082_400,
    status: 'awaiting_merchant_response',
    type: 'chargeback',
    amount: 4200,
    fee: 1500,
    currency: 'USD',
    payment: { id: 'pay-1', resource: 'payments', path: '/payments/pay-1' },
    card_brand: 'visa',
    reason: {
      reason_code: 'FRAUD',
      reason_message: 'Jane Doe says she never paid.',
      details: [{ message: 'jane@example.com' }],
    },
    resolution: null,
    custom_data: null,
    api_version: '3.0',
    ...fields,
  };
}

/** A payment as WePay sends it. */
export function wepayPayment(fields: Fields = {}): Record<string, unknown> {
  return {
    id: 'pay-1',
    resource: 'payments',
    path: '/payments/pay-1',
    owner: { id: 'acc-1', resource: 'accounts', path: '/accounts/acc-1' },
    create_time: Math.floor(Date.now() / 1000) - 86_400,
    status: 'completed',
    amount: 4200,
    amount_refunded: 0,
    amount_disputed: 0,
    currency: 'USD',
    payment_method: { id: 'pm-1', resource: 'payment_methods', path: '/payment_methods/pm-1' },
    ...fields,
  };
}

/** A refund as WePay sends it. */
export function wepayRefund(fields: Fields = {}): Record<string, unknown> {
  return {
    id: 'refund-1',
    resource: 'refunds',
    path: '/refunds/refund-1',
    owner: { id: 'acc-1', resource: 'accounts', path: '/accounts/acc-1' },
    create_time: 1_795_082_400,
    status: 'completed',
    amounts: { total_amount: 700, currency: 'USD', fee_refund_amount: 0 },
    payment: { id: 'pay-1', resource: 'payments', path: '/payments/pay-1' },
    refund_reason: 'Jane asked for it.',
    reference_id: 'key-1',
    ...fields,
  };
}

/** A notification as WePay sends it: the platform's app owns it, and the payload is the whole object. */
export function wepayNotification(
  topic: unknown,
  payload: unknown,
  fields: Fields = {},
): Record<string, unknown> {
  return {
    id: 'aceecf2c-e432-4aac-90a3-8f3b7fbb6420',
    resource: 'notifications',
    path: '/notifications/aceecf2c-e432-4aac-90a3-8f3b7fbb6420',
    owner: { id: '171845', resource: 'applications', path: null },
    topic,
    event_time: 1_795_082_460,
    payload,
    api_version: '3.0',
    ...fields,
  };
}

/** One signature over a body, made as WePay's page on notification signatures says. */
export function signatureOf(
  body: Buffer,
  { privateKey }: SigningKey = KEY,
  header: unknown = { alg: 'RS256' },
): { readonly protected: string; readonly signature: string } {
  const head = base64url(JSON.stringify(header));
  const signer = createSign('RSA-SHA256').update(`${head}.${body.toString('base64url')}`);
  return { protected: head, signature: signer.sign(privateKey, 'base64url') };
}

/** The header `wepay-signature` made of these signatures. */
export function signatureHeader(...signatures: readonly unknown[]): { 'wepay-signature': string } {
  return { 'wepay-signature': base64url(JSON.stringify(signatures)) };
}

export function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
