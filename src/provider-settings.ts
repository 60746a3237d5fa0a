import { z } from 'zod';
import type { CcgSettings } from './providers/ccg/settings.ts';
import type { ProviderSettings } from './providers/registry.ts';
import { wepayUploads } from './providers/wepay/addresses.ts';
import type { WepaySettings } from './providers/wepay/settings.ts';
import type { WhopSettings } from './providers/whop/settings.ts';
import { publicKeys, text, webAddress } from './setting.ts';

/** What each variable that a provider cannot do without takes. */
const TAKES = {
  WHOP_API_KEY: 'the key of your app or company at Whop',
  WHOP_WEBHOOK_SECRET: 'the secret of the webhook as Whop shows it, several separated by commas',
  WEPAY_APP_ID: 'the App-Id of your platform at WePay',
  WEPAY_APP_TOKEN: 'the App-Token of your platform at WePay',
  WEPAY_WEBHOOK_KEYS: "WePay's RSA public keys in PEM, one after the other",
  CCG_WEBHOOK_KEYS: "CCG's EC P-256 public keys in PEM, one after the other",
} as const;

/** The variables providers are set up with. */
export const PROVIDER_VARIABLES = {
  WHOP_API_KEY: text(TAKES.WHOP_API_KEY),
  WHOP_WEBHOOK_SECRET: text(TAKES.WHOP_WEBHOOK_SECRET),
  WHOP_BASE_URL: webAddress("Whop's API"),
  WHOP_COMPANY_ID: text('the id of a company at Whop, biz_…'),
  WEPAY_APP_ID: text(TAKES.WEPAY_APP_ID),
  WEPAY_APP_TOKEN: text(TAKES.WEPAY_APP_TOKEN),
  WEPAY_BASE_URL: webAddress("WePay's API"),
  WEPAY_UPLOADS_URL: webAddress("WePay's uploads"),
  WEPAY_BROWSER_LIBRARY_URL: webAddress("WePay's library for browsers"),
  WEPAY_RISK_TOKEN: text('the WePay-Risk-Token that uploads carry'),
  WEPAY_WEBHOOK_KEYS: publicKeys(TAKES.WEPAY_WEBHOOK_KEYS, 'RSA'),
  CCG_WEBHOOK_KEYS: publicKeys(TAKES.CCG_WEBHOOK_KEYS, 'EC P-256'),
  CCG_MERCHANT_ID: text('the id of your merchant at CCG'),
};

const Variables = z.object(PROVIDER_VARIABLES);
type Variables = z.output<typeof Variables>;

/** Each provider's settings, null where nothing sets it up. Half a set-up becomes an issue for each variable that is missing. */
export function providerSettings(values: Variables, context: z.RefinementCtx): ProviderSettings {
  return {
    whop: whop(values, context),
    wepay: wepay(values, context),
    ccg: ccg(values, context),
  };
}

function whop(values: Variables, context: z.RefinementCtx): WhopSettings | null {
  const useless = ['WHOP_BASE_URL', 'WHOP_COMPANY_ID'] as const;
  if (!isSetUp(values, ['WHOP_API_KEY', 'WHOP_WEBHOOK_SECRET'], context, useless)) return null;
  return {
    apiKey: values.WHOP_API_KEY,
    webhookSecrets: listed(values.WHOP_WEBHOOK_SECRET),
    baseUrl: values.WHOP_BASE_URL,
    companyId: values.WHOP_COMPANY_ID ?? null,
  };
}

function wepay(values: Variables, context: z.RefinementCtx): WepaySettings | null {
  const needed = ['WEPAY_APP_ID', 'WEPAY_APP_TOKEN', 'WEPAY_WEBHOOK_KEYS'] as const;
  const useless = [
    'WEPAY_BASE_URL',
    'WEPAY_UPLOADS_URL',
    'WEPAY_BROWSER_LIBRARY_URL',
    'WEPAY_RISK_TOKEN',
  ] as const;
  if (!isSetUp(values, needed, context, useless)) return null;
  const { WEPAY_BASE_URL: baseUrl, WEPAY_UPLOADS_URL: uploadsUrl } = values;
  const { WEPAY_BROWSER_LIBRARY_URL: browserLibraryUrl } = values;
  if (uploadsUrl === undefined && wepayUploads({ baseUrl }) === undefined) {
    const message =
      "is missing: it takes the address of WePay's uploads, and is needed because WEPAY_BASE_URL is no address of WePay's own";
    context.addIssue({ code: 'custom', path: ['WEPAY_UPLOADS_URL'], message });
  }
  return {
    appId: values.WEPAY_APP_ID,
    appToken: values.WEPAY_APP_TOKEN,
    ...(baseUrl !== undefined && { baseUrl }),
    ...(uploadsUrl !== undefined && { uploadsUrl }),
    ...(browserLibraryUrl !== undefined && { browserLibraryUrl }),
    riskToken: values.WEPAY_RISK_TOKEN ?? null,
    webhookKeys: values.WEPAY_WEBHOOK_KEYS,
  };
}

function ccg(values: Variables, context: z.RefinementCtx): CcgSettings | null {
  if (!isSetUp(values, ['CCG_WEBHOOK_KEYS'], context, ['CCG_MERCHANT_ID'])) return null;
  return { webhookKeys: values.CCG_WEBHOOK_KEYS, merchantId: values.CCG_MERCHANT_ID ?? null };
}

/**
 * Whether everything a provider needs is set.
 *
 * @param useless - what is of no use without, and so shows that it was meant to be set up
 */
function isSetUp<Name extends keyof typeof TAKES>(
  values: Variables,
  needed: readonly Name[],
  context: z.RefinementCtx,
  useless: readonly (keyof Variables)[] = [],
): values is Variables & { [N in Name]: NonNullable<Variables[N]> } {
  const present = [...needed, ...useless].find((name) => values[name] !== undefined);
  const missing = needed.filter((name) => values[name] === undefined);
  if (present === undefined || missing.length === 0) return missing.length === 0;
  for (const name of missing) {
    const message = `is missing: it takes ${TAKES[name]}, and is needed because ${present} is set`;
    context.addIssue({ code: 'custom', path: [name], message });
  }
  return false;
}

/** Several values separated by commas. */
function listed(values: string): readonly string[] {
  return values
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}
