import { OperatorError } from '../operator-error.ts';
import { createProviders } from '../providers/registry.ts';
import type { Command } from './command.ts';

const NOTHING_SET_UP =
  'No provider is set up: set WHOP_API_KEY and WHOP_WEBHOOK_SECRET; or WEPAY_APP_ID, WEPAY_APP_TOKEN and WEPAY_WEBHOOK_KEYS; or ' +
  'CCG_WEBHOOK_KEYS.';

export const check: Command = {
  summary: 'Tries each provider that is set up, with harmless reads.',
  details:
    'Prints line by line what works (✓), what is missing (✗) and what cannot be tried (–). Exit code 1 when something is\nmissing.',
  run: async ({ config, stop }) => {
    const providers = createProviders(config.providers);
    if (providers.size === 0) {
      throw new OperatorError(NOTHING_SET_UP);
    }
    let failures = 0;
    for (const [name, provider] of providers) {
      for await (const { ok, what, detail } of provider.check(stop)) {
        process.stdout.write(`${mark(ok)} ${name}: ${what}: ${detail}\n`);
        if (ok === false) failures += 1;
      }
    }
    return failures === 0 ? 0 : 1;
  },
};

function mark(ok: boolean | null): string {
  if (ok === null) return '–';
  return ok ? '✓' : '✗';
}
