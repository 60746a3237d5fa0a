import type { ChannelKind } from '../notify/subscriber.ts';
import { deliveryId } from '../notify/delivery-id.ts';
import type { KeptPost } from '../store/outbox.ts';
import type { DeliveryView } from './schemas/delivery.ts';

/** By which channel each subscriber that is set up is told. */
export type SubscriberChannels = ReadonlyMap<string, ChannelKind>;

/** News on its way, as the API shows it. */
export function deliveryView(post: KeptPost, channels: SubscriberChannels): DeliveryView {
  const { news, subscriber } = post;
  return {
    id: deliveryId({ newsId: news.id, subscriber }),
    event: news.event,
    subscriber,
    channel: channels.get(subscriber) ?? null,
    merchant_id: news.merchantId,
    case_id: news.caseId,
    refund_id: news.refundId,
    summary: news.summary,
    state: post.state,
    attempts: post.attempts,
    next_at: post.state === 'waiting' ? post.nextAt : null,
    last_error: post.lastError,
    delivered_at: post.deliveredAt,
    created_at: post.createdAt,
    resent_by: post.resentBy,
    resent_at: post.resentAt,
  };
}
