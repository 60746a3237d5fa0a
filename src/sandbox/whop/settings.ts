import { z } from 'zod';
import type { Notes } from '../notes.ts';
import { createSwitches, WEBHOOK_SWITCHES, type Switches } from '../switches.ts';
import { PERMISSIONS } from './permissions.ts';

/** The switches of the Whop side, kept over restarts. */
const WhopSettings = z.strictObject({
  ...WEBHOOK_SWITCHES,
  denied_permissions: z.array(z.enum(PERMISSIONS)).describe('Permissions the API key has lost.'),
  new_refund_status: z
    .enum(['pending', 'succeeded', 'requires_action'])
    .describe('How a refund stands right after it was made.'),
  idempotency_keys: z
    .enum(['ignored', 'honoured'])
    .describe('Whether a refund with a known Idempotency-Key is replayed instead of made again.'),
  binary_noise: z.boolean().describe('Whether totals carry the noise of adding up binary fractions.'),
  upload_url_seconds: z.number().int().positive().describe('How long a presigned upload URL is good for.'),
  file_processing_ms: z.number().int().min(0).describe('How long an uploaded file takes to become ready.'),
});
export type WhopSettings = z.infer<typeof WhopSettings>;

const DEFAULTS: WhopSettings = {
  webhook_url: null,
  webhooks_paused: false,
  denied_permissions: [],
  new_refund_status: 'pending',
  // Nobody knows whether Whop honours the header here; a program must be right when it does not.
  idempotency_keys: 'ignored',
  binary_noise: false,
  upload_url_seconds: 900,
  file_processing_ms: 250,
};

export function createSettings(notes: Notes): Switches<WhopSettings> {
  return createSwitches(notes, 'whop', {
    All: WhopSettings,
    Change: WhopSettings.partial(),
    defaults: DEFAULTS,
  });
}
