import { z } from 'zod';
import { NEWS_EVENTS, type NewsEvent } from '../domain/news.ts';
import { text, webAddress } from '../setting.ts';
import { ASKING } from './replies.ts';

/** What sets the chat up. */
export interface SlackSettings {
  readonly botToken: string;
  readonly signingSecret: string;
  /** Id of the channel cases are put before people in. */
  readonly channel: string;
  /** Channels of their own, by merchant id. */
  readonly merchantChannels: ReadonlyMap<string, string>;
  /** What is said aloud in the threads of messages. */
  readonly events: readonly NewsEvent[];
  /** Of Slack's Web API, ending in a slash. */
  readonly apiUrl: string;
  /** People's sign-in names by Slack user id, for those whose mail address does not tell. */
  readonly people: ReadonlyMap<string, string>;
}

/** What each variable the chat cannot do without takes. */
const TAKES = {
  SLACK_BOT_TOKEN: 'the bot token of your app at Slack, xoxb-…',
  SLACK_SIGNING_SECRET: 'the signing secret of your app at Slack',
  SLACK_CHANNEL: 'the id of a channel at Slack, such as C0123456789',
} as const;
const NEEDED = ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_CHANNEL'] as const;
const USELESS_ALONE = ['SLACK_API_URL', 'SLACK_PEOPLE', 'SLACK_MERCHANT_CHANNELS', 'SLACK_EVENTS'] as const;

const USER_ID = /^[UW][A-Z0-9]+$/;
// An id and no name: a message can be changed, and be found again, by the id alone.
const CHANNEL_ID = /^[CG][A-Z0-9]+$/;
const ANYTHING = /./;

/** The variables the chat is set up with. */
export const SLACK_VARIABLES = {
  SLACK_BOT_TOKEN: text(TAKES.SLACK_BOT_TOKEN),
  SLACK_SIGNING_SECRET: text(TAKES.SLACK_SIGNING_SECRET),
  SLACK_CHANNEL: text(TAKES.SLACK_CHANNEL, (value) => CHANNEL_ID.test(value)),
  SLACK_MERCHANT_CHANNELS: text(
    'merchant ids, each once, with the ids of their channels at Slack, biz_1=C0123,biz_2=C0456',
    (value) => isPairs(value, ANYTHING, CHANNEL_ID),
  ),
  SLACK_EVENTS: text(
    `some of ${NEWS_EVENTS.join(', ')}, separated by commas`,
    (value) => eventsIn(value).length === value.split(',').length,
  ),
  SLACK_API_URL: webAddress("Slack's Web API"),
  SLACK_PEOPLE: text(
    'Slack user ids, each once, with the sign-in names they stand for, U0123=ada,U0456=bob',
    (value) => isPairs(value, USER_ID, ANYTHING),
  ),
};

const Variables = z.object(SLACK_VARIABLES);
type Variables = z.output<typeof Variables>;

const SLACK = 'https://slack.com/api/';

/** The chat's settings, null where nothing sets it up. Half a set-up becomes an issue for each variable that is missing. */
export function slackSettings(values: Variables, context: z.RefinementCtx): SlackSettings | null {
  if (!isSetUp(values, context)) return null;
  const { SLACK_API_URL: apiUrl = SLACK } = values;
  return {
    botToken: values.SLACK_BOT_TOKEN,
    signingSecret: values.SLACK_SIGNING_SECRET,
    channel: values.SLACK_CHANNEL,
    events: values.SLACK_EVENTS === undefined ? ASKING : eventsIn(values.SLACK_EVENTS),
    apiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`,
    merchantChannels: new Map(pairsIn(values.SLACK_MERCHANT_CHANNELS)),
    people: new Map(pairsIn(values.SLACK_PEOPLE)),
  };
}

function isSetUp(
  values: Variables,
  context: z.RefinementCtx,
): values is Variables & { [N in (typeof NEEDED)[number]]: string } {
  const present = [...NEEDED, ...USELESS_ALONE].find((name) => values[name] !== undefined);
  const missing = NEEDED.filter((name) => values[name] === undefined);
  if (present === undefined || missing.length === 0) return missing.length === 0;
  for (const name of missing) {
    const message = `is missing: it takes ${TAKES[name]}, and is needed because ${present} is set`;
    context.addIssue({ code: 'custom', path: [name], message });
  }
  return false;
}

/** Where what is about a merchant is put before people; a merchant that is not known has no channel of its own. */
export function channelOf({ channel, merchantChannels }: SlackSettings, merchantId: string | null): string {
  return (merchantId === null ? undefined : merchantChannels.get(merchantId)) ?? channel;
}

/** Leaves out what is no event. */
function eventsIn(list: string): readonly NewsEvent[] {
  return list.split(',').flatMap((name) => NEWS_EVENTS.find((event) => event === name.trim()) ?? []);
}

/** Reads `a=b,c=d`. */
function pairsIn(list: string | undefined): readonly (readonly [string, string])[] {
  const pairs = list?.split(',') ?? [];
  return pairs.map((pair) => {
    const [left = '', right = '', ...more] = pair.split('=').map((part) => part.trim());
    return [left, more.length === 0 ? right : ''] as const;
  });
}

/** Whether both sides of each pair are as they should be, and nothing on the left stands there twice. */
function isPairs(list: string, left: RegExp, right: RegExp): boolean {
  const pairs = pairsIn(list);
  const isEachOnce = new Set(pairs.map(([one]) => one)).size === pairs.length;
  return isEachOnce && pairs.every(([one, other]) => left.test(one) && right.test(other));
}
