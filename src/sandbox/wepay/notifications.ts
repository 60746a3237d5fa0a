import { DAY, SECOND } from '../../domain/instant.ts';
import { putInOutbox } from '../parts.ts';
import { between, listPage } from './lists.ts';
import { unixNow, type Notification, type WepayStandIn } from './wepay.ts';

/** How long WePay keeps what it has sent, in seconds. */
const KEPT_FOR = (30 * DAY) / SECOND;

/**
 * Notifies the platform, and keeps the notification for `GET /notifications`, whether it arrives or not.
 * Answers with its id.
 *
 * @param object - the whole object it is about
 */
export function notify(wepay: WepayStandIn, topic: string, object: object): string {
  const id = wepay.newUuid();
  const notification: Notification = {
    id,
    resource: 'notifications',
    path: `/notifications/${id}`,
    owner: { id: wepay.account.appId, resource: 'applications', path: null },
    topic,
    event_time: unixNow(),
    payload: object,
    api_version: '3.0',
  };
  wepay.documents.put('notifications', notification);
  const event = {
    id,
    provider: 'wepay',
    type: topic,
    ids: idsIn(object),
    body: JSON.stringify(notification),
  } as const;
  putInOutbox(wepay, event, wepay.settings.current().webhooks_paused);
  return id;
}

/** Everything that was notified in the last thirty days, newest first. */
export function listNotifications(wepay: WepayStandIn, query: URLSearchParams): object {
  const since = unixNow() - KEPT_FOR;
  const entries = wepay.documents
    .list('notifications')
    .filter(({ event_time }) => event_time >= since)
    .toSorted((one, other) => other.event_time - one.event_time);
  return listPage<Notification>(query, {
    path: '/notifications',
    entries,
    links: wepay.settings.current().list_links,
    filters: {
      object_type: ({ payload }, type) => 'resource' in payload && payload.resource === type,
      object_id: ({ payload }, id) => 'id' in payload && payload.id === id,
      ...between('event_time', ({ event_time }) => event_time),
    },
  });
}

function idsIn(object: object): string[] {
  const payment = 'payment' in object ? object.payment : null;
  const named = [object, payment].map((one) =>
    typeof one === 'object' && one !== null && 'id' in one ? one.id : null,
  );
  return named.filter((id) => typeof id === 'string');
}
