import { ProviderError } from '../errors.ts';
import type { WepaySettings } from './settings.ts';

const LIVE_API = 'https://api.wepay.com';
const STAGE_API = 'https://stage-api.wepay.com';

/** Where documents go, by where the API is. Source: WePay's browser helper. */
const UPLOADS: ReadonlyMap<string, string> = new Map([
  [LIVE_API, 'https://uploads.wepay.com'],
  [STAGE_API, 'https://stage-uploads.wepay.com'],
]);

/** Where the API is, without a slash at the end. */
export function apiAddress({ baseUrl }: Pick<WepaySettings, 'baseUrl'>): string {
  return (baseUrl ?? LIVE_API).replace(/\/+$/, '');
}

/** Which of WePay's two worlds the API these settings name is of. */
export function wepayEnvironment(settings: Pick<WepaySettings, 'baseUrl'>): 'stage' | 'production' {
  return apiAddress(settings) === STAGE_API ? 'stage' : 'production';
}

/** Where WePay takes documents for the API these settings name; undefined where that is elsewhere than at WePay. */
export function wepayUploads(settings: Pick<WepaySettings, 'baseUrl'>): string | undefined {
  return UPLOADS.get(apiAddress(settings));
}

/**
 * Where documents are sent. Evidence travels encrypted, or does not leave this machine: plain HTTP is for a stand-in of WePay on the same
 * loopback host as its API. With an API elsewhere than at WePay it must be named, or a test's documents would go to WePay itself.
 *
 * @throws ProviderError `refused`, saying what to set
 */
export function uploadsAddress(settings: Pick<WepaySettings, 'baseUrl' | 'uploadsUrl'>): string {
  const address = (settings.uploadsUrl ?? wepayUploads(settings))?.replace(/\/+$/, '');
  if (address === undefined)
    throw new ProviderError('refused', 'WEPAY_BASE_URL is set, so WEPAY_UPLOADS_URL must be set as well.');
  if (!isSafe(URL.parse(address), URL.parse(apiAddress(settings)))) {
    throw new ProviderError(
      'refused',
      'WEPAY_UPLOADS_URL must begin with https://: documents are not sent over plain HTTP.',
    );
  }
  return address;
}

function isSafe(uploads: URL | null, api: URL | null): boolean {
  if (uploads === null || uploads.protocol === 'https:') return uploads !== null;
  return uploads.protocol === 'http:' && isLoopback(uploads.hostname) && uploads.hostname === api?.hostname;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
