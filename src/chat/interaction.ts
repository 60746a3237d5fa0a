import { z } from 'zod';

/** Somebody pressed something in a message. */
export interface Press {
  readonly user: string;
  readonly channel: string | null;
  readonly action: string;
  readonly value: string | undefined;
  /** Where to answer whoever pressed; Slack takes it for half an hour. */
  readonly responseUrl: string | null;
}

/** As far as we read Slack's `block_actions` and what else it may send; unknown fields and kinds are left alone. */
const payload = z.object({
  type: z.string(),
  user: z.object({ id: z.string().min(1) }),
  channel: z.object({ id: z.string() }).nullish(),
  response_url: z.url({ protocol: /^https?$/ }).nullish(),
  actions: z
    .array(z.object({ action_id: z.string(), value: z.string().nullish() }))
    .nullish()
    .catch(null),
});

/** Reads the form Slack sends. Null for a body that is none. */
export function readInteraction(raw: Buffer): Press | null {
  const sent = new URLSearchParams(raw.toString('utf8')).get('payload');
  const read = payload.safeParse(json(sent ?? ''));
  if (!read.success) return null;
  const { type, user, channel, response_url: responseUrl, actions } = read.data;
  const [action] = actions ?? [];
  return {
    user: user.id,
    channel: channel?.id ?? null,
    // Other kinds of interactions are none of ours, whatever they hold.
    action: type === 'block_actions' ? (action?.action_id ?? '') : '',
    value: action?.value ?? undefined,
    responseUrl: responseUrl ?? null,
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
