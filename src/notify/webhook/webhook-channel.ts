import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import type { News } from '../../domain/news.ts';
import { type Channel, RetryLater, Undeliverable } from '../channel.ts';
import { deliveryId } from '../delivery-id.ts';
import type { Links } from '../links.ts';
import { type Answered, post, type PostOptions } from './post.ts';
import { NotPublicError } from '../../public-address.ts';

/** A program that is told over HTTP. */
export interface WebhookChannelOptions extends Pick<PostOptions, 'allowPrivate' | 'resolve'> {
  /** The subscriber's name. */
  readonly name: string;
  readonly url: string;
  /** `whsec_…` */
  readonly secret: string;
  readonly links: Links;
}

/** Posts news signed as Standard Webhooks describes; `webhook-id` is the same on every attempt. */
export function createWebhookChannel(options: WebhookChannelOptions): Channel {
  const { name, links, allowPrivate, resolve } = options;
  const url = new URL(options.url);
  const signer = new Webhook(options.secret);
  return {
    async deliver(news, { signal }) {
      const id = deliveryId({ newsId: news.id, subscriber: name });
      const at = new Date();
      const body = JSON.stringify(bodyOf(news, links(news)));
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'Recourse',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': signer.sign(id, at, body),
      };
      const answered = await post({ url, headers, body }, { allowPrivate, signal, resolve }).catch(noAnswer);
      judge(answered);
    },
  };
}

/** What is posted, in the words of our API. */
function bodyOf(news: News, url: string): object {
  const { id, summary, provider } = news;
  const data = {
    id,
    summary,
    provider,
    merchant_id: news.merchantId,
    payment_id: news.paymentId,
    case_id: news.caseId,
    dispute_id: news.disputeId,
    refund_id: news.refundId,
    url,
  };
  return { type: news.event, timestamp: news.at, data };
}

function judge({ status, after }: Answered): void {
  if (status >= 200 && status < 300) return;
  if (status === 410) throw new Undeliverable('It answered 410: it wants to be told no more.');
  const isRedirect = status >= 300 && status < 400;
  throw new RetryLater(
    isRedirect ? `It answered ${status}: redirects are not followed.` : `It answered ${status}.`,
    { after },
  );
}

function noAnswer(error: unknown): never {
  if (error instanceof NotPublicError) {
    const why = 'Its address is no public one: RECOURSE_WEBHOOKS_ALLOW_PRIVATE=1 would allow it.';
    throw new RetryLater(why, { cause: error });
  }
  const code = Coded.safeParse(error).data?.code ?? 'ABORT_ERR';
  const why = code === 'ABORT_ERR' ? 'It did not answer in time.' : `It cannot be reached (${code}).`;
  throw new RetryLater(why, { cause: error });
}

/** How the system names what went wrong with a connection, e.g. `ECONNREFUSED`. */
const Coded = z.object({ code: z.string().regex(/^[A-Z][A-Z0-9_]{1,50}$/) });
