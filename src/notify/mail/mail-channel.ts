import { createHash } from 'node:crypto';
import type { News } from '../../domain/news.ts';
import type { Store } from '../../store/store.ts';
import { type Channel, NothingToTell, NotKnownYet } from '../channel.ts';
import type { Links } from '../links.ts';
import { type MailWords, onOneLine } from './layout.ts';
import type { Mail, MailServer } from './mail-server.ts';
import { isRead, matterOf } from './matter.ts';
import { payerAddress } from './payer-address.ts';
import { payerMail } from './payer-mail.ts';
import { peopleMail } from './people-mail.ts';

interface MailChannelOptions {
  /** The subscriber's name. */
  readonly name: string;
  readonly store: Pick<Store, 'loadCase' | 'loadRefund' | 'getTexts'>;
  readonly server: MailServer;
}

/** Mails somebody who works on cases. */
export function createPeopleChannel({
  name,
  store,
  server,
  links,
  subscription,
  to,
}: MailChannelOptions & {
  readonly links: Links;
  /** What the subscription is called, of which this is one address. */
  readonly subscription: string;
  readonly to: string;
}): Channel {
  return {
    async deliver(news, { signal }) {
      const matter = await matterOf(store, news);
      const words = peopleMail(news, matter, { link: links(news), subscriber: subscription });
      await server.send(mailOf(news, { to, words, name, domain: server.domain }), signal);
    },
  };
}

/** Mails whoever made the payment. */
export function createPayerChannel({ name, store, server }: MailChannelOptions): Channel {
  return {
    async deliver(news, { signal }) {
      const matter = await matterOf(store, news);
      const words = payerMail(news, matter);
      if (words === null) throw new NothingToTell('There is nothing in it for a payer.');
      const to = await payerAddress(store, matter);
      if (to === null && isRead(matter))
        throw new NothingToTell("Nobody to tell: no payer's mail address is known.");
      if (to === null) throw new NotKnownYet("The payer's mail address has not been read yet.");
      await server.send(mailOf(news, { to, words, name, domain: server.domain }), signal);
    },
  };
}

function mailOf(
  news: News,
  {
    to,
    words,
    name,
    domain,
  }: { readonly to: string; readonly words: MailWords; readonly name: string; readonly domain: string },
): Mail {
  return {
    to,
    words,
    messageId: `${digest(news.id, name)}@${domain}`,
    thread: `${digest(news.caseId ?? news.refundId ?? news.id, name)}.thread@${domain}`,
    headers: { 'X-Recourse-Event-Id': onOneLine(news.id) },
  };
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
