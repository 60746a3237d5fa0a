import { DAY, earliest, type Instant, millis, plus } from '../../domain/instant.ts';
import type { DisputeReading } from '../../domain/provider.ts';
import type { DisputeObject } from '../provider.ts';
import { EVIDENCE_SLOTS, EVIDENCE_TEXTS } from './evidence-fields.ts';
import { disputedAmount, movements } from './funds.ts';
import { type DisputePayload, evidenceFile, evidenceText } from './payloads.ts';
import { reasonFrom } from './reason.ts';
import { standing } from './status.ts';

/**
 * How long a merchant has at the least: American Express gives 14 to 20 days, Discover 25 to 30, Visa 18 to 30, Mastercard 40 to 45. CCG names neither a
 * deadline nor the network, and an estimate that is too late is worse than one that is too early.
 */
const SHORTEST_WINDOW = 14 * DAY;

/** How Stripe's ids of disputes begin. */
const DISPUTE_ID = /^d[pu]_/;

/** What an event that came at some moment says. */
export interface Told {
  readonly eventType: string;
  readonly receivedAt: Instant;
  /** Whose dispute it is when the payload names no merchant. */
  readonly merchantId: string | null;
}

/**
 * A dispute as an event tells it, keyed by the payment. The dispute's own id, its currency and its times are its balance transactions'; without
 * these it is unnamed and recognised by payment and amount.
 */
export function disputeReading(
  payload: DisputePayload,
  { eventType, receivedAt, merchantId }: Told,
): DisputeReading {
  const { merchantTransactionId: paymentId, balanceTransactions } = payload;
  const stands = standing(eventType, payload.status);
  const id = disputeId(payload);
  const times = balanceTransactions.map(({ created }) => created);
  const createdAt = earliest(...times);
  return {
    id: id ?? `unnamed.${paymentId}`,
    ...(id === null && { unnamed: true }),
    paymentId,
    merchantId: payload.merchantId ?? merchantId,
    ...stands,
    amount: disputedAmount(payload),
    statedAmount: payload.amount === null ? null : String(payload.amount),
    reason: reasonFrom(payload.reason),
    providerReason: payload.reason,
    respondBy: null,
    respondByEstimate: isRuled(stands.status) ? null : plus(createdAt ?? receivedAt, SHORTEST_WINDOW),
    editable: null,
    settledByNetwork: false,
    createdAt,
    asOf: latest(times),
    funds: movements(payload),
    evidence: null,
  };
}

/** The evidence an event brings: what the customer and the payment offer by themselves. Empty fields are absent; null when it brings none at all. */
export function evidenceOf({ evidence }: DisputePayload): Pick<DisputeObject, 'texts' | 'files'> | null {
  if (evidence === null) return null;
  const texts = EVIDENCE_TEXTS.flatMap((field) => {
    const text = evidenceText.parse(evidence[field]);
    return text === null || text.trim() === '' ? [] : [[field, text] as const];
  });
  const files = EVIDENCE_SLOTS.flatMap((slot) => {
    const file = evidenceFile.parse(evidence[slot]);
    return file === null ? [] : [[slot, { id: file.id, name: file.filename }] as const];
  });
  return { texts: Object.fromEntries(texts), files: Object.fromEntries(files) };
}

function disputeId({ balanceTransactions }: DisputePayload): string | null {
  const sources = balanceTransactions.flatMap(({ source }) => source ?? []);
  return sources.find((source) => DISPUTE_ID.test(source)) ?? sources[0] ?? null;
}

function isRuled(status: DisputeReading['status']): boolean {
  return status === 'won' || status === 'lost' || status === 'closed';
}

function latest(times: readonly (Instant | null)[]): Instant | null {
  return times.filter((at) => at !== null).toSorted((a, b) => millis(b) - millis(a))[0] ?? null;
}
