import type { ProviderName } from '../domain/names.ts';
import { createCcgProvider } from './ccg/provider.ts';
import type { CcgSettings } from './ccg/settings.ts';
import type { Provider } from './provider.ts';
import { createWepayProvider } from './wepay/provider.ts';
import type { WepaySettings } from './wepay/settings.ts';
import { createWhopProvider } from './whop/provider.ts';
import type { WhopSettings } from './whop/settings.ts';

/** What each provider needs; null for one that is not set up. */
export interface ProviderSettings {
  readonly whop: WhopSettings | null;
  readonly wepay: WepaySettings | null;
  readonly ccg: CcgSettings | null;
}

/** The providers that are set up. Adding one is its folder, its settings above and a line here. */
export function createProviders(settings: ProviderSettings): ReadonlyMap<ProviderName, Provider> {
  const providers = new Map<ProviderName, Provider>();
  if (settings.whop !== null) providers.set('whop', createWhopProvider(settings.whop));
  if (settings.wepay !== null) providers.set('wepay', createWepayProvider(settings.wepay));
  if (settings.ccg !== null) providers.set('ccg', createCcgProvider(settings.ccg));
  return providers;
}
