import { newCcgAccount, settingsForCcg, type CcgAccount } from './ccg/account.ts';
import { newWepayAccount, settingsForWepay, type WepayAccount } from './wepay/account.ts';
import { newWhopAccount, settingsForWhop, type WhopAccount } from './whop/account.ts';

/** The merchant's accounts at the sandbox's providers. */
export interface SandboxAccounts {
  readonly whop: WhopAccount;
  readonly wepay: WepayAccount;
  readonly ccg: CcgAccount;
}

/**
 * Accounts with everything in them made at random, save what is given.
 *
 * @example newAccounts({ whop: { companyId: 'biz_1', apiKey: 'key', webhookSecret: 'ws_secret' } })
 */
export function newAccounts(given: Partial<SandboxAccounts> = {}): SandboxAccounts {
  return {
    whop: given.whop ?? newWhopAccount(),
    wepay: given.wepay ?? newWepayAccount(),
    ccg: given.ccg ?? newCcgAccount(),
  };
}

/**
 * What Recourse's providers are set up with so that the sandbox stands in for all of them.
 *
 * @param origin - where the sandbox listens, `http://127.0.0.1:PORT`
 */
export function settingsFor({ whop, wepay, ccg }: SandboxAccounts, origin: string) {
  return {
    whop: settingsForWhop(whop, origin),
    wepay: settingsForWepay(wepay, origin),
    ccg: settingsForCcg(ccg),
  };
}
