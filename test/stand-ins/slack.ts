import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { SlackRefusal } from './slack-blocks.ts';
import { SlackChannel, type SlackMessage } from './slack-channel.ts';
import { type SlackFault, SlackFaults } from './slack-faults.ts';
import { type PressOf, pressing, type Pressed } from './slack-press.ts';

/** Somebody in the workspace. */
export interface SlackUser {
  readonly id: string;
  readonly mail?: string;
  /** Whether Slack has checked the address; so unless said otherwise. */
  readonly confirmed?: boolean;
  /** Another workspace than ours. */
  readonly team?: string;
}

/** A call that reached the stand-in, whatever was answered. */
export interface SlackCall {
  readonly method: string;
  readonly args: Readonly<Record<string, string>>;
}

/** What one person alone was told. */
export interface Whisper {
  readonly user: string;
  readonly text: string;
}

/** A workspace with a channel, and more where they are asked for, over real HTTP on a free loopback port. */
export interface SlackStandIn extends AsyncDisposable {
  /** For the product: SLACK_BOT_TOKEN and so on. */
  readonly environment: Readonly<Record<string, string>>;
  readonly channel: string;
  readonly signingSecret: string;
  readonly calls: readonly SlackCall[];
  readonly whispers: readonly Whisper[];
  /** What stands in a channel, oldest first, as it looks now; without what stands in threads. */
  messages(channel?: string): readonly SlackMessage[];
  /** What stands in the thread of a message, oldest first. */
  thread(ts: string, channel?: string): readonly SlackMessage[];
  /** What somebody was told alone, oldest first. */
  told(user: string): readonly string[];
  addUser(user: SlackUser): void;
  /** Forgets what people were told so far. */
  forgetWhispers(): void;
  /** Somebody takes a message away. */
  delete(ts: string): void;
  /** The next calls of a method (`*` for any) go wrong so. */
  failNext(method: string, fault: SlackFault, times?: number): void;
  /** Every call goes wrong so, until it is mended. */
  fail(fault: SlackFault): void;
  mend(): void;
  /** The Request URL of the app's interactivity. */
  sendPressesTo(url: string): void;
  /** Presses a button as a user would, and answers with what came back for each click. */
  press(press: PressOf): Promise<readonly Pressed[]>;
}

const TEAM = 'T0000001';
const TOKEN = 'xoxb-stand-in';
const SIGNING_SECRET = 'signing-secret-of-the-stand-in';

/** Starts a stand-in for Slack; calls that name no channel are about the first one. */
export async function startSlack(
  channelId = 'C0000001',
  ...others: readonly string[]
): Promise<SlackStandIn> {
  const channels = [channelId, ...others].map((id) => new SlackChannel(id));
  const faults = new SlackFaults();
  const users = new Map<string, SlackUser>();
  const calls: SlackCall[] = [];
  const whispers: Whisper[] = [];
  let pressesTo = '';

  const methods: Readonly<Record<string, (args: URLSearchParams) => object>> = {
    'auth.test': () => ({ team_id: TEAM, user_id: 'U0BOT', bot_id: 'B0BOT' }),
    'chat.postMessage': (args) => within(args).post(args),
    'chat.update': (args) => within(args).update(args),
    'chat.postEphemeral': (args) => {
      within(args);
      whispers.push({ user: args.get('user') ?? '', text: args.get('text') ?? '' });
      return {};
    },
    'conversations.history': (args) => paged(within(args).history(args), args),
    'conversations.replies': (args) => paged(within(args).replies(args), args),
    'users.info': (args) => ({ user: described(users.get(args.get('user') ?? '')) }),
  };

  function within(args: URLSearchParams): SlackChannel {
    return channelNamed(args.get('channel'));
  }
  function channelNamed(id: string | null): SlackChannel {
    const channel = channels.find((one) => one.id === id);
    if (channel === undefined) throw new SlackRefusal('channel_not_found');
    return channel;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const responder = /^\/respond\/(\w+)$/.exec(request.url ?? '')?.[1];
    if (responder !== undefined) {
      whispers.push({ user: responder, text: String(JSON.parse(body).text) });
      return void response.end('ok');
    }
    const method = (request.url ?? '').replace('/api/', '');
    const args = new URLSearchParams(body);
    calls.push({ method, args: Object.fromEntries(args) });
    const fault = faults.next(method);
    const answer = (): object => answered(methods[method], args, request.headers.authorization);
    if (fault === null) sendJson(response, answer());
    else fail(fault, response, answer, faults);
  }

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the stand-in has no port');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    environment: {
      SLACK_BOT_TOKEN: TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_CHANNEL: channelId,
      SLACK_API_URL: `${url}/api/`,
    },
    channel: channelId,
    signingSecret: SIGNING_SECRET,
    calls,
    whispers,
    messages: (channel = channelId) =>
      channelNamed(channel).messages.filter(({ threadTs }) => threadTs === null),
    thread: (ts, channel = channelId) =>
      channelNamed(channel).messages.filter(({ threadTs }) => threadTs === ts),
    told: (user) => whispers.filter((whisper) => whisper.user === user).map((whisper) => whisper.text),
    forgetWhispers: () => void whispers.splice(0),
    addUser: (user) => void users.set(user.id, user),
    delete: (ts) => channelNamed(channelId).delete(ts),
    failNext: (method, fault, times = 1) => faults.plan(method, fault, times),
    fail: (fault) => faults.plan('*', fault, Number.MAX_SAFE_INTEGER),
    mend: () => faults.mend(),
    sendPressesTo(at) {
      pressesTo = at;
    },
    press: (press) =>
      pressing(press, {
        url: pressesTo,
        responses: `${url}/respond/`,
        team: TEAM,
        signingSecret: SIGNING_SECRET,
        messages: channelNamed(channelId).messages,
      }),
    async [Symbol.asyncDispose]() {
      faults.mend();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function answered(
  method: ((args: URLSearchParams) => object) | undefined,
  args: URLSearchParams,
  authorization: string | undefined,
): object {
  try {
    if (authorization !== `Bearer ${TOKEN}`) throw new SlackRefusal('invalid_auth');
    if (method === undefined) throw new SlackRefusal('unknown_method');
    return { ok: true, ...method(args) };
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    return { ok: false, error: error.message };
  }
}

function fail(fault: SlackFault, response: ServerResponse, work: () => object, faults: SlackFaults): void {
  switch (fault.kind) {
    case 'cut':
      work();
      response.destroy();
      return;
    case 'slow_down':
      response.writeHead(429, { 'retry-after': String(fault.after) }).end();
      return;
    case 'broken':
      response.writeHead(500).end('oops');
      return;
    case 'hang':
      faults.hang(response);
      return;
    case 'late':
      faults.delay(() => sendJson(response, work()));
      return;
    case 'refuse':
      sendJson(response, { ok: false, error: fault.word });
  }
}

/** A page at a time, as Slack does; `cursor` is where the next one begins. */
function paged(messages: readonly object[], args: URLSearchParams): object {
  const from = Number(args.get('cursor') ?? 0);
  const end = from + Number(args.get('limit') ?? 100);
  const next = end < messages.length ? String(end) : '';
  return { messages: messages.slice(from, end), response_metadata: { next_cursor: next } };
}

function described(user: SlackUser | undefined): object {
  if (user === undefined) throw new SlackRefusal('user_not_found');
  const { id, mail, confirmed = true, team = TEAM } = user;
  return {
    id,
    team_id: team,
    deleted: false,
    is_bot: false,
    is_email_confirmed: confirmed,
    profile: { email: mail },
  };
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
