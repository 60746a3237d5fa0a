import { DAY, instant, millis, SECOND, type Millis } from '../../domain/instant.ts';
import type { ProviderEvent } from '../../domain/provider.ts';
import type { RefundEvent } from '../../domain/refund.ts';
import { WebhookFormatError } from '../errors.ts';
import type { ListedPage, ListRequest } from '../provider.ts';
import type { RequestLimits, WepayClient } from './client.ts';
import { disputeReading } from './mapping.ts';
import { eventOf, type Arrival } from './notification.ts';
import { OPERATIONS } from './operations.ts';
import { readPage } from './pages.ts';
import { disputePayload, notificationPayload, type NotificationPayload } from './payloads.ts';

/** How long WePay keeps its notifications. */
const KEPT: Millis = 30 * DAY;

/**
 * One page of the disputes created since a moment.
 *
 * @throws ProviderError
 */
export async function listDisputes(
  client: WepayClient,
  { since, cursor }: ListRequest,
  limits: RequestLimits,
): Promise<ListedPage<ProviderEvent['reading']>> {
  const list = { operation: OPERATIONS.listDisputes, path: '/disputes', entry: disputePayload };
  const filter = { create_time_start: unixSeconds(millis(since)) };
  const { entries, next } = await readPage(client, { ...list, filter, cursor }, limits);
  const readings = entries.map((entry) => ({ ...disputeReading(entry), evidence: null }));
  return { entries: readings.map((dispute) => ({ kind: 'dispute', dispute })), next };
}

/**
 * One page of the notifications sent since a moment, as the events they would have been, received when they were sent; those of no use are left out.
 *
 * @throws ProviderError
 */
export async function listNotifications(
  client: WepayClient,
  { since, cursor }: ListRequest,
  limits: RequestLimits,
): Promise<ListedPage<ProviderEvent | RefundEvent>> {
  const now = Date.now();
  const list = {
    operation: OPERATIONS.listNotifications,
    path: '/notifications',
    // A list of what was sent may hold anything, and one odd entry must not hide the others.
    entry: notificationPayload.nullable().catch(null),
  };
  const filter = { event_time_start: unixSeconds(Math.max(millis(since), now - KEPT)) };
  const { entries, next } = await readPage(client, { ...list, filter, cursor }, limits);
  const events = entries.map(
    (notification) =>
      notification &&
      readable(notification, {
        via: 'reconcile',
        receivedAt: notification.event_time ?? instant(now),
      }),
  );
  return { entries: events.filter((event) => event !== null), next };
}

/** A notification about a dispute without an id was refused when it was sent, and keeps no other from being read. */
function readable(notification: NotificationPayload, arrival: Arrival): ReturnType<typeof eventOf> {
  try {
    return eventOf(notification, arrival);
  } catch (error) {
    if (error instanceof WebhookFormatError) return null;
    throw error;
  }
}

function unixSeconds(at: Millis): string {
  return String(Math.floor(at / SECOND));
}
