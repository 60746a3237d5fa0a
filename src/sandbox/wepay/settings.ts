import { z } from 'zod';
import { DAY, SECOND } from '../../domain/instant.ts';
import type { Notes } from '../notes.ts';
import { createSwitches, WEBHOOK_SWITCHES, type Switches } from '../switches.ts';

/** The switches of the WePay side, kept over restarts. */
const WepaySettings = z.strictObject({
  ...WEBHOOK_SWITCHES,
  signed_by: z
    .array(z.int().min(0).max(1))
    .describe('Which of the two keys sign notifications; none leaves them without a signature.'),
  rate_limit: z
    .int()
    .positive()
    .nullable()
    .describe('How many requests an endpoint takes in 10 seconds; null takes any number.'),
  unique_keys: z
    .enum(['honoured', 'ignored'])
    .describe('Whether a request with a known Unique-Key is replayed instead of done again.'),
  new_refund_status: z
    .enum(['pending', 'completed'])
    .describe('How a refund stands right after it was made.'),
  server_uploads: z
    .boolean()
    .describe("Whether documents may be uploaded otherwise than by WePay's browser library."),
  document_seconds: z.int().positive().describe('How long a document lives.'),
  list_links: z.boolean().describe('Whether lists say where the next page is.'),
});
export type WepaySettings = z.infer<typeof WepaySettings>;

const DEFAULTS: WepaySettings = {
  webhook_url: null,
  webhooks_paused: false,
  signed_by: [0, 1],
  rate_limit: 30,
  unique_keys: 'honoured',
  new_refund_status: 'pending',
  server_uploads: true,
  document_seconds: DAY / SECOND,
  list_links: true,
};

export function createSettings(notes: Notes): Switches<WepaySettings> {
  return createSwitches(notes, 'wepay', {
    All: WepaySettings,
    Change: WepaySettings.partial(),
    defaults: DEFAULTS,
  });
}
