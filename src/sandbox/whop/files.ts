import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import path from 'node:path';
import type Whop from '@whop/sdk';
import { z } from 'zod';
import { instant, SECOND } from '../../domain/instant.ts';
import type { ProviderRequest, ProviderRoute, Reply } from '../routes.ts';
import { badRequest, notFound } from './refusal.ts';
import { recordEffect, type StoredFile, type WhopStandIn } from './whop.ts';

const NewFile = z.object({
  filename: z.string().trim().min(1),
  // Whop's own default, and the trap: public is a permanent address anybody can open.
  visibility: z
    .enum(['public', 'private'])
    .nullish()
    .transform((asked) => asked ?? 'public'),
});

const TYPES: Readonly<Record<string, string>> = {
  '.gif': 'image/gif',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.txt': 'text/plain',
};

/** Makes a file's record, and the presigned URL its bytes go to. */
export function createFile(whop: WhopStandIn, body: unknown): Whop.FileCreateResponse {
  const parsed = NewFile.safeParse(body);
  if (!parsed.success) throw badRequest('filename is required, and visibility is public or private.');
  const { filename, visibility } = parsed.data;
  const file: StoredFile = {
    id: whop.newId('file'),
    filename,
    content_type: TYPES[path.extname(filename).toLowerCase()] ?? 'application/octet-stream',
    visibility,
    created_at: instant(Date.now()),
    uploaded_at: null,
    size: null,
    sha256: null,
  };
  whop.documents.put('files', file);
  recordEffect(whop, 'file_created', [file.id], { visibility });
  return {
    ...fileObject(whop, file),
    upload_url: signedUrl(whop, 'PUT', file),
    upload_headers: { 'Content-Type': file.content_type },
  };
}

/** The file as Whop's API shows it now. */
export function retrieveFile(whop: WhopStandIn, id: string): Whop.FileRetrieveResponse {
  const file = whop.documents.get('files', id);
  if (file === null) throw notFound('File');
  return fileObject(whop, file);
}

/** Pending until its bytes came, processing for a moment, then ready. */
export function fileObject(whop: WhopStandIn, file: StoredFile): Whop.FileRetrieveResponse {
  const { id, content_type, filename, size, uploaded_at, visibility } = file;
  return {
    id,
    content_type,
    filename,
    size: size === null ? null : String(size),
    upload_status: uploadStatus(uploaded_at, whop.settings.current().file_processing_ms),
    url: uploaded_at === null ? null : downloadUrl(whop, file),
    visibility,
  };
}

/** Where presigned URLs lead: storage, which knows tokens but no API keys, and words its errors in XML as S3 does. */
export function storageRoutes(whop: WhopStandIn): ProviderRoute[] {
  return [
    {
      name: 'storage.put',
      method: 'put',
      path: '/storage/:id',
      handle: (request) => putBytes(whop, request),
    },
    {
      name: 'storage.get',
      method: 'get',
      path: '/storage/:id',
      handle: (request) => getBytes(whop, request),
    },
  ];
}

function putBytes(whop: WhopStandIn, request: ProviderRequest): Reply {
  const file = whop.documents.get('files', request.params['id'] ?? '');
  const refusal = checkToken(whop, 'PUT', file, request.query);
  if (refusal !== null || file === null) return refusal ?? NO_SUCH_KEY;
  if (request.headers['content-type'] !== file.content_type) {
    return storageError(403, 'SignatureDoesNotMatch', 'Content-Type is not the one that was signed.');
  }
  const sha256 = createHash('sha256').update(request.body).digest('hex');
  whop.database
    .prepare('INSERT OR REPLACE INTO file_bytes (file_id, bytes) VALUES (?, ?)')
    .run(file.id, request.body);
  const uploaded = { ...file, uploaded_at: instant(Date.now()), size: request.body.length, sha256 };
  whop.documents.put('files', uploaded);
  recordEffect(whop, 'file_uploaded', [file.id], { size: uploaded.size, sha256 });
  return { status: 200, body: '' };
}

function getBytes(whop: WhopStandIn, request: ProviderRequest): Reply {
  const file = whop.documents.get('files', request.params['id'] ?? '');
  if (file === null || file.uploaded_at === null) return NO_SUCH_KEY;
  const refusal = file.visibility === 'public' ? null : checkToken(whop, 'GET', file, request.query);
  if (refusal !== null) return refusal;
  const row = whop.database.prepare('SELECT bytes FROM file_bytes WHERE file_id = ?').get(file.id);
  const bytes = row?.['bytes'];
  if (!(bytes instanceof Uint8Array)) return NO_SUCH_KEY;
  return { status: 200, body: Buffer.from(bytes), headers: { 'content-type': file.content_type } };
}

function uploadStatus(uploadedAt: string | null, processing: number): Whop.UploadStatus {
  if (uploadedAt === null) return 'pending';
  return Date.now() - Date.parse(uploadedAt) < processing ? 'processing' : 'ready';
}

function downloadUrl(whop: WhopStandIn, file: StoredFile): string {
  return file.visibility === 'public' ? `${whop.origin()}/storage/${file.id}` : signedUrl(whop, 'GET', file);
}

function signedUrl(whop: WhopStandIn, method: 'PUT' | 'GET', file: StoredFile): string {
  const expires = Math.ceil(Date.now() / SECOND) + whop.settings.current().upload_url_seconds;
  return `${whop.origin()}/storage/${file.id}?expires=${expires}&token=${token(whop, method, file, expires)}`;
}

function token(whop: WhopStandIn, method: string, file: StoredFile, expires: number): string {
  return createHmac('sha256', whop.notes.secret('storage_key'))
    .update([method, file.id, expires, file.content_type].join('\n'))
    .digest('hex');
}

function checkToken(
  whop: WhopStandIn,
  method: string,
  file: StoredFile | null,
  query: URLSearchParams,
): Reply | null {
  if (file === null) return NO_SUCH_KEY;
  const expires = Number(query.get('expires'));
  const expected = Buffer.from(token(whop, method, file, expires));
  const given = Buffer.from(query.get('token') ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return storageError(403, 'SignatureDoesNotMatch', 'The signature does not match the request.');
  }
  return Date.now() > expires * SECOND ? storageError(403, 'AccessDenied', 'Request has expired') : null;
}

function storageError(status: number, code: string, message: string): Reply {
  return {
    status,
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
    headers: { 'content-type': 'application/xml' },
  };
}

const NO_SUCH_KEY = storageError(404, 'NoSuchKey', 'The specified key does not exist.');
