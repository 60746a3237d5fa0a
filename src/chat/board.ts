import { createHash } from 'node:crypto';
import { CaseFile } from '../domain/case-file.ts';
import { instant, type Instant } from '../domain/instant.ts';
import type { WorkflowPolicy } from '../domain/messages.ts';
import type { CaseId, ProviderName } from '../domain/names.ts';
import type { Capabilities } from '../domain/provider.ts';
import { isFinal } from '../domain/refund.ts';
import { needsPerson } from '../domain/summary.ts';
import type { ChatMessage } from '../store/chat.ts';
import type { Store } from '../store/store.ts';
import type { Message } from './blocks.ts';
import { caseMessage } from './case-message.ts';
import { ChatError } from './failure.ts';
import { refundMessage } from './refund-message.ts';
import type { Place, Slack } from './slack.ts';

/** What the board stands on. */
export interface BoardOptions {
  readonly slack: Slack;
  readonly store: Pick<Store, 'chat' | 'loadCase' | 'loadRefund'>;
  /** Null for a provider that is not set up here. */
  readonly capabilities: (provider: ProviderName) => Capabilities | null;
  readonly policy: WorkflowPolicy;
  /** Where what is about a merchant is posted; null for one that is not known. */
  readonly channelOf: (merchantId: string | null) => string;
  /** Where people reach the pages. */
  readonly publicUrl: string;
}

/** A message that stands in the chat. */
export interface Standing {
  readonly place: Place;
  /** Up to which moment what happened was told by its first words. */
  readonly toldUntil: Instant | null;
}

/** Brings messages up to the present state of what they are about. Every method may throw a ChatError. */
export interface Board {
  /**
   * A case's one message: posted when the case needs a person and has none yet, changed from then on. Null while there is none.
   *
   * @param signal - nothing is posted any more once it is aborted
   */
  showCase(id: CaseId, signal: AbortSignal): Promise<Standing | null>;
  /** Changes the message a case has; posts none. */
  refreshCase(id: CaseId): Promise<void>;
  /** The message of a refund of no case that has one. */
  showRefund(id: string, signal: AbortSignal): Promise<Standing | null>;
}

/** What a message is to show. */
interface Exhibit {
  readonly message: Message;
  /** Where it is posted; a message that stands elsewhere already stays there. */
  readonly channel: string;
  /** Somebody has to see it: without a message yet it gets one. */
  readonly wanted: boolean;
  readonly asOf: Instant;
  readonly seq: number;
  readonly settled: boolean;
}

type Load = () => Promise<Exhibit | null>;

/** What is shown is looked at again after each change; something that never stays the same is left to the next time. */
const MAX_ROUNDS = 5;

/** Slack's words for a message that cannot be changed ever again. */
const GONE = ['message_not_found', 'thread_not_found', 'cant_update_message', 'edit_window_closed'];

/** Slack's words for a channel we were taken out of: of no matter once another one is set up. */
const LEFT = ['channel_not_found', 'not_in_channel', 'is_archived'];

/** Whether a message that stood in the chat is there no more, or not ours to change. */
export function isGone(error: unknown): boolean {
  return error instanceof ChatError && error.word !== null && GONE.includes(error.word);
}

export function createBoard(options: BoardOptions): Board {
  const { store } = options;
  return {
    async showCase(id, signal) {
      await store.chat.adopt(id);
      return show(options, id, () => caseExhibit(options, id), signal);
    },
    async refreshCase(id) {
      await show(options, id, () => caseExhibit(options, id), null);
    },
    showRefund: (id, signal) => show(options, `refund:${id}`, () => refundExhibit(options, id), signal),
  };
}

async function caseExhibit(options: BoardOptions, id: CaseId): Promise<Exhibit | null> {
  const state = await options.store.loadCase(id);
  const capabilities = state && options.capabilities(state.provider);
  if (state === null || capabilities === null) return null;
  const file = new CaseFile(state, options.policy, capabilities);
  return {
    message: caseMessage(file, instant(Date.now()), pageOf(options, 'cases', id)),
    channel: options.channelOf(state.merchantId),
    wanted: state.movedTo === null && needsPerson(state),
    asOf: state.updatedAt,
    seq: state.nextSeq,
    settled: !state.open,
  };
}

async function refundExhibit(options: BoardOptions, id: string): Promise<Exhibit | null> {
  const refund = await options.store.loadRefund(id);
  if (refund === null) return null;
  const label = options.capabilities(refund.provider)?.label ?? refund.provider;
  return {
    message: refundMessage(refund, label, pageOf(options, 'refunds', id)),
    channel: options.channelOf(refund.merchantId),
    wanted: refund.attention !== null,
    asOf: refund.updatedAt,
    seq: 0,
    settled: isFinal(refund),
  };
}

function pageOf({ publicUrl }: BoardOptions, of: 'cases' | 'refunds', id: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/${of}/${encodeURIComponent(id).replaceAll('%3A', ':')}`;
}

/**
 * Shows what there is now, and looks again afterwards: of two who show at the same time the one with the older view may be the later one, and both show
 * it anew then.
 *
 * @param posting - null where a message may only be changed; a message is posted by whoever has the case's news to tell, who is one at a time
 */
async function show(
  options: BoardOptions,
  about: string,
  load: Load,
  posting: AbortSignal | null,
): Promise<Standing | null> {
  const { chat } = options.store;
  for (let round = 1; ; round += 1) {
    const [exhibit, kept] = [await load(), await chat.find(about)];
    if (exhibit === null) return null;
    if (kept?.place) {
      const done = await change(options, about, { ...kept, place: kept.place }, exhibit);
      if (done || round === MAX_ROUNDS) return { place: kept.place, toldUntil: kept.toldUntil };
    } else {
      if (posting === null || (kept === null && !exhibit.wanted)) return null;
      await post(options, about, kept, exhibit, posting);
    }
  }
}

/** Answers whether it shows that already. */
async function change(
  { slack, store }: BoardOptions,
  about: string,
  { place, shown }: ChatMessage & { readonly place: Place },
  exhibit: Exhibit,
): Promise<boolean> {
  const showing = showingOf(exhibit);
  if (shown === showing.shown) {
    await store.chat.showing(about, showing, shown);
    return true;
  }
  try {
    await slack.update(place, exhibit.message);
    await store.chat.showing(about, showing, shown);
  } catch (error) {
    if (!isGone(error) && !isLeftBehind(error, place, exhibit)) throw error;
    await store.chat.forget(about);
  }
  return false;
}

/** Whether it is, or was to be, in a channel that we were taken out of, and that is not the one it would be posted in now. */
function isLeftBehind(error: unknown, there: { readonly channel: string }, now: Exhibit): boolean {
  const isLeft = error instanceof ChatError && error.word !== null && LEFT.includes(error.word);
  return isLeft && there.channel !== now.channel;
}

/** Posts a message, unless one whose answer was lost is found: in the channel it was for, whatever is known by now. */
async function post(
  { slack, store }: BoardOptions,
  about: string,
  kept: ChatMessage | null,
  exhibit: Exhibit,
  signal: AbortSignal,
): Promise<void> {
  const { message, asOf } = exhibit;
  const channel = kept?.channel ?? exhibit.channel;
  try {
    const found = kept && (await slack.find(message.mark, { channel, since: kept.askedAt }));
    if (found !== null) return store.chat.placed(about, found, asOf);
  } catch (error) {
    if (!isLeftBehind(error, { channel }, exhibit)) throw error;
    return store.chat.forget(about);
  }
  signal.throwIfAborted();
  await store.chat.asked(about, instant(Date.now()), channel);
  try {
    await store.chat.placed(about, await slack.post(channel, message), asOf);
    await store.chat.showing(about, showingOf(exhibit), null);
  } catch (error) {
    // Slack has not taken it, so that there is nothing to look for.
    if (error instanceof ChatError && error.kind !== 'unknown') await store.chat.forget(about);
    throw error;
  }
}

function showingOf({ message, seq, settled }: Exhibit) {
  return { seq, settled, shown: createHash('sha256').update(JSON.stringify(message)).digest('hex') };
}
