import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { SignJWT } from 'jose';
import { type Instant, MINUTE, plus, millis } from '../../../src/domain/instant.ts';
import type { DisputeReading } from '../../../src/domain/provider.ts';
import { createCcgProvider } from '../../../src/providers/ccg/provider.ts';
import type { WebhookDelivery } from '../../../src/providers/provider.ts';

/** When every webhook of these tests arrives. */
export const NOW: Instant = '2026-11-20T12:00:00.000Z';

/** A pair of keys as CCG would have one. */
export function keyPair(): { readonly privateKey: KeyObject; readonly pem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, pem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

export const CCG_KEYS = keyPair();

type Fields = Readonly<Record<string, unknown>>;

/** Seed 003's sample, letter by letter, with its eventType that stands for three. */
export const PLACEHOLDER_SAMPLE = readFileSync(new URL('sample.json', import.meta.url), 'utf8');

/** The sample as one of the events it stands for. */
export function ccgPayload(changes: Fields = {}): Fields {
  return { ...JSON.parse(PLACEHOLDER_SAMPLE), eventType: 'DISPUTE_INITIATED', ...changes };
}

/** The sample's own balance transaction, changed. */
export function balanceTransaction(changes: Fields = {}): Fields {
  const [first] = JSON.parse(PLACEHOLDER_SAMPLE).balanceTransactions;
  return { ...first, ...changes };
}

export interface TokenOptions {
  readonly key?: KeyObject | Uint8Array;
  readonly header?: { readonly alg: string; readonly kid?: string };
  /** Null for none. */
  readonly expires?: Instant | null;
  readonly notBefore?: Instant;
}

/** The header CCG sends, as it is at {@link NOW} unless told otherwise. */
export async function bearer({
  key = CCG_KEYS.privateKey,
  header = { alg: 'ES256' },
  expires = plus(NOW, 5 * MINUTE),
  notBefore,
}: TokenOptions = {}): Promise<{ readonly authorization: string }> {
  const token = new SignJWT({ iss: 'ccg' }).setProtectedHeader(header);
  if (expires !== null) token.setExpirationTime(millis(expires) / 1_000);
  if (notBefore !== undefined) token.setNotBefore(millis(notBefore) / 1_000);
  return { authorization: `Bearer ${await token.sign(key)}` };
}

/** What the provider makes of a body. */
export async function received(
  body: string | Buffer | Fields,
  { headers, keys = [CCG_KEYS.pem] }: { headers?: IncomingHttpHeaders; keys?: readonly string[] } = {},
): Promise<WebhookDelivery> {
  const provider = createCcgProvider({ webhookKeys: keys, merchantId: 'm_set' });
  const isWritten = typeof body === 'string' || Buffer.isBuffer(body);
  const raw = Buffer.from(isWritten ? body : JSON.stringify(body));
  return provider.readWebhook(raw, headers ?? (await bearer()), NOW);
}

/** The dispute a payload tells of. */
export async function readingOf(payload: Fields): Promise<DisputeReading> {
  const { event } = await received(payload);
  if (event === null || !('reading' in event) || event.reading.kind !== 'dispute')
    throw new Error('the event tells of no dispute');
  return event.reading.dispute;
}
