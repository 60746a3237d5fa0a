import type { ProviderName } from '../../src/domain/names.ts';
import type { Capabilities } from '../../src/domain/provider.ts';
import { CCG_CAPABILITIES } from '../../src/providers/ccg/capabilities.ts';
import { WEPAY_CAPABILITIES } from '../../src/providers/wepay/capabilities.ts';
import { WHOP_CAPABILITIES } from '../../src/providers/whop/capabilities.ts';

/** What each provider can do: the one list by which tests run for all of them. */
export const CAPABILITIES: Readonly<Record<ProviderName, Capabilities>> = {
  whop: WHOP_CAPABILITIES,
  wepay: WEPAY_CAPABILITIES,
  ccg: CCG_CAPABILITIES,
};

/** Those that take an answer. */
export const ANSWERED = Object.values(CAPABILITIES).filter(({ submit }) => submit);

/** Those that tell and cannot be asked. */
export const TELLING = Object.values(CAPABILITIES).filter(({ read }) => !read);
