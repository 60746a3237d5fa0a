import { z } from 'zod';
import type { Notes } from '../notes.ts';
import { createSwitches, WEBHOOK_SWITCHES, type Switches } from '../switches.ts';

/** The switches of the CCG side, kept over restarts. */
const CcgSettings = z.strictObject({
  ...WEBHOOK_SWITCHES,
  envelope: z
    .enum(['bare', 'named'])
    .describe('Whether payloads come alone or in {name, source?, payload}, where the scenario does not say.'),
  source: z.string().nullable().describe('The `source` of an envelope; null leaves it out.'),
  signed_by: z.int().min(0).max(1).describe('Which of the two keys signs the tokens.'),
  token_seconds: z.int().describe('How long a token is good for; below 0 it has expired already.'),
});
export type CcgSettings = z.infer<typeof CcgSettings>;

const DEFAULTS: CcgSettings = {
  webhook_url: null,
  webhooks_paused: false,
  envelope: 'named',
  source: null,
  signed_by: 0,
  token_seconds: 300,
};

export function createSettings(notes: Notes): Switches<CcgSettings> {
  return createSwitches(notes, 'ccg', {
    All: CcgSettings,
    Change: CcgSettings.partial(),
    defaults: DEFAULTS,
  });
}
