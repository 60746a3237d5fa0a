import type { ProviderEvent } from '../../domain/provider.ts';
import type { RefundEvent } from '../../domain/refund.ts';
import { WebhookFormatError } from '../errors.ts';
import { fundsMoved } from './funds.ts';
import { disputeReading } from './mapping.ts';
import {
  disputePayload,
  refundPayload,
  type DisputePayload,
  type NotificationPayload,
  type RefundPayload,
} from './payloads.ts';

/** The topics that are about a dispute for certain. Sources: seed 002 and WePay's list of topics. */
const DISPUTE_TOPICS: ReadonlySet<string> = new Set([
  'disputes.created',
  'disputes.updated',
  'disputes.funds_withdrawn',
  'disputes.funds_reinstated',
  'disputes.resolved',
]);

/** How a notification came to us, and when. */
export type Arrival = Pick<ProviderEvent, 'via' | 'receivedAt'>;

/**
 * What a notification says, by its own id, the same whether it was sent to us or found in the list. Topics that are new to us are taken when what
 * they bring is a dispute or a refund.
 *
 * @returns null for one that Recourse does not use
 * @throws WebhookFormatError when the dispute it is about has no id
 */
export function eventOf(
  notification: NotificationPayload,
  arrival: Arrival,
): ProviderEvent | RefundEvent | null {
  const { topic, payload } = notification;
  if (topic.startsWith('disputes.')) {
    const dispute = disputePayload.safeParse(payload);
    const isKnown = DISPUTE_TOPICS.has(topic);
    if (dispute.success && (isKnown || isOf('disputes', dispute.data)))
      return disputeEvent(notification, dispute.data, arrival);
    if (isKnown) throw new WebhookFormatError('The notification brings no dispute with an id.');
    return null;
  }
  const refund = refundPayload.safeParse(payload);
  if (!refund.success) return null;
  const isRefund = topic.startsWith('refunds.')
    ? isOf('refunds', refund.data)
    : refund.data.resource === 'refunds';
  return isRefund ? refundEvent(notification, refund.data, arrival) : null;
}

/** An object that does not say what it is, is what its topic says. */
function isOf(resource: string, object: { readonly resource: string | null }): boolean {
  return object.resource === null || object.resource === resource;
}

function disputeEvent(
  notification: NotificationPayload,
  payload: DisputePayload,
  { via, receivedAt }: Arrival,
): ProviderEvent {
  const dispute = disputeReading(payload);
  const funds = fundsMoved(notification, payload);
  return {
    provider: 'wepay',
    id: notification.id,
    type: notification.topic,
    via,
    object: { kind: 'dispute', id: dispute.id },
    paymentId: dispute.paymentId,
    merchantId: dispute.merchantId,
    receivedAt,
    reading: {
      kind: 'dispute',
      dispute: {
        ...dispute,
        evidence: null,
        asOf: notification.event_time,
        ...(funds.length > 0 && { funds }),
      },
    },
  };
}

/** No more than whose refund it is: how it stands is read, together with all other refunds of its payment. */
function refundEvent(
  { id, topic }: NotificationPayload,
  refund: RefundPayload,
  { via, receivedAt }: Arrival,
): RefundEvent {
  return {
    provider: 'wepay',
    id,
    type: topic,
    via,
    object: { kind: 'refund', id: refund.id },
    paymentId: refund.payment?.id ?? null,
    merchantId: refund.owner?.id ?? null,
    receivedAt,
  };
}
