import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { ProviderError } from '../../../src/providers/errors.ts';
import type { EvidenceUpload } from '../../../src/providers/provider.ts';
import { json, startScriptedServer, type ScriptedServer, type SeenRequest } from '../scripted-server.ts';
import { API_KEY, PATIENT, QUICK, unstopped, whopAt } from './samples.ts';

const BYTES = Buffer.from('%PDF-1.7 chat');
const FILE: EvidenceUpload = {
  name: '../chat with Jane.pdf',
  type: 'application/pdf',
  bytes: BYTES,
  slot: 'uncategorized_attachment',
  merchantId: 'biz_1',
};

interface Script {
  /** Fields of the created file that differ. */
  readonly created?: Readonly<Record<string, unknown>>;
  /** How the storage answers to the bytes. */
  readonly storage?: (response: ServerResponse) => void;
  /** What each look at the file says, 404 that there is none; the last is repeated. */
  readonly statuses?: readonly unknown[];
}

/** Whop's files, with the storage behind them on the same host. */
function startFiles({ created = {}, storage, statuses = ['ready'] }: Script): Promise<ScriptedServer> {
  let looks = 0;
  return startScriptedServer((request, response) => {
    if (request.method === 'PUT') return storage === undefined ? response.end() : storage(response);
    if (request.method === 'GET') {
      const upload_status = statuses[Math.min(looks, statuses.length - 1)];
      looks += 1;
      if (upload_status === 404)
        return json(response, 404, { error: { type: 'not_found', message: 'File was not found.' } });
      return json(response, 200, { id: 'file_1', upload_status });
    }
    json(response, 200, {
      id: 'file_1',
      upload_status: 'pending',
      upload_url: `http://${request.headers.host}/storage/file_1?signature=abc`,
      upload_headers: { 'Content-Type': 'application/pdf', 'x-amz-acl': 'private' },
      visibility: 'private',
      ...created,
    });
  });
}

function upload(server: ScriptedServer, signal = unstopped(), timing = PATIENT): Promise<string> {
  return whopAt(server.url, {}, timing).uploadFile(FILE, signal);
}

function puts(server: ScriptedServer): readonly SeenRequest[] {
  return server.requests.filter(({ method }) => method === 'PUT');
}

describe('a file handed over', () => {
  test('is private, under a name without folders', async () => {
    await using server = await startFiles({});
    expect(await upload(server)).toBe('file_1');
    const [create] = server.requests;
    expect(create).toMatchObject({ method: 'POST', path: '/files' });
    expect(JSON.parse(String(create?.body))).toEqual({
      filename: 'chat with Jane.pdf',
      visibility: 'private',
    });
  });

  test('arrives whole, with the headers asked for and without our key', async () => {
    await using server = await startFiles({});
    await upload(server);
    const [put, ...others] = puts(server);
    expect(others).toHaveLength(0);
    expect(put?.path).toBe('/storage/file_1?signature=abc');
    expect(put?.body).toEqual(BYTES);
    expect(put?.headers).toMatchObject({ 'content-type': 'application/pdf', 'x-amz-acl': 'private' });
    expect(put?.headers).not.toHaveProperty('authorization');
    expect(JSON.stringify(put?.headers)).not.toContain(API_KEY);
  });

  test('keeps our key even from an answer that asks for it', async () => {
    const upload_headers = { authorization: `Bearer ${API_KEY}`, cookie: 'a=b', 'Content-Length': '1' };
    await using server = await startFiles({ created: { upload_headers } });
    await upload(server);
    const [put] = puts(server);
    expect(put?.headers).not.toHaveProperty('authorization');
    expect(put?.headers).not.toHaveProperty('cookie');
    expect(put?.headers).toMatchObject({ 'content-length': String(BYTES.length), 'content-type': FILE.type });
  });

  test('is looked at until it is ready', async () => {
    await using server = await startFiles({ statuses: ['pending', 'processing', 'new word', null, 'ready'] });
    await upload(server);
    expect(server.requests.filter(({ method }) => method === 'GET')).toHaveLength(5);
  });

  test('is looked at again when reads do not know of it yet', async () => {
    await using server = await startFiles({ statuses: [404, 404, 'ready'] });
    expect(await upload(server)).toBe('file_1');
    expect(puts(server)).toHaveLength(1);
  });
});

describe('a file that does not arrive', () => {
  test.each<[string, Script, ProviderError['kind']]>([
    ['Whop cannot take it in', { statuses: ['processing', 'failed'] }, 'refused'],
    ['it could not be created', { created: { upload_status: 'failed' } }, 'refused'],
    ['it never becomes ready', { statuses: ['processing'] }, 'timed_out'],
    ['it is never found', { statuses: [404] }, 'timed_out'],
    ['the storage refuses', { storage: (response) => response.writeHead(403).end() }, 'refused'],
    ['the storage fails', { storage: (response) => response.writeHead(503).end() }, 'unavailable'],
    ['the storage is too busy', { storage: (response) => response.writeHead(429).end() }, 'unavailable'],
    ['the storage cuts the connection', { storage: (response) => response.destroy() }, 'disconnected'],
    ['the storage hangs', { storage: () => undefined }, 'timed_out'],
    [
      'the storage redirects',
      { storage: (response) => response.writeHead(307, { location: '/x' }).end() },
      'refused',
    ],
    ['the file has no id', { created: { id: null } }, 'unreadable'],
    ['a header cannot be sent', { created: { upload_headers: { 'bad name': 'x' } } }, 'unreadable'],
  ])('because %s', async (_, script, kind) => {
    await using server = await startFiles(script);
    const timing = kind === 'timed_out' ? QUICK : PATIENT;
    await expect(upload(server, unstopped(), timing)).rejects.toMatchObject({ name: 'ProviderError', kind });
    expect(puts(server).length).toBeLessThanOrEqual(1);
  });

  test('because the caller stopped waiting', async () => {
    await using server = await startFiles({ statuses: ['processing'] });
    const controller = new AbortController();
    const call = upload(server, controller.signal, { ...PATIENT, pollEvery: 20_000 });
    setTimeout(() => controller.abort(), 100);
    await expect(call).rejects.toMatchObject({ name: 'ProviderError', kind: 'timed_out' });
  });
});

describe('bytes are not sent', () => {
  test.each([
    ['over plain HTTP to another host', 'http://storage.example/file_1'],
    ['over plain HTTP to another name of this machine', 'http://localhost:1/file_1'],
    ['to a private address', 'https://10.0.0.7/file_1'],
    ['to where a cloud keeps its keys', 'https://169.254.169.254/latest/meta-data'],
    ['to this machine as IPv6 writes it', 'https://[::ffff:127.0.0.1]/file_1'],
    ['to a name that leads to this machine', 'https://localhost:1/file_1'],
    ['to a file', 'file:///tmp/file_1'],
    ['nowhere', null],
    ['to nonsense', 'storage'],
  ])('%s', async (_, upload_url) => {
    await using server = await startFiles({ created: { upload_url } });
    await expect(upload(server)).rejects.toMatchObject({ kind: 'unreadable' });
    expect(puts(server)).toHaveLength(0);
  });

  test('where they would become public', async () => {
    await using server = await startFiles({ created: { visibility: 'public' } });
    await expect(upload(server)).rejects.toMatchObject({ kind: 'refused' });
    expect(puts(server)).toHaveLength(0);
  });
});
