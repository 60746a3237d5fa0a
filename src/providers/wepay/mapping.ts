import { DAY, plus, type Millis } from '../../domain/instant.ts';
import { moneyFromMinor } from '../../domain/money.ts';
import type { DisputeReading, Stage, Status } from '../../domain/provider.ts';
import type { DisputeObject, PaymentObject } from '../provider.ts';
import type { DisputePayload, PaymentPayload } from './payloads.ts';
import { reasonFrom } from './reason.ts';

/** "The supporting documentation for a challenge must be submitted to us for review within 5 days of the chargeback" (seed 002). */
const TIME_TO_ANSWER: Millis = 5 * DAY;

/** Every status but `resolved`, whose resolution tells. Sources: WePay's API reference; its prose also says `awaiting_payee_response`. */
const STATUSES: ReadonlyMap<string, Status> = new Map([
  ['awaiting_merchant_response', 'needs_response'],
  ['awaiting_payee_response', 'needs_response'],
  ['pending_wepay_review', 'under_review'],
  ['awaiting_chargeback_decision', 'under_review'],
  ['awaiting_chargeback_decision_with_credit', 'under_review'],
  ['awaiting_chargeback_decision_without_credit', 'under_review'],
]);

/** How a dispute was resolved. Only `lost` is documented in so many words (seed 002); a word that is new to us says nothing. */
const RESOLUTIONS: ReadonlyMap<string, Status> = new Map([
  ['won', 'won'],
  ['lost', 'lost'],
  ['closed', 'closed'],
  ['withdrawn', 'closed'],
]);

const STAGES: ReadonlyMap<string, Stage> = new Map([
  ['inquiry', 'inquiry'],
  ['chargeback', 'chargeback'],
]);

/** Settled by Visa (RDR) before anybody could answer: it can be neither challenged nor conceded. */
const SETTLED_TYPE = 'pre_dispute';

/** A dispute without its evidence. WePay names no deadline: it follows from the time of creation. */
export function disputeReading(payload: DisputePayload): DisputeObject['dispute'] {
  const { create_time: createdAt, type } = payload;
  const settledByNetwork = type?.toLowerCase() === SETTLED_TYPE;
  return {
    id: payload.id,
    paymentId: payload.payment?.id ?? null,
    merchantId: payload.owner?.id ?? null,
    stage: STAGES.get(type?.toLowerCase() ?? '') ?? 'other',
    providerStage: type,
    ...standing(payload),
    amount: moneyFromMinor(payload.amount, payload.currency),
    reason: reasonFrom(payload.reason?.reason_code ?? null),
    providerReason: payload.reason?.reason_code ?? null,
    respondBy: createdAt === null || settledByNetwork ? null : plus(createdAt, TIME_TO_ANSWER),
    settledByNetwork,
    createdAt,
  };
}

/** WePay holds no draft, and shows nothing of what was handed in. */
export function disputeObject(payload: DisputePayload): DisputeObject {
  return { dispute: disputeReading(payload), texts: {}, files: {} };
}

/** A payment. It offers nothing that WePay would take as evidence: the only text is the merchant's own explanation. */
export function paymentObject({
  id,
  owner,
  amount,
  amount_refunded,
  currency,
}: PaymentPayload): PaymentObject {
  return {
    payment: {
      id,
      merchantId: owner?.id ?? null,
      amount: moneyFromMinor(amount, currency),
      refundedAmount: moneyFromMinor(amount_refunded, currency),
      refundable: null,
    },
    texts: {},
    productId: null,
  };
}

/** A dispute that is resolved takes no answer any more, though the word for how may be new to us, and then rules nothing. */
function standing({
  status,
  resolution,
}: DisputePayload): Pick<DisputeReading, 'status' | 'providerStatus' | 'editable'> {
  const word = status?.toLowerCase() ?? '';
  const providerStatus = status ?? 'unknown';
  if (word !== 'resolved') return { status: STATUSES.get(word) ?? 'other', providerStatus, editable: null };
  const how = resolution?.type ?? null;
  const ruled = RESOLUTIONS.get(how?.toLowerCase() ?? '');
  if (ruled !== undefined) return { status: ruled, providerStatus, editable: null };
  const inWords = how === null ? providerStatus : `${providerStatus}: ${how}`;
  return { status: 'other', providerStatus: inWords, editable: false };
}
