import { ProviderError } from '../errors.ts';
import { safeFileName } from '../file-name.ts';
import type { EvidenceUpload } from '../provider.ts';
import { uploadsAddress } from './addresses.ts';
import { API_VERSION, exchange, type RequestLimits } from './client.ts';
import { unreadable } from './errors.ts';
import { OPERATIONS } from './operations.ts';
import { documentPayload } from './payloads.ts';
import type { WepaySettings } from './settings.ts';

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
