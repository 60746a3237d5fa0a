import type { Millis } from '../domain/instant.ts';
import type { ProviderName } from '../domain/names.ts';
import type { SandboxAccounts } from './accounts.ts';
import { ccgStandIn } from './ccg/stand-in.ts';
import type { Parts } from './parts.ts';
import type { StandIn } from './stand-in.ts';
import { wepayStandIn } from './wepay/stand-in.ts';
import { whopStandIn } from './whop/stand-in.ts';

/** Waits between the attempts to deliver a webhook, instead of a provider's own. */
export type RetryDelays = Partial<Record<ProviderName, readonly Millis[]>>;

/** Every provider the sandbox stands in for. */
export function createStandIns(
  accounts: SandboxAccounts,
  parts: Parts,
  delays: RetryDelays,
): readonly StandIn[] {
  return [
    whopStandIn(accounts.whop, parts, delays.whop),
    wepayStandIn(accounts.wepay, parts, delays.wepay),
    ccgStandIn(accounts.ccg, parts, delays.ccg),
  ];
}
