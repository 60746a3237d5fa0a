import type { Instant } from '../domain/instant.ts';
import { caseIdOfPayment, type CaseId } from '../domain/names.ts';
import { type News, NEWS_EVENTS, type NewsEvent, type Subscription } from '../domain/news.ts';
import { type Channel, RetryLater } from '../notify/channel.ts';
import type { Store } from '../store/store.ts';
import type { Message } from './blocks.ts';
import { type Board, type BoardOptions, isGone, type Standing } from './board.ts';
import { ChatError } from './failure.ts';
import { caseReply, refundReply } from './replies.ts';
import type { Place, Slack } from './slack.ts';

/** The chat hears of everything, whatever is said aloud of it: each piece of news may change what a message shows. */
export const SLACK_SUBSCRIPTION: Subscription = { name: 'slack', events: NEWS_EVENTS, merchantIds: null };

export interface SlackChannelOptions {
  readonly board: Board;
  readonly slack: Slack;
  readonly store: Pick<Store, 'chat' | 'loadCase' | 'loadRefund'>;
  readonly capabilities: BoardOptions['capabilities'];
  /** What people are to see although the message it belongs to stands there already. */
  readonly saidAloud: readonly NewsEvent[];
}

/** Tells people in the chat: one message a case, kept up to its present state, and what they are to see said aloud in its thread. */
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
  if (standing === null || !options.saidAloud.includes(event) || isTold(standing, at)) return;
  const state = await options.store.loadCase(caseId);
  const message =
    state && caseReply(news, state, options.capabilities(state.provider)?.label ?? state.provider);
  if (message !== null) await reply(options, caseId, standing.place, message, signal);
}

/** Under its case where that has a message, else in a message of its own. */
async function tellOfRefund(
  options: SlackChannelOptions,
  news: News,
  refundId: string,
  signal: AbortSignal,
): Promise<void> {
  const { board, store, saidAloud } = options;
  const refund = await store.loadRefund(refundId);
  if (refund === null) return;
  const caseId = news.caseId ?? caseIdOfPayment(refund.provider, refund.paymentId);
  const ofCase = (await store.chat.find(caseId)) && (await board.showCase(caseId, signal));
  if (ofCase === null || (await store.chat.find(`refund:${refundId}`)) !== null) {
    await board.showRefund(refundId, signal);
    return;
  }
  const message = saidAloud.includes(news.event) ? refundReply(news, refund) : null;
  if (message !== null) await reply(options, caseId, ofCase.place, message, signal);
}

function isTold({ toldUntil }: Standing, at: Instant): boolean {
  return toldUntil !== null && at <= toldUntil;
}

/** Says it in the thread of a message, once. */
async function reply(
  { slack, store }: SlackChannelOptions,
  about: CaseId,
  under: Place,
  message: Message,
  signal: AbortSignal,
): Promise<void> {
  try {
    if ((await slack.find(message.mark, under)) !== null) return;
    // Looking may have taken so long that somebody else says it meanwhile.
    signal.throwIfAborted();
    await slack.post(under.channel, message, under);
  } catch (error) {
    if (!isGone(error)) throw error;
    await store.chat.forget(about);
    throw new RetryLater('The message was deleted; it is posted anew.');
  }
}
