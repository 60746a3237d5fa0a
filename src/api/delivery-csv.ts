import { deliveryView, type SubscriberChannels } from './delivery-view.ts';
import type { CsvRow } from './list-csv.ts';
import type { KeptPost } from '../store/outbox.ts';

export const DELIVERY_COLUMNS = [
  'delivery_id',
  'event',
  'subscriber',
  'channel',
  'merchant_id',
  'case_id',
  'refund_id',
  'summary',
  'state',
  'attempts',
  'next_at',
  'last_error',
  'delivered_at',
  'created_at',
  'resent_by',
  'resent_at',
] as const;

/** News on its way in one line, as the API shows it. */
export function deliveryCsvRow(
  post: KeptPost,
  channels: SubscriberChannels,
): CsvRow<(typeof DELIVERY_COLUMNS)[number]> {
  const { id, attempts, ...delivery } = deliveryView(post, channels);
  return { ...delivery, delivery_id: id, attempts: String(attempts) };
}
