import type { ProviderName } from '../domain/names.ts';
import type { Capabilities } from '../domain/provider.ts';
import { CCG_CAPABILITIES } from './ccg/capabilities.ts';
import { WEPAY_CAPABILITIES } from './wepay/capabilities.ts';
import { WHOP_CAPABILITIES } from './whop/capabilities.ts';

/** What each provider can do, whether or not it is set up here: what was recorded of one that is set up no more is still understood by it. */
export const CAPABILITIES: Readonly<Record<ProviderName, Capabilities>> = {
  whop: WHOP_CAPABILITIES,
  wepay: WEPAY_CAPABILITIES,
  ccg: CCG_CAPABILITIES,
};
