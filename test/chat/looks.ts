import type { SlackMessage } from '../stand-ins/slack-channel.ts';

/** Everything a message says, buttons aside. */
export function wordsOf({ blocks }: SlackMessage): string {
  return blocks
    .filter(({ type }) => type !== 'actions')
    .flatMap(({ text, elements = [] }) => [text?.text, ...elements.map((element) => String(element.text))])
    .join('\n');
}

/** What can be pressed in a message. */
export function actionsOf({ blocks }: SlackMessage): readonly string[] {
  return blocks
    .filter(({ type }) => type === 'actions')
    .flatMap(({ elements = [] }) => elements.map(({ action_id }) => action_id));
}
