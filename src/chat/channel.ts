import type { Instant } from '../domain/instant.ts';
import { caseIdOfPayment, type CaseId } from '../domain/names.ts';
import { type News, NEWS_EVENTS, type NewsEvent, type Subscription } from '../domain/news.ts';
import { needsPerson } from '../domain/summary.ts';
import { type Channel, RetryLater } from '../notify/channel.ts';
import type { Store } from '../store/store.ts';
import { type Board, isGone, type Standing } from './board.ts';
import { ChatError } from './failure.ts';
import { newsReply } from './refund-message.ts';
import type { Place, Slack } from './slack.ts';

/** The chat hears of everything: each piece of news may change what a message shows. */
export const SLACK_SUBSCRIPTION: Subscription = { name: 'slack', events: NEWS_EVENTS, merchantIds: null };

/** What people are to see although the message it belongs to stands there already. */
const SAID_ALOUD: readonly NewsEvent[] = [
  'dispute.opened',
  'dispute.reminder',
  'dispute.escalated',
  'document.expired',
];

export interface SlackChannelOptions {
  readonly board: Board;
  readonly slack: Slack;
  readonly store: Pick<Store, 'chat' | 'loadCase' | 'loadRefund'>;
}

/** Tells people in the chat: one message a case, kept up to its present state, and what needs them said aloud in its thread. */
export function createSlackChannel(options: SlackChannelOptions): Channel {
  return {
    async deliver(news, { signal }) {
      try {
        await (news.refundId === null
          ? tellOfCase(options, news, signal)
          : tellOfRefund(options, news, news.refundId, signal));
      } catch (error) {
        throw error instanceof ChatError
          ? new RetryLater(error.message, { after: error.retryAfter, cause: error })
          : error;
      }
    },
  };
}

async function tellOfCase(options: SlackChannelOptions, news: News, signal: AbortSignal): Promise<void> {
  const { caseId, event, at } = news;
  if (caseId === null) return;
  const standing = await options.board.showCase(caseId, signal);
  if (standing === null || !SAID_ALOUD.includes(event) || isTold(standing, at)) return;
  const state = await options.store.loadCase(caseId);
  if (state === null || !needsPerson(state)) return;
  signal.throwIfAborted();
  await reply(options, caseId, standing.place, news);
}

/** Under its case where that has a message, else in a message of its own. */
async function tellOfRefund(
  options: SlackChannelOptions,
  news: News,
  refundId: string,
  signal: AbortSignal,
): Promise<void> {
  const { board, store } = options;
  const refund = await store.loadRefund(refundId);
  if (refund === null) return;
  const caseId = news.caseId ?? caseIdOfPayment(refund.provider, refund.paymentId);
  const ofCase = (await store.chat.find(caseId)) && (await board.showCase(caseId, signal));
  if (ofCase === null || (await store.chat.find(`refund:${refundId}`)) !== null) {
    await board.showRefund(refundId, signal);
  } else if (refund.attention !== null) {
    await reply(options, caseId, ofCase.place, news);
  }
}

function isTold({ toldUntil }: Standing, at: Instant): boolean {
  return toldUntil !== null && at <= toldUntil;
}

/** Says it in the thread of a message, once. */
async function reply(
  { slack, store }: SlackChannelOptions,
  about: CaseId,
  under: Place,
  { id, summary }: News,
): Promise<void> {
  const message = newsReply(id, summary);
  try {
    if ((await slack.find(message.mark, under)) === null) await slack.post(under.channel, message, under);
  } catch (error) {
    if (!isGone(error)) throw error;
    await store.chat.forget(about);
    throw new RetryLater('The message was deleted; it is posted anew.');
  }
}
