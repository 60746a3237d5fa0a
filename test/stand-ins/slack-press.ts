import { slackSignature } from '../../src/chat/signature.ts';
import { buttonsIn, type SlackButton } from './slack-blocks.ts';
import type { SlackMessage } from './slack-channel.ts';

/** How somebody presses a button. */
export interface PressOf {
  /** Slack's id of them. */
  readonly user: string;
  /** The button's `action_id`. */
  readonly action: string;
  /** The message as they see it, perhaps an old view; by default the channel's last one, as it looks now. */
  readonly message?: SlackMessage;
  readonly messageTs?: string;
  /** Clicks, all at once. */
  readonly times?: number;
  /** How often Slack sends the same click again, as it does where an answer was late. */
  readonly retries?: number;
  /** How old its timestamp is. */
  readonly ageSeconds?: number;
  /** Another than Slack's: a forgery. */
  readonly signingSecret?: string;
}

/** What came back for a click. */
export interface Pressed {
  readonly status: number;
  /** Milliseconds until the answer. */
  readonly took: number;
}

interface Pressing {
  readonly url: string;
  readonly responses: string;
  readonly team: string;
  readonly signingSecret: string;
  readonly messages: readonly SlackMessage[];
}

/** Sends what Slack sends: the same click again under another header, a double click as two clicks. */
export async function pressing(press: PressOf, at: Pressing): Promise<readonly Pressed[]> {
  const { times = 1, retries = 0 } = press;
  const message = press.message ?? messageIn(at.messages, press.messageTs);
  const button = buttonIn(message, press.action);
  const clicks = Array.from({ length: times }, (_, click) => bodyOf(press, at, message, button, click));
  const sent = clicks.flatMap((body) =>
    Array.from({ length: retries + 1 }, (_, retry) => send(body, press, at, retry)),
  );
  return Promise.all(sent);
}

/** The button of a message; throws where there is none, as nobody could press it. */
function buttonIn({ blocks }: SlackMessage, action: string): SlackButton {
  const button = buttonsIn(blocks).find(({ action_id }) => action_id === action);
  if (button === undefined) throw new Error(`this message has no button ${action}`);
  return button;
}

function messageIn(messages: readonly SlackMessage[], ts: string | undefined): SlackMessage {
  const roots = messages.filter(({ threadTs }) => threadTs === null);
  const message = ts === undefined ? roots.at(-1) : roots.find((one) => one.ts === ts);
  if (message === undefined) throw new Error('there is no such message to press a button of');
  return message;
}

function bodyOf(
  { user }: PressOf,
  { responses, team }: Pressing,
  { ts, channel, text, blocks }: SlackMessage,
  button: SlackButton,
  click: number,
): string {
  const payload = {
    type: 'block_actions',
    user: { id: user, username: user.toLowerCase(), team_id: team },
    api_app_id: 'A0000001',
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
    trigger_id: `${Date.now()}.${click}`,
    team: { id: team, domain: 'stand-in' },
    channel: { id: channel, name: 'disputes' },
    message: { type: 'message', ts, text, blocks },
    response_url: `${responses}${user}`,
    actions: [{ ...button, type: 'button', block_id: 'b1', action_ts: `${Date.now() / 1000}${click}` }],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

async function send(
  body: string,
  { ageSeconds = 0, signingSecret }: PressOf,
  at: Pressing,
  retry: number,
): Promise<Pressed> {
  const timestamp = String(Math.floor(Date.now() / 1000) - ageSeconds);
  const began = performance.now();
  const { status } = await fetch(at.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': slackSignature(Buffer.from(body), timestamp, signingSecret ?? at.signingSecret),
      ...(retry > 0 && { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_timeout' }),
    },
    body,
  });
  return { status, took: performance.now() - began };
}
