import type { AlertReading, Stage, Status } from '../../domain/provider.ts';
import { moneyFromMajor } from '../../domain/money.ts';
import type { DisputeObject, EvidenceTexts, PaymentObject } from '../provider.ts';
import { EVIDENCE_SLOTS, EVIDENCE_TEXTS } from './evidence-fields.ts';
import type { Address, AlertPayload, DisputePayload, PaymentPayload } from './payloads.ts';
import { reasonFromWords } from '../reason-words.ts';

/** Stage and status of every status the SDK can return. Source: "Dispute statuses" of seed 000. */
const STATUSES: ReadonlyMap<string, { readonly stage: Stage; readonly status: Status }> = new Map([
  ['warning_needs_response', { stage: 'alert', status: 'needs_response' }],
  ['warning_under_review', { stage: 'alert', status: 'under_review' }],
  ['warning_closed', { stage: 'alert', status: 'closed' }],
  ['needs_response', { stage: 'chargeback', status: 'needs_response' }],
  ['under_review', { stage: 'chargeback', status: 'under_review' }],
  ['won', { stage: 'chargeback', status: 'won' }],
  ['lost', { stage: 'chargeback', status: 'lost' }],
  ['closed', { stage: 'chargeback', status: 'closed' }],
  ['other', { stage: 'other', status: 'other' }],
]);

/** A status Whop adds later changes nothing; the prefix still tells that it belongs to the warning phase. */
export function standing(status: string): { readonly stage: Stage; readonly status: Status } {
  return (
    STATUSES.get(status) ?? { stage: status.startsWith('warning_') ? 'alert' : 'other', status: 'other' }
  );
}

/**
 * A dispute without its evidence.
 *
 * @param merchantId - whose dispute it is when Whop names no company
 */
export function disputeReading(payload: DisputePayload, merchantId: string | null): DisputeObject['dispute'] {
  const providerStatus = payload.status ?? 'unknown';
  return {
    id: payload.id,
    paymentId: payload.payment?.id ?? null,
    merchantId: payload.company?.id ?? merchantId,
    ...standing(providerStatus),
    providerStatus,
    amount: moneyFromMajor(payload.amount, payload.currency),
    reason: reasonFromWords(payload.reason),
    providerReason: payload.reason,
    respondBy: payload.needs_response_by,
    editable: payload.editable,
    settledByNetwork: payload.visa_rdr === true,
    createdAt: payload.created_at,
  };
}

/** A dispute with what Whop holds as its evidence; empty texts are absent. */
export function disputeObject(payload: DisputePayload, merchantId: string | null): DisputeObject {
  const files = EVIDENCE_SLOTS.flatMap((slot) => {
    const held = payload[slot];
    return held === null ? [] : [[slot, { id: held.id, name: held.filename }] as const];
  });
  return {
    dispute: disputeReading(payload, merchantId),
    texts: present(EVIDENCE_TEXTS.map((field) => [field, payload[field]])),
    files: Object.fromEntries(files),
  };
}

/** An alert. An RDR alert is a dispute Visa has settled already. */
export function alertReading(payload: AlertPayload, merchantId: string | null): AlertReading {
  return {
    id: payload.id,
    paymentId: payload.payment?.id ?? null,
    merchantId: payload.company?.id ?? merchantId,
    type: payload.alert_type ?? 'unknown',
    amount: moneyFromMajor(payload.amount, payload.currency),
    settledByNetwork: payload.alert_type === 'dispute_rdr',
    disputeId: payload.dispute?.id ?? null,
    createdAt: payload.created_at,
  };
}

/**
 * A payment with what it offers as evidence. The name on the billing address comes before the one shown on the profile: Whop wants "the
 * customer's full name from their payment details".
 */
export function paymentObject(payload: PaymentPayload, merchantId: string | null): PaymentObject {
  const { billing_address: address, user, product, currency } = payload;
  return {
    payment: {
      id: payload.id,
      merchantId: payload.company?.id ?? merchantId,
      amount: moneyFromMajor(payload.total, currency),
      refundedAmount: moneyFromMajor(payload.refunded_amount, currency),
      refundable: payload.refundable,
    },
    texts: present([
      ['customer_name', filled(address?.name) ?? filled(user?.name)],
      ['customer_email_address', filled(user?.email)],
      ['billing_address', address === null ? null : oneLine(address)],
      ['product_description', filled(product?.title)],
      ['service_date', (payload.paid_at ?? payload.created_at)?.slice(0, 'YYYY-MM-DD'.length) ?? null],
    ]),
    productId: product?.id ?? null,
  };
}

function oneLine({ line1, line2, postal_code, city, state, country }: Address): string {
  const town = [filled(postal_code), filled(city)].filter((part) => part !== null).join(' ');
  return [line1, line2, town, state, country]
    .map(filled)
    .filter((part) => part !== null)
    .join(', ');
}

function filled(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

function present(texts: readonly (readonly [string, string | null])[]): EvidenceTexts {
  return Object.fromEntries(
    texts.filter((entry): entry is readonly [string, string] => entry[1] !== null && entry[1] !== ''),
  );
}
