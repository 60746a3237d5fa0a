import { OperatorError } from '../operator-error.ts';
import { createProviders } from '../providers/registry.ts';
import type { Command } from './command.ts';

export const check: Command = {
  summary: 'Tries each provider that is set up, with harmless reads.',
  details: 'Prints line by line what works and what is missing. Exit code 1 when something is.',
  run: async ({ config, stop }) => {
    const providers = createProviders(config.providers);
    if (providers.size === 0) {
      throw new OperatorError('No provider is set up: set WHOP_API_KEY and WHOP_WEBHOOK_SECRET.');
    }
    let failures = 0;
    for (const [name, provider] of providers) {
      for await (const { ok, what, detail } of provider.check(stop)) {
        process.stdout.write(`${ok ? '✓' : '✗'} ${name}: ${what}: ${detail}\n`);
        if (!ok) failures += 1;
      }
    }
    return failures === 0 ? 0 : 1;
  },
};
