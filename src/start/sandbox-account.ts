import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../config.ts';
import { keptFile } from '../kept-file.ts';
import { settingsFor, type SandboxAccounts } from '../sandbox/accounts.ts';
import { newCcgAccount, type CcgAccount } from '../sandbox/ccg/account.ts';
import { newWepayAccount, type WepayAccount } from '../sandbox/wepay/account.ts';
import { newWhopAccount, type WhopAccount } from '../sandbox/whop/account.ts';

const signingKeys = z.array(z.string()).min(1);

const Whop = z.object({
  companyId: z.string(),
  apiKey: z.string(),
  webhookSecret: z.string(),
}) satisfies z.ZodType<WhopAccount>;

const Wepay = z.object({
  appId: z.string(),
  appToken: z.string(),
  riskToken: z.string(),
  accountId: z.string(),
  signingKeys,
}) satisfies z.ZodType<WepayAccount>;

const Ccg = z.object({ merchantId: z.string(), signingKeys }) satisfies z.ZodType<CcgAccount>;

/** The merchant's accounts at the sandbox: made at random for each data folder, and the same for the sandbox and for who calls it. */
export async function sandboxAccount(dataDir: string): Promise<SandboxAccounts> {
  const [whop, wepay, ccg] = await Promise.all([
    keptAccount(accountFile(dataDir), Whop, newWhopAccount),
    keptAccount(join(dataDir, 'sandbox-wepay.json'), Wepay, newWepayAccount),
    keptAccount(join(dataDir, 'sandbox-ccg.json'), Ccg, newCcgAccount),
  ]);
  return { whop, wepay, ccg };
}

/** Where a data folder keeps the account at Whop; the others are beside it. */
export function accountFile(dataDir: string): string {
  return join(dataDir, 'sandbox-account.json');
}

/** The settings that make Recourse call the sandbox as it would call the providers. */
export function sandboxEnvironment(accounts: SandboxAccounts, port: number): Environment {
  const { whop, wepay, ccg } = settingsFor(accounts, `http://127.0.0.1:${port}`);
  return {
    WHOP_API_KEY: whop.apiKey,
    WHOP_WEBHOOK_SECRET: whop.webhookSecrets.join(','),
    WHOP_COMPANY_ID: whop.companyId,
    WHOP_BASE_URL: whop.baseUrl,
    WEPAY_APP_ID: wepay.appId,
    WEPAY_APP_TOKEN: wepay.appToken,
    WEPAY_BASE_URL: wepay.baseUrl,
    WEPAY_UPLOADS_URL: wepay.uploadsUrl,
    WEPAY_RISK_TOKEN: wepay.riskToken,
    WEPAY_WEBHOOK_KEYS: wepay.webhookKeys.join(''),
    CCG_WEBHOOK_KEYS: ccg.webhookKeys.join(''),
    CCG_MERCHANT_ID: ccg.merchantId,
  };
}

/** Looks for the file first, because making keys that are then not used takes a moment. */
async function keptAccount<T>(file: string, schema: z.ZodType<T>, make: () => T): Promise<T> {
  const kept = await readFile(file, 'utf8').catch(() => null);
  const content = kept ?? (await keptFile(file, () => `${JSON.stringify(make(), null, 2)}\n`)).content;
  return schema.parse(JSON.parse(content));
}
