import { createHash } from 'node:crypto';
import { NEWS_EVENTS, type Subscription } from '../domain/news.ts';
import { OperatorError } from '../operator-error.ts';
import type { Store } from '../store/store.ts';
import { linksUnder } from './links.ts';
import { createPayerChannel, createPeopleChannel } from './mail/mail-channel.ts';
import { createMailServer, type MailServer } from './mail/mail-server.ts';
import type { NotifySettings } from './settings.ts';
import type { Subscriber } from './subscriber.ts';
import { type ConfiguredSubscription, PAYER_EVENTS, readSubscriptions } from './subscriptions-file.ts';
import { createWebhookChannel } from './webhook/webhook-channel.ts';

/** What subscribers are made with. */
export interface SubscriberPorts {
  readonly store: Store;
  /** Where people reach the pages. */
  readonly publicUrl: string;
}

/**
 * Everybody whom the settings name, and the way to them.
 *
 * @throws SettingsFileError; OperatorError where somebody is to be mailed and there is no mail server
 */
export async function createSubscribers(
  { file, mailServer, allowPrivate }: NotifySettings,
  ports: SubscriberPorts,
): Promise<readonly Subscriber[]> {
  if (file === null) return [];
  const configured = await readSubscriptions(file, { allowPrivate });
  const mailed = configured.find(({ channel }) => channel === 'mail');
  if (mailed !== undefined && mailServer === null)
    throw new OperatorError(
      `SMTP_URL and MAIL_FROM are missing: the notifications file ${file} has mail sent for ${mailed.name}.`,
    );
  const server = mailServer === null ? null : createMailServer(mailServer);
  return configured.flatMap((one) => subscribersOf(one, { ...ports, server, allowPrivate }));
}

interface Means extends SubscriberPorts {
  readonly server: MailServer | null;
  readonly allowPrivate: boolean;
}

function subscribersOf(
  configured: ConfiguredSubscription,
  { store, server, publicUrl, allowPrivate }: Means,
): readonly Subscriber[] {
  const links = linksUnder(publicUrl);
  const { name } = configured;
  if (configured.channel === 'webhook') {
    const { url, secret } = configured;
    const channel = createWebhookChannel({ name, url, secret, links, allowPrivate });
    return [{ ...subscriptionOf(configured), kind: 'webhook', channel }];
  }
  if (server === null) return [];
  if (configured.to === 'payer') {
    const channel = createPayerChannel({ name, store, server });
    return [{ ...subscriptionOf(configured, PAYER_EVENTS), kind: 'mail', channel }];
  }
  // Each address for itself: a server that refuses one must neither hide that from us nor make the others get it twice.
  return [...new Set(configured.to)].map((to) => {
    const own = { ...subscriptionOf(configured), name: nameForAddress(name, to) };
    const channel = createPeopleChannel({ name: own.name, store, server, links, subscription: name, to });
    return { ...own, kind: 'mail', channel };
  });
}

function subscriptionOf(
  { name, events, merchants }: ConfiguredSubscription,
  everything: Subscription['events'] = NEWS_EVENTS,
): Subscription {
  return { name, events: events ?? everything, merchantIds: merchants ?? null };
}

/** The same for an address wherever in the list it stands, and no address itself, as names are logged and listed. */
function nameForAddress(name: string, address: string): string {
  return `${name}/${createHash('sha256').update(address).digest('hex').slice(0, 8)}`;
}
