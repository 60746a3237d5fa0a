import type { IncomingHttpHeaders } from 'node:http';
import type { Whop } from '@whop/sdk';
import { MINUTE, millis, SECOND, type Instant } from '../../domain/instant.ts';
import type { ProviderEvent } from '../../domain/provider.ts';
import type { RefundEvent } from '../../domain/refund.ts';
import { WebhookFormatError, WebhookSignatureError } from '../errors.ts';
import type { WebhookDelivery } from '../provider.ts';
import { alertReading, disputeReading } from './mapping.ts';
import { alertPayload, disputePayload, refundPayload, webhookEnvelope } from './payloads.ts';
import { parseWebhookSecret } from './webhook-secret.ts';

/** Standard Webhooks: how far a webhook's time may lie from the time of receipt, either way. */
const TOLERANCE = 5 * MINUTE;

/** The headers a signature is made of. A type alias, since the SDK wants an index signature. */
type SignedHeaders = {
  'webhook-id': string;
  'webhook-timestamp': string;
  'webhook-signature': string;
};

/** What a webhook of a type we use says, apart from what all have in common. */
type Told =
  | Pick<ProviderEvent, 'object' | 'paymentId' | 'merchantId' | 'reading'>
  | Pick<RefundEvent, 'object' | 'paymentId' | 'merchantId'>;

/** The types Recourse uses and how each is read; every other type is acknowledged, and no more. */
const READERS: ReadonlyMap<string, (data: unknown, merchantId: string | null) => Told> = new Map([
  ['dispute_alert.created', readAlert],
  ['dispute.created', readDispute],
  ['dispute.updated', readDispute],
  ['refund.created', readRefund],
  ['refund.updated', readRefund],
]);

/** The part of the SDK that checks signatures. */
type Unwrap = Whop['webhooks']['unwrap'];

type WebhookReader = (
  raw: Buffer,
  headers: IncomingHttpHeaders,
  receivedAt: Instant,
) => Promise<WebhookDelivery>;

/**
 * Makes the reader of Whop's webhooks.
 *
 * @param unwrap - the SDK's `client.webhooks.unwrap`, bound to its client
 * @param secrets - each valid at once; with none, every webhook is refused
 * @param companyId - the company where a webhook names none
 */
export function createWebhookReader(
  unwrap: Unwrap,
  secrets: readonly string[],
  companyId: string | null,
): WebhookReader {
  const keys = secrets.filter((secret) => secret !== '').map((secret) => parseWebhookSecret(secret).key);
  return async (raw, headers, receivedAt) => {
    const signed = signedHeaders(headers);
    requireFresh(signed['webhook-timestamp'], receivedAt);
    const body = verified(unwrap, keys, decode(raw), signed);
    const envelope = webhookEnvelope.safeParse(body);
    if (!envelope.success) throw new WebhookFormatError('The webhook has no type or no object id.');
    const { type, data, company_id: namedCompany } = envelope.data;
    const told = READERS.get(type)?.(data, namedCompany ?? companyId);
    const eventId = signed['webhook-id'];
    if (told === undefined) return { eventId, type, event: null };
    return {
      eventId,
      type,
      event: { ...told, provider: 'whop', id: eventId, type, via: 'webhook', receivedAt },
    };
  };
}

/** The SDK skips the check altogether when it is given no headers, so each of the three must be there. */
function signedHeaders(headers: IncomingHttpHeaders): SignedHeaders {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
  if (!isOne(id) || !isOne(timestamp) || !isOne(signature)) {
    throw new WebhookSignatureError(
      'The webhook is not signed: it needs webhook-id, webhook-timestamp and webhook-signature.',
    );
  }
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
}

function isOne(value: string | string[] | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

/** The SDK compares with its own clock; what counts is when the webhook reached us. */
function requireFresh(timestamp: string, receivedAt: Instant): void {
  const sentAt = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * SECOND : Number.NaN;
  const age = millis(receivedAt) - sentAt;
  if (!(Math.abs(age) <= TOLERANCE)) {
    throw new WebhookSignatureError(
      'The webhook was signed more than five minutes before or after it arrived.',
    );
  }
}

/** Signatures cover bytes and the SDK takes text: only a decoding that loses nothing, not even a byte order mark, will do. */
function decode(raw: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    throw new WebhookFormatError('The webhook is not UTF-8.');
  }
}

/** The parsed body, once one of the keys has made its signature. */
function verified(unwrap: Unwrap, keys: readonly string[], body: string, headers: SignedHeaders): unknown {
  for (const key of keys) {
    try {
      return unwrap(body, { headers, key });
    } catch (error) {
      // The SDK parses only what it has verified.
      if (error instanceof SyntaxError) throw new WebhookFormatError('The webhook is not JSON.');
    }
  }
  throw new WebhookSignatureError('The webhook was not signed with a secret we know.');
}

function readDispute(data: unknown, merchantId: string | null): Told {
  const payload = disputePayload.parse(data);
  const dispute = disputeReading(payload, merchantId);
  return {
    object: { kind: 'dispute', id: dispute.id },
    paymentId: dispute.paymentId,
    merchantId: dispute.merchantId,
    reading: { kind: 'dispute', dispute: { ...dispute, evidence: null } },
  };
}

function readAlert(data: unknown, merchantId: string | null): Told {
  const alert = alertReading(alertPayload.parse(data), merchantId);
  return {
    object: { kind: 'alert', id: alert.id },
    paymentId: alert.paymentId,
    merchantId: alert.merchantId,
    reading: { kind: 'alert', alert },
  };
}

/** No more than whose refund it is: how it stands is read, together with all other refunds of its payment. */
function readRefund(data: unknown, merchantId: string | null): Told {
  const { id, payment } = refundPayload.parse(data);
  return { object: { kind: 'refund', id }, paymentId: payment?.id ?? null, merchantId };
}
