import { buttonsIn } from '../stand-ins/slack-blocks.ts';
import type { SlackMessage } from '../stand-ins/slack-channel.ts';

/** Everything a message says, buttons aside. */
export function wordsOf({ blocks }: SlackMessage): string {
  return blocks
    .flatMap((block) => {
      if (block.type === 'section') return [block.text.text];
      return block.type === 'context' ? block.elements.map(({ text }) => text) : [];
    })
    .join('\n');
}

/** What can be pressed in a message. */
export function actionsOf({ blocks }: SlackMessage): readonly string[] {
  return buttonsIn(blocks).map(({ action_id }) => action_id);
}
