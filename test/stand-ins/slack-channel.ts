import { blocksIn, type SlackBlock, SlackRefusal } from './slack-blocks.ts';

/** A message as the stand-in keeps it. */
export interface SlackMessage {
  readonly ts: string;
  readonly channel: string;
  readonly threadTs: string | null;
  /** Shown in the channel although it stands in a thread. */
  readonly broadcast: boolean;
  text: string;
  blocks: readonly SlackBlock[];
  metadata: unknown;
  /** How often it was changed. */
  edits: number;
}

type Arguments = URLSearchParams;

/** The messages of one channel, and Slack's rules about them. */
export class SlackChannel {
  readonly id: string;
  #messages: SlackMessage[] = [];
  #count = 0;

  constructor(id: string) {
    this.id = id;
  }

  /** Copies, oldest first, so that what somebody has seen stays as they saw it. */
  get messages(): readonly SlackMessage[] {
    return structuredClone(this.#messages);
  }

  post(args: Arguments): SlackMessage {
    const threadTs = args.get('thread_ts');
    if (threadTs !== null && this.#find(threadTs) === undefined) throw new SlackRefusal('thread_not_found');
    this.#count += 1;
    const message: SlackMessage = {
      ts: `${Math.floor(Date.now() / 1000)}.${String(this.#count).padStart(6, '0')}`,
      channel: this.id,
      threadTs,
      broadcast: args.get('reply_broadcast') === 'true',
      ...contentOf(args),
      edits: 0,
    };
    this.#messages.push(message);
    return message;
  }

  update(args: Arguments): SlackMessage {
    const message = this.#find(args.get('ts') ?? '');
    if (message === undefined) throw new SlackRefusal('message_not_found');
    Object.assign(message, contentOf(args), { edits: message.edits + 1 });
    return message;
  }

  delete(ts: string): void {
    this.#messages = this.#messages.filter((message) => message.ts !== ts);
  }

  /** Newest first; of threads only what is shown in the channel too. */
  history(args: Arguments): readonly object[] {
    const oldest = Number(args.get('oldest') ?? 0);
    return this.#messages
      .filter(({ ts, threadTs, broadcast }) => Number(ts) > oldest && (threadTs === null || broadcast))
      .toReversed()
      .map((message) => listed(message, args));
  }

  /** The message itself, and what stands under it, oldest first. */
  replies(args: Arguments): readonly object[] {
    const ts = args.get('ts');
    if (ts === null || this.#find(ts) === undefined) throw new SlackRefusal('thread_not_found');
    return this.#messages
      .filter((message) => message.ts === ts || message.threadTs === ts)
      .map((message) => listed(message, args));
  }

  #find(ts: string): SlackMessage | undefined {
    return this.#messages.find((message) => message.ts === ts);
  }
}

function contentOf(args: Arguments): Pick<SlackMessage, 'text' | 'blocks' | 'metadata'> {
  const text = args.get('text') ?? '';
  const blocks = blocksIn(args.get('blocks'));
  if (text === '' && blocks.length === 0) throw new SlackRefusal('no_text');
  const metadata = args.get('metadata');
  return { text, blocks, metadata: metadata === null ? null : JSON.parse(metadata) };
}

function listed({ ts, text, metadata, threadTs }: SlackMessage, args: Arguments): object {
  const isAsked = args.get('include_all_metadata') === 'true';
  return {
    type: 'message',
    ts,
    text,
    ...(threadTs !== null && { thread_ts: threadTs }),
    ...(isAsked && metadata !== null && { metadata }),
  };
}
