import { z } from 'zod';

/** What Slack says no with. */
export class SlackRefusal extends Error {}

/** Slack's own limits, in characters. Source: Block Kit reference. */
const plain = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(most) });
const markup = (most: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(most),
    verbatim: z.boolean().optional(),
  });

const button = z.strictObject({
  type: z.literal('button'),
  action_id: z.string().min(1).max(255),
  text: plain(75),
  value: z.string().max(2000).optional(),
  url: z.url().max(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: z
    .strictObject({
      title: plain(100),
      text: plain(300),
      confirm: plain(30),
      deny: plain(30),
      style: z.enum(['primary', 'danger']).optional(),
    })
    .optional(),
});
export type SlackButton = z.infer<typeof button>;

const blocks = z
  .array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('section'), text: markup(3000) }),
      z.strictObject({ type: z.literal('context'), elements: z.array(markup(3000)).min(1).max(10) }),
      z.strictObject({
        type: z.literal('actions'),
        elements: z
          .array(button)
          .min(1)
          .max(25)
          .refine((all) => new Set(all.map(({ action_id }) => action_id)).size === all.length),
      }),
    ]),
  )
  .max(50);
export type SlackBlock = z.infer<typeof blocks>[number];

/** Reads blocks as strictly as Slack does. */
export function blocksIn(sent: string | null): readonly SlackBlock[] {
  const read = blocks.safeParse(JSON.parse(sent ?? '[]'));
  if (!read.success) throw new SlackRefusal('invalid_blocks');
  return read.data;
}

/** Everything that can be pressed. */
export function buttonsIn(all: readonly SlackBlock[]): readonly SlackButton[] {
  return all.flatMap((block) => (block.type === 'actions' ? block.elements : []));
}
