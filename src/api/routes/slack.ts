import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { readInteraction } from '../../chat/interaction.ts';
import type { TakePress } from '../../chat/press.ts';
import { isFromSlack } from '../../chat/signature.ts';
import { type Millis, SECOND, instant } from '../../domain/instant.ts';
import { rawReader } from '../body.ts';
import { Problem } from '../problem.ts';
import type { OpenRoute } from '../route.ts';

/** Bytes; Slack sends the whole message along. */
const BODY_LIMIT = 1024 * 1024;
/** Slack shows a failure to whoever pressed after 3 s. What takes longer is finished all the same, and they are told then. */
const ANSWER_WITHIN: Millis = 2.2 * SECOND;

export interface SlackRouteOptions {
  /** Absent where the chat is not set up. */
  readonly chat?: { readonly signingSecret: string; readonly press: TakePress } | undefined;
}

/** What people press in the chat. */
export function slackRoutes({ chat }: SlackRouteOptions): OpenRoute[] {
  const read = rawReader(BODY_LIMIT);
  return [
    {
      ...DESCRIPTION,
      access: null,
      async serve(req, res) {
        if (chat === undefined) throw new Problem(404, 'The chat is not set up here.');
        const raw = await read(req, res);
        if (!isFromSlack(raw, req.headers, chat.signingSecret, instant(Date.now())))
          throw new Problem(
            401,
            'The signature is bad, stale or missing. Check SLACK_SIGNING_SECRET and the clock.',
          );
        const press = readInteraction(raw);
        if (press === null)
          throw new Problem(400, 'This is no interaction: a form with `payload`, in JSON, and a user.');
        const waiting = new AbortController();
        await Promise.race([
          chat.press(press),
          delay(ANSWER_WITHIN, undefined, { signal: waiting.signal, ref: false }).catch(() => {}),
        ]);
        waiting.abort();
        return { status: 200 };
      },
    },
  ];
}

const DESCRIPTION = {
  method: 'post',
  path: '/slack/interactions',
  operationId: 'receiveInteraction',
  tag: 'Chat',
  summary: 'Take in what somebody pressed in Slack',
  description:
    "The Request URL of the Slack app's interactivity. Signed as Slack signs it. 200 says that it was taken in; what came of it is told to whoever pressed, and shown in the message.",
  request: {},
  rawBody: {
    type: 'application/x-www-form-urlencoded',
    schema: z.string().meta({ description: "Slack's form, byte for byte: `payload`, holding JSON." }),
  },
  responses: { 200: { description: 'Taken in, or of no use here.' } },
  problems: {
    400: 'No interaction.',
    401: 'The signature is bad, stale or missing.',
    404: 'The chat is not set up.',
    413: 'Larger than 1 MiB.',
    415: 'Compressed: the signature covers the bytes as they are.',
  },
} as const;
