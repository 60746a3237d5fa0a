import { LogLevel, WebClient } from '@slack/web-api';
import { MINUTE, SECOND, type Instant, type Millis, millis } from '../domain/instant.ts';
import type { Mark, Message } from './blocks.ts';
import { chatError } from './failure.ts';
import type { SlackSettings } from './settings.ts';

/** Where a message stands. */
export interface Place {
  readonly channel: string;
  /** Slack's id of a message within its channel. */
  readonly ts: string;
}

/** Somebody at Slack, as far as it tells who they are here. */
export interface SlackUser {
  /** Lower case; null where Slack has none, or one that nobody has confirmed. */
  readonly mail: string | null;
  /** Of our own workspace or organisation: what another one says of its members is not believed. */
  readonly isOurs: boolean;
}

/** What is asked of Slack. Every call throws a ChatError when it does not succeed. */
export interface Slack {
  post(channel: string, message: Message, thread?: Place): Promise<Place>;
  update(place: Place, message: Message): Promise<void>;
  /** Shows a text to one person alone. */
  whisper(channel: string, user: string, text: string): Promise<void>;
  /** Looks for a message of ours in a channel, posted since a moment or in a thread. */
  find(
    mark: Mark,
    where: { readonly channel: string; readonly since: Instant } | Place,
  ): Promise<Place | null>;
  user(id: string): Promise<SlackUser>;
}

/** Longer than Slack ever takes, and no longer than a deliverer wants to wait. */
const TIMEOUT: Millis = 8 * SECOND;
/** Slack's clock and ours may differ. */
const CLOCK_DIFFERENCE: Millis = 5 * MINUTE;
/** Of a channel's or thread's messages; what is looked for was posted lately. */
const PAGE = 200;
const MAX_PAGES = 10;

/** Slack's Web API. Nothing is tried twice here: whoever calls knows when that is safe. */
export function createSlack({ botToken, apiUrl }: Pick<SlackSettings, 'botToken' | 'apiUrl'>): Slack {
  const client = new WebClient(botToken, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: TIMEOUT,
    logger: SILENT,
  });
  const ourTeam = once(() => asked(client.auth.test()));
  return {
    async post(channel, message, thread) {
      const written = { channel, ...content(message), unfurl_links: false };
      // A reply is shown in the channel too: else nobody but those who follow its thread would see it.
      const whole =
        thread === undefined ? written : { ...written, thread_ts: thread.ts, reply_broadcast: true };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- Slack's method, not a window's
      const said = await asked(client.chat.postMessage(whole));
      return { channel: said.channel ?? channel, ts: said.ts ?? '' };
    },
    async update({ channel, ts }, message) {
      await asked(client.chat.update({ channel, ts, ...content(message) }));
    },
    async whisper(channel, user, text) {
      await asked(client.chat.postEphemeral({ channel, user, text }));
    },
    find: (mark, where) => find(client, mark, where),
    async user(id) {
      const [{ user }, team] = await Promise.all([asked(client.users.info({ user: id })), ourTeam()]);
      const isOurs =
        user?.team_id === team.team_id ||
        (team.enterprise_id !== undefined && user?.enterprise_user?.enterprise_id === team.enterprise_id);
      const isPerson = user !== undefined && user.deleted !== true && user.is_bot !== true;
      const mail = isPerson && user.is_email_confirmed === true ? user.profile?.email : undefined;
      return { mail: mail?.toLowerCase() ?? null, isOurs };
    },
  };
}

function content({ text, blocks, mark }: Message) {
  return {
    text,
    blocks: [...blocks],
    metadata: { event_type: mark.event_type, event_payload: { ...mark.event_payload } },
  };
}

async function find(
  client: WebClient,
  mark: Mark,
  where: { readonly channel: string; readonly since: Instant } | Place,
): Promise<Place | null> {
  const { channel } = where;
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const request = {
      channel,
      include_all_metadata: true,
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    };
    const { messages = [], response_metadata: next } = await asked(
      'ts' in where
        ? client.conversations.replies({ ...request, ts: where.ts })
        : client.conversations.history({
            ...request,
            oldest: String((millis(where.since) - CLOCK_DIFFERENCE) / SECOND),
          }),
    );
    const ts = messages.find(({ metadata }) => isMarked(metadata, mark))?.ts;
    if (ts !== undefined) return { channel, ts };
    cursor = next?.next_cursor;
    if (cursor === undefined || cursor === '') return null;
  }
  return null;
}

function isMarked(metadata: unknown, { event_type, event_payload }: Mark): boolean {
  if (typeof metadata !== 'object' || metadata === null) return false;
  const payload: unknown = Reflect.get(metadata, 'event_payload');
  if (Reflect.get(metadata, 'event_type') !== event_type) return false;
  if (typeof payload !== 'object' || payload === null) return false;
  return Object.entries(event_payload).every(([name, value]) => Reflect.get(payload, name) === value);
}

async function asked<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw chatError(error);
  }
}

/** Asks until it is answered, and never again after that. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = null;
      throw error;
    });
    return answer;
  };
}

/** The library's own log lines may hold what was sent; what went wrong comes back as an error. */
const SILENT = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};
