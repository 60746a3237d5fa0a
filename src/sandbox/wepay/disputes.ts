import { DAY, millis, SECOND } from '../../domain/instant.ts';
import { notify } from './notifications.ts';
import { settlePayment } from './payments.ts';
import {
  newObject,
  recordEffect,
  referenceTo,
  unixNow,
  type CaseTerms,
  type Dispute,
  type Payment,
  type WepayStandIn,
} from './wepay.ts';

/** The days a merchant has (seed 002), in seconds. */
const TIME_TO_ANSWER = (5 * DAY) / SECOND;

/** "A $15 non-refundable chargeback fee is applied" (seed 002). */
const CHARGEBACK_FEE = 1500;

/** How a new dispute differs from the ordinary chargeback over the whole payment. */
export interface NewDispute {
  readonly terms: CaseTerms;
  readonly payment: Payment;
  readonly type?: 'chargeback' | 'inquiry' | 'pre_dispute' | undefined;
  /** Half of the payment is disputed. */
  readonly partial?: boolean | undefined;
  /** The exchange rate has changed since the payment. */
  readonly rate?: number | undefined;
  /** The notifications that go out now, in this order. */
  readonly tells?: readonly DisputeTopic[] | undefined;
  /** It is made this moment, not in time for the deadline the case was started with. */
  readonly fresh?: boolean | undefined;
}

type DisputeTopic =
  | 'disputes.created'
  | 'disputes.updated'
  | 'disputes.funds_withdrawn'
  | 'disputes.funds_reinstated'
  | 'disputes.resolved';

/** Opens a dispute, takes the money, and notifies the platform. */
export function openDispute(wepay: WepayStandIn, opening: NewDispute): Dispute {
  const { terms, payment, type = 'chargeback', partial = false, rate = 1 } = opening;
  const claim = partial ? Math.floor(payment.amount / 2) : payment.amount;
  const deadline = Math.floor(millis(terms.respond_by) / SECOND);
  const dispute: Dispute = {
    ...newObject('disputes', wepay.newUuid(), payment.owner.id),
    create_time: opening.fresh === true ? unixNow() : deadline - TIME_TO_ANSWER,
    status: 'awaiting_merchant_response',
    type,
    amount: Math.round(claim * rate),
    fee: CHARGEBACK_FEE,
    currency: payment.currency,
    payment: referenceTo('payments', payment.id),
    card_brand: terms.card_brand ?? (type === 'inquiry' ? 'american_express' : 'visa'),
    reason: reasonOf(terms.reason),
    resolution: null,
    custom_data: null,
  };
  wepay.documents.put('disputes', dispute);
  wepay.documents.put('courses', { id: dispute.id, claim, deaths: terms.deaths });
  settlePayment(wepay, payment.id);
  recordEffect(wepay, 'dispute_opened', [dispute.id, payment.id], { status: dispute.status, type });
  tell(wepay, dispute, ...(opening.tells ?? (['disputes.created', 'disputes.funds_withdrawn'] as const)));
  return dispute;
}

/** Changes a dispute and what its payment shows of it, and notifies the platform of these topics. */
export function changeDispute(
  wepay: WepayStandIn,
  dispute: Dispute,
  changes: Partial<Dispute>,
  ...topics: readonly DisputeTopic[]
): Dispute {
  const changed = { ...dispute, ...changes };
  wepay.documents.put('disputes', changed);
  settlePayment(wepay, changed.payment.id);
  tell(wepay, changed, ...topics);
  return changed;
}

/** Notifies the platform of how a dispute now is. With the topics about funds goes what they tell of. */
export function tell(wepay: WepayStandIn, dispute: Dispute, ...topics: readonly DisputeTopic[]): void {
  for (const topic of topics) {
    notify(wepay, topic, dispute);
    const effect = MONEY.get(topic);
    const { id, payment, amount, fee, currency } = dispute;
    if (effect !== undefined) recordEffect(wepay, effect, [id, payment.id], { amount, fee, currency });
  }
}

const MONEY: ReadonlyMap<DisputeTopic, string> = new Map([
  ['disputes.funds_withdrawn', 'funds_withdrawn'],
  ['disputes.funds_reinstated', 'funds_reinstated'],
]);

/** How a dispute ended. */
export function resolution(type: string, time: number = unixNow()): Partial<Dispute> {
  return { status: 'resolved', resolution: { resolution_time: time, type } };
}

function reasonOf(code: string): Dispute['reason'] {
  return {
    reason_code: code,
    reason_message: 'A dispute was opened with this reason.',
    details: [{ detail_code: 'unspecified', detail_message: 'Unspecified' }],
  };
}
