/** Text in Slack's own markup. */
interface Markup {
  readonly type: 'mrkdwn';
  readonly text: string;
  /** Nothing in it becomes a link or a mention unless it is written as one. */
  readonly verbatim: true;
}

interface Plain {
  readonly type: 'plain_text';
  readonly text: string;
}

/** Slack's own dialog before a button counts as pressed. */
interface Confirmation {
  readonly title: Plain;
  readonly text: Plain;
  readonly confirm: Plain;
  readonly deny: Plain;
  readonly style?: 'danger';
}

export interface Button {
  readonly type: 'button';
  readonly action_id: string;
  readonly text: Plain;
  readonly value?: string;
  readonly url?: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: Confirmation;
}

/** The few of Slack's blocks that messages here are made of. */
export type Block =
  | { readonly type: 'section'; readonly text: Markup }
  | { readonly type: 'context'; readonly elements: readonly Markup[] }
  | { readonly type: 'actions'; readonly elements: readonly Button[] };

/** By what a message is recognised when it is looked for. */
export interface Mark {
  readonly event_type: 'recourse_case' | 'recourse_refund' | 'recourse_news';
  readonly event_payload: Readonly<Record<string, string>>;
}

/** A message as it is shown. */
export interface Message {
  /** For notifications, where blocks are not shown. */
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly mark: Mark;
}

/** Longest text Slack takes in a section. Source: Block Kit, section block. */
const SECTION_LIMIT = 3000;

export function section(text: string): Block {
  return { type: 'section', text: markup(text) };
}

export function context(text: string): Block {
  return { type: 'context', elements: [markup(text)] };
}

export function plain(text: string): Plain {
  return { type: 'plain_text', text };
}

function markup(text: string): Markup {
  const shown = text.length > SECTION_LIMIT ? `${text.slice(0, SECTION_LIMIT - 1)}…` : text;
  return { type: 'mrkdwn', text: shown, verbatim: true };
}
