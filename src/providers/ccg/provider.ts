import { nothingBut } from '../impossible.ts';
import type { Provider } from '../provider.ts';
import { CCG_CAPABILITIES } from './capabilities.ts';
import { checkCcg } from './check.ts';
import type { CcgSettings } from './settings.ts';
import { createWebhookReader } from './webhook.ts';

/** CCG ("Convenient Checkout Gateway"), which sends webhooks and takes no calls. */
export function createCcgProvider(settings: CcgSettings): Provider {
  return {
    ...nothingBut(CCG_CAPABILITIES.label),
    capabilities: CCG_CAPABILITIES,
    readWebhook: createWebhookReader(settings),
    check: () => checkCcg(settings),
  };
}
