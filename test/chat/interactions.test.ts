import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isFromSlack, slackSignature } from '../../src/chat/signature.ts';
import { openApi } from '../api/an-api.ts';
import { openChat, type TestChat } from './a-chat.ts';

let chat: TestChat;
let ada: string;
beforeAll(async () => {
  chat = await openChat();
  ada = await chat.addPerson('ada', 'approver');
});
afterAll(() => chat.close());
beforeEach(() => chat.slack.forgetWhispers());

async function aCase(): Promise<string> {
  const id = await chat.openDispute();
  await chat.tell(id);
  return id;
}

async function isDecided(id: string): Promise<boolean> {
  return (await chat.store.loadCase(id))?.disputes[0]?.decision !== null;
}

/** What a request needs to count as Slack's. */
function signed(body: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': slackSignature(Buffer.from(body), timestamp, chat.slack.signingSecret),
  };
}

function send(body: string, headers = signed(body)) {
  return chat.api.send('POST', '/slack/interactions', { token: null, body, headers });
}

function formOf(payload: unknown): string {
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

test("Slack's own example of a signature is taken", () => {
  const body =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
  const headers = {
    'x-slack-request-timestamp': '1531420618',
    'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  };
  const secret = '8f742231b10e8888abcd99yyyzzz85a5';
  expect(isFromSlack(Buffer.from(body), headers, secret, '2018-07-12T18:36:58.000Z')).toBe(true);
  expect(isFromSlack(Buffer.from(`${body} `), headers, secret, '2018-07-12T18:36:58.000Z')).toBe(false);
});

describe('401, and nothing is done', () => {
  test.each([
    ['a forged signature', { signingSecret: 'another' }],
    ['a request older than five minutes', { ageSeconds: 301 }],
    ['a request from five minutes ahead', { ageSeconds: -302 }],
  ])('for %s', async (_case, press) => {
    const id = await aCase();
    expect(await chat.slack.press({ user: ada, action: 'challenge', ...press })).toMatchObject([
      { status: 401 },
    ]);
    expect(await isDecided(id)).toBe(false);
  });

  test.each(['x-slack-signature', 'x-slack-request-timestamp'])('without %s', async (name) => {
    const body = formOf({ type: 'block_actions', user: { id: ada } });
    const { [name]: _left, ...headers } = signed(body);
    expect((await send(body, headers)).status).toBe(401);
  });

  test('for another body than was signed', async () => {
    const body = formOf({ type: 'block_actions', user: { id: ada } });
    expect((await send(`${body}x`, signed(body))).status).toBe(401);
  });
});

test('a request replayed within its five minutes does nothing a second time', async () => {
  const id = await aCase();
  expect(
    await chat.slack.press({ user: ada, action: 'challenge', ageSeconds: 290, retries: 1 }),
  ).toMatchObject([{ status: 200 }, { status: 200 }]);
  const { data } = await chat.store.timeline(id, { limit: 100 });
  expect(data.filter(({ kind }) => kind === 'decided')).toHaveLength(1);
});

test.each([
  ['a button of somebody else', { type: 'block_actions', actions: [{ action_id: 'vote', value: '1' }] }],
  [
    'a button of ours with a value that is none',
    { type: 'block_actions', actions: [{ action_id: 'challenge', value: '{' }] },
  ],
  ['no button at all', { type: 'block_actions', actions: [] }],
  ['an interaction of another kind', { type: 'message_action', callback_id: 'x', message: { ts: '1.2' } }],
])('%s is answered, and explained to whoever pressed', async (_case, payload) => {
  const body = formOf({ ...payload, user: { id: ada }, channel: { id: chat.slack.channel } });
  expect((await send(body)).status).toBe(200);
  expect(chat.slack.told(ada)).toEqual(['Recourse does not know this button: open the case at its page.']);
});

test.each(['', 'payload=', 'payload=%7B', 'payload=%5B%5D', formOf({ type: 'block_actions' })])(
  '400 for what is no interaction: %j',
  async (body) => {
    expect((await send(body)).status).toBe(400);
  },
);

test('413 for more than Slack ever sends', async () => {
  expect((await send('x'.repeat(1024 * 1024 + 1))).status).toBe(413);
});

test('404 where the chat is not set up', async () => {
  const api = await openApi({ store: chat.store });
  const answer = await fetch(`${api.url}/slack/interactions`, { method: 'POST', body: 'payload=1' });
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ detail: 'The chat is not set up here.' });
});
