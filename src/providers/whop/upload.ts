import { setTimeout as sleep } from 'node:timers/promises';
import type { Whop } from '@whop/sdk';
import type { Millis } from '../../domain/instant.ts';
import { ProviderError } from '../errors.ts';
import { NotPublicError, requirePublicHost } from '../../public-address.ts';
import type { EvidenceUpload } from '../provider.ts';
import { watchedCall, watchedFetch } from '../calls.ts';
import { callWhop, type Timing } from './client.ts';
import { toProviderError, unreadable } from './errors.ts';
import { safeFileName } from '../file-name.ts';
import { OPERATIONS } from './operations.ts';
import { filePayload } from './payloads.ts';

/** Where a file's bytes go, and the headers Whop wants with them. */
interface Destination {
  readonly url: URL;
  readonly headers: Headers;
}

/**
 * Hands a file over in the three steps of Whop's guide: create, PUT the bytes to the presigned address, look until it is ready. The SDK's own
 * `files.upload` does the same but makes every file public for good, and evidence holds personal data.
 *
 * @returns Whop's id of the file, once an attachment may name it
 */
export async function uploadPrivateFile(
  client: Whop,
  file: Pick<EvidenceUpload, 'name' | 'type' | 'bytes'>,
  timing: Timing,
  signal: AbortSignal,
): Promise<string> {
  const { id, destination } = await createFile(client, file, timing.change, signal);
  await putBytes(destination, file.bytes, timing.upload, signal);
  await untilReady(client, id, timing, signal);
  return id;
}

async function createFile(
  client: Whop,
  file: Pick<EvidenceUpload, 'name' | 'type'>,
  timeout: Millis,
  signal: AbortSignal,
): Promise<{ readonly id: string; readonly destination: Destination }> {
  const operation = OPERATIONS.createFile;
  const filename = safeFileName(file.name, file.type);
  const answer = await callWhop(
    operation,
    { signal, timeout },
    (options) => client.files.create({ filename, visibility: 'private' }, options),
    [filename],
  );
  const created = filePayload.safeParse(answer);
  if (!created.success) throw unreadable(operation);
  const { id, upload_status, upload_url, upload_headers, visibility } = created.data;
  if (upload_status === 'failed')
    throw new ProviderError('refused', 'Creating the file was refused by Whop.');
  if (visibility === 'public') {
    throw new ProviderError('refused', 'Whop would make the file public, so it was not sent.');
  }
  const url = allowedAddress(upload_url, client.baseURL);
  if (url === null) throw noSafeAddress();
  return { id, destination: { url, headers: uploadHeaders(upload_headers, file.type) } };
}

/** Evidence travels encrypted, or does not leave this machine: plain HTTP is for a stand-in of Whop on the same loopback host. */
function allowedAddress(address: string | null, baseUrl: string): URL | null {
  const url = address === null ? null : URL.parse(address);
  if (url === null || url.protocol === 'https:') return url;
  const isOwnLoopback = isLoopback(url.hostname) && url.hostname === URL.parse(baseUrl)?.hostname;
  return url.protocol === 'http:' && isOwnLoopback ? url : null;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** What Whop asks for, except what could not be its to ask: a presigned address is its own proof, and the length follows from the bytes. */
function uploadHeaders(asked: Readonly<Record<string, unknown>> | null, type: string): Headers {
  const headers = new Headers({ 'content-type': type });
  for (const [name, value] of Object.entries(asked ?? {})) {
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    if (/^(authorization|cookie|host|content-length)$/i.test(name)) continue;
    try {
      headers.set(name, String(value));
    } catch {
      throw unreadable(OPERATIONS.createFile);
    }
  }
  return headers;
}

/** Not through the SDK's client, which would send our key along to the storage behind Whop. */
function putBytes(
  destination: Destination,
  bytes: Uint8Array,
  timeout: Millis,
  signal: AbortSignal,
): Promise<void> {
  return watchedCall('whop', OPERATIONS.sendFile.name, () => put(destination, bytes, timeout, signal));
}

async function put(
  { url, headers }: Destination,
  bytes: Uint8Array,
  timeout: Millis,
  signal: AbortSignal,
): Promise<void> {
  const clock = AbortSignal.timeout(timeout);
  try {
    if (url.protocol === 'https:') await requirePublicHost(url);
    const response = await watchedFetch(url, {
      method: 'PUT',
      headers,
      body: new Uint8Array(bytes),
      redirect: 'manual',
      signal: AbortSignal.any([signal, clock]),
    });
    await response.body?.cancel();
    if (!response.ok) throw storageError(response.status);
  } catch (thrown) {
    if (thrown instanceof NotPublicError) throw noSafeAddress();
    const gaveUp = signal.aborted ? 'cancelled' : clock.aborted ? 'timed_out' : null;
    throw toProviderError(thrown, { operation: OPERATIONS.sendFile, gaveUp, withheld: [] });
  }
}

function noSafeAddress(): ProviderError {
  return new ProviderError('unreadable', 'Whop gave no safe address to send the file to.');
}

function storageError(status: number): ProviderError {
  const isPassing = status >= 500 || status === 408 || status === 429;
  return new ProviderError(
    isPassing ? 'unavailable' : 'refused',
    `Sending the file was refused by Whop's file storage (${status}).`,
  );
}

async function untilReady(client: Whop, id: string, timing: Timing, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + timing.pollFor;
  for (;;) {
    const status = await uploadStatus(client, id, timing.read, signal);
    if (status === 'ready') return;
    if (status === 'failed') throw new ProviderError('refused', 'Whop could not take in the file.');
    if (performance.now() + timing.pollEvery > deadline) {
      throw new ProviderError('timed_out', 'Whop took too long to take in the file.');
    }
    await pause(timing.pollEvery, signal);
  }
}

/** Null while nothing is known: a read that lags behind does not find a file that was made a moment ago. */
async function uploadStatus(
  client: Whop,
  id: string,
  timeout: Millis,
  signal: AbortSignal,
): Promise<string | null> {
  const operation = OPERATIONS.readFile;
  const read = callWhop(operation, { signal, timeout }, (options) => client.files.retrieve(id, options));
  const answer = await read.catch((error: unknown) => {
    if (error instanceof ProviderError && error.kind === 'not_found') return null;
    throw error;
  });
  if (answer === null) return null;
  const file = filePayload.safeParse(answer);
  if (!file.success) throw unreadable(operation);
  return file.data.upload_status;
}

async function pause(duration: Millis, signal: AbortSignal): Promise<void> {
  try {
    await sleep(duration, undefined, { signal });
  } catch (thrown) {
    throw toProviderError(thrown, { operation: OPERATIONS.readFile, gaveUp: 'cancelled', withheld: [] });
  }
}
