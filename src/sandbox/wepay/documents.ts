import { createHash } from 'node:crypto';
import type { WepayRequest } from './access.ts';
import { invalid, notAuthorized } from './refusal.ts';
import { newObject, recordEffect, unixNow, type StoredDocument, type WepayStandIn } from './wepay.ts';

/** The documentation types of seed 002. Written down here as well as in the provider: a stand-in that took its list from there would agree with its mistakes. */
export const DOCUMENT_TYPES: readonly string[] = [
  'cancelation_request',
  'contract',
  'correspondence',
  'item_description',
  'itemized_receipt',
  'invoice',
  'ip_logins',
  'proof_of_credit',
  'return_policy',
  'refund_policy',
  'signed_contract',
  'tracking',
];

const MIME_TYPES: readonly string[] = ['image/jpeg', 'image/png', 'application/pdf'];

/** "Each file has a size limit of 10MB" (seed 002), taken in its smaller meaning. */
const LARGEST_DOCUMENT = 10_000_000;

/** Takes a document, as WePay's browser helper hands it over: the fields `type`, `account_id` and `file`. */
export function createDocument(wepay: WepayStandIn, { form }: WepayRequest): object {
  const settings = wepay.settings.current();
  if (!settings.server_uploads) throw notAuthorized('Documents come from the browser library only.');
  const type = form?.fields['type'] ?? '';
  const accountId = form?.fields['account_id'] ?? '';
  const file = form?.files['file'];
  if (!DOCUMENT_TYPES.includes(type)) throw invalid('INVALID_DOCUMENT_TYPE', 'type is none of the twelve.');
  if (!isAccount(wepay, accountId)) throw invalid('UNKNOWN_ACCOUNT', 'account_id is unknown.');
  if (file === undefined || file.bytes.length === 0) throw invalid('EMPTY_FILE', 'file is missing or empty.');
  if (file.bytes.length > LARGEST_DOCUMENT) throw invalid('FILE_TOO_LARGE', 'file is larger than 10 MB.');
  if (file.type === null || !MIME_TYPES.includes(file.type)) {
    throw invalid('INVALID_FILE_TYPE', 'file is no .jpg, .jpeg, .png or .pdf.');
  }
  const begun = newObject('documents', wepay.newId('docu', 20), accountId);
  const document: StoredDocument = {
    ...begun,
    type,
    expire_time: begun.create_time + settings.document_seconds,
    mime_type: file.type,
    size: file.bytes.length,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
  };
  wepay.documents.put('documents', document);
  const { id, size, sha256 } = document;
  recordEffect(wepay, 'document_created', [id, accountId], { type, size, sha256 });
  return { ...begun, type };
}

/**
 * The documents of a challenge.
 *
 * @throws WepayRefusal 400 when one does not exist, is not the account's, or has died
 */
export function livingDocuments(
  wepay: WepayStandIn,
  ids: readonly string[],
  accountId: string,
): readonly StoredDocument[] {
  return ids.map((id) => {
    const document = wepay.documents.get('documents', id);
    if (document === null || document.owner.id !== accountId || unixNow() >= document.expire_time) {
      throw invalid('INVALID_DOCUMENT', `The document ${id} does not exist.`);
    }
    return document;
  });
}

/** Lets documents die before their time. */
export function letDie(wepay: WepayStandIn, ids: readonly string[]): void {
  const dead = ids.filter((id) => wepay.documents.edit('documents', id, { expire_time: unixNow() }) !== null);
  recordEffect(wepay, 'documents_died', dead);
}

function isAccount(wepay: WepayStandIn, id: string): boolean {
  return (
    id === wepay.account.accountId || wepay.documents.list('payments').some(({ owner }) => owner.id === id)
  );
}
