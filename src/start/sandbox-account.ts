import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../config.ts';
import { keptFile } from '../kept-file.ts';
import type { WhopAccount } from '../sandbox/whop/whop.ts';

const Account = z.object({
  companyId: z.string(),
  apiKey: z.string(),
  webhookSecret: z.string(),
}) satisfies z.ZodType<WhopAccount>;

/** The account at the sandbox's Whop: made at random for each data folder, and the same for the sandbox and for who calls it. */
export async function sandboxAccount(dataDir: string): Promise<WhopAccount> {
  const { content } = await keptFile(accountFile(dataDir), () => {
    const account: WhopAccount = {
      companyId: `biz_${randomBytes(7).toString('hex')}`,
      apiKey: randomBytes(24).toString('base64url'),
      webhookSecret: `ws_${randomBytes(32).toString('hex')}`,
    };
    return `${JSON.stringify(account, null, 2)}\n`;
  });
  return Account.parse(JSON.parse(content));
}

/** Where a data folder keeps it. */
export function accountFile(dataDir: string): string {
  return join(dataDir, 'sandbox-account.json');
}

/** The settings that make Recourse call the sandbox as it would call Whop. */
export function sandboxEnvironment(account: WhopAccount, port: number): Environment {
  return {
    WHOP_API_KEY: account.apiKey,
    WHOP_WEBHOOK_SECRET: account.webhookSecret,
    WHOP_COMPANY_ID: account.companyId,
    WHOP_BASE_URL: `http://127.0.0.1:${port}/api/v1`,
  };
}
