import { ProviderError } from '../errors.ts';
import { safeFileName } from '../file-name.ts';
import type { EvidenceUpload } from '../provider.ts';
import { API_VERSION, apiAddress, exchange, type RequestLimits } from './client.ts';
import { unreadable } from './errors.ts';
import { OPERATIONS } from './operations.ts';
import { documentPayload } from './payloads.ts';
import type { WepaySettings } from './settings.ts';

/** Where documents go, by where the API is. Source: WePay's browser helper. */
const UPLOADS: ReadonlyMap<string, string> = new Map([
  ['https://api.wepay.com', 'https://uploads.wepay.com'],
  ['https://stage-api.wepay.com', 'https://stage-uploads.wepay.com'],
]);

/**
 * Where documents are sent. Evidence travels encrypted, or does not leave this machine: plain HTTP is for a stand-in of WePay on the same
 * loopback host as its API. With an API elsewhere than at WePay it must be named, or a test's documents would go to WePay itself.
 *
 * @throws ProviderError `refused`, saying what to set
 */
export function uploadsAddress(settings: Pick<WepaySettings, 'baseUrl' | 'uploadsUrl'>): string {
  const api = apiAddress(settings);
  const address = (settings.uploadsUrl ?? UPLOADS.get(api))?.replace(/\/+$/, '');
  if (address === undefined)
    throw new ProviderError('refused', 'WEPAY_BASE_URL is set, so WEPAY_UPLOADS_URL must be set as well.');
  if (!isSafe(URL.parse(address), URL.parse(api))) {
    throw new ProviderError(
      'refused',
      'WEPAY_UPLOADS_URL must begin with https://: documents are not sent over plain HTTP.',
    );
  }
  return address;
}

/**
 * Hands a document over as WePay's own browser helper does, with one request.
 *
 * @throws ProviderError
 */
export async function uploadDocument(
  settings: WepaySettings,
  { name, type, bytes, slot, merchantId }: EvidenceUpload,
  limits: RequestLimits,
): Promise<string> {
  const operation = OPERATIONS.upload;
  if (merchantId === null)
    throw new ProviderError('refused', 'The document needs the account it is for, which is not known yet.');
  const address = `${uploadsAddress(settings)}/documents`;
  const fileName = safeFileName(name, type);
  const body = new FormData();
  body.set('type', slot);
  body.set('account_id', merchantId);
  body.set('file', new Blob([new Uint8Array(bytes)], { type }), fileName);
  const request = { method: 'POST', headers: uploadHeaders(settings), body };
  const document = documentPayload.safeParse(
    await exchange(operation, address, request, limits, [name, fileName]),
  );
  if (!document.success) throw unreadable(operation);
  return document.data.id;
}

/** The app's token stays out of it, as it does in the browser. A repeated upload must become a new document, so there is no `Unique-Key`. */
function uploadHeaders({ appId, riskToken }: WepaySettings): Record<string, string> {
  return {
    'App-Id': appId,
    'Api-Version': API_VERSION,
    ...(riskToken !== null && { 'WePay-Risk-Token': riskToken }),
  };
}

function isSafe(uploads: URL | null, api: URL | null): boolean {
  if (uploads === null || uploads.protocol === 'https:') return uploads !== null;
  return uploads.protocol === 'http:' && isLoopback(uploads.hostname) && uploads.hostname === api?.hostname;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
