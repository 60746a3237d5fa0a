import { z } from 'zod';

/** A button, as far as somebody can press it. */
export interface SlackButton {
  readonly action_id: string;
  readonly text: { readonly text: string };
  readonly value?: string;
  readonly url?: string;
  readonly confirm?: { readonly title: { readonly text: string }; readonly text: { readonly text: string } };
}

export interface SlackBlock {
  readonly type: string;
  readonly text?: { readonly text: string };
  readonly elements?: readonly SlackButton[];
}

/** What Slack says no with. */
export class SlackRefusal extends Error {}

/** Slack's own limits, in characters. Source: Block Kit reference. */
const plain = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(most) });
const markup = (most: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(most) });

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

const block = z.discriminatedUnion('type', [
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
]);

export function blocksIn(json: string | null): readonly SlackBlock[] {
  if (json === null) return [];
  try {
    return JSON.parse(json);
  } catch {
    throw new SlackRefusal('invalid_blocks_format');
  }
}

/** What Slack would not take about blocks; null for nothing. */
export function wrongIn(blocks: readonly SlackBlock[]): string | null {
  const read = z.array(block).max(50).safeParse(blocks);
  return read.success ? null : read.error.message;
}
