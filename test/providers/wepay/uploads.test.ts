import busboy from 'busboy';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { EvidenceUpload } from '../../../src/providers/provider.ts';
import type { WepaySettings } from '../../../src/providers/wepay/settings.ts';
import { uploadsAddress, wepayEnvironment } from '../../../src/providers/wepay/addresses.ts';
import { json, startScriptedServer, type ScriptedServer, type SeenRequest } from '../scripted-server.ts';
import { RISK_TOKEN, unstopped, wepayAt } from './samples.ts';

const BYTES = Buffer.from('%PDF-1.7 \r\n--chat--\r\n');
const FILE: EvidenceUpload = {
  name: '../chat with "Jane".pdf',
  type: 'application/pdf',
  bytes: BYTES,
  slot: 'correspondence',
  merchantId: 'acc-1',
};

function startUploads(document: unknown): Promise<ScriptedServer> {
  return startScriptedServer((_, response) => json(response, 200, document));
}

/** What a multipart request brought. */
async function parts({ headers, body }: SeenRequest): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  const parser = busboy({ headers });
  const files: Promise<void>[] = [];
  parser.on('field', (name, value) => {
    found[name] = value;
  });
  parser.on('file', (name, stream, { filename, mimeType }) => {
    files.push(
      buffer(stream).then((bytes) => {
        found[name] = { filename, mimeType, bytes };
      }),
    );
  });
  await new Promise((resolve) => {
    parser.on('close', resolve);
    parser.end(body);
  });
  await Promise.all(files);
  return found;
}

describe('a document', () => {
  test('is handed over whole, with its type and account, under a name without folders', async () => {
    await using server = await startUploads({ id: 'docu-1', create_time: 1_795_082_400 });
    await wepayAt(server.url).uploadFile(FILE, unstopped());
    const [request, ...others] = server.requests;
    expect(others).toEqual([]);
    expect(request).toMatchObject({ method: 'POST', path: '/uploads/documents' });
    expect(request === undefined ? null : await parts(request)).toEqual({
      type: 'correspondence',
      account_id: 'acc-1',
      file: { filename: 'chat with _Jane_.pdf', mimeType: 'application/pdf', bytes: BYTES },
    });
  });

  test("goes as WePay's browser helper sends it: with the risk token, without the app's", async () => {
    await using server = await startUploads({ id: 'docu-1' });
    await wepayAt(server.url).uploadFile(FILE, unstopped());
    await wepayAt(server.url, { riskToken: null }).uploadFile(FILE, unstopped());
    const [first, second] = server.requests.map(({ headers }) => headers);
    expect(first).toMatchObject({ 'app-id': '121212', 'api-version': '3.0', 'wepay-risk-token': RISK_TOKEN });
    expect(first).not.toHaveProperty('app-token');
    expect(first).not.toHaveProperty('unique-key');
    expect(second).not.toHaveProperty('wepay-risk-token');
  });

  test("answers with WePay's id for it", async () => {
    await using server = await startUploads({ id: 'docu-1', create_time: null });
    expect(await wepayAt(server.url).uploadFile(FILE, unstopped())).toBe('docu-1');
  });

  test.each([{}, { id: null }, { id: '' }, [], null, 'docu-1'])(
    'without an id cannot be used: %j',
    async (answer) => {
      await using server = await startUploads(answer);
      const call = wepayAt(server.url).uploadFile(FILE, unstopped());
      await expect(call).rejects.toMatchObject({ name: 'ProviderError', kind: 'unreadable' });
    },
  );

  test('is not sent while nobody knows whose account it is for', async () => {
    await using server = await startUploads({ id: 'docu-1' });
    const call = wepayAt(server.url).uploadFile({ ...FILE, merchantId: null }, unstopped());
    await expect(call).rejects.toMatchObject({ kind: 'refused' });
    expect(server.requests).toHaveLength(0);
  });

  test('is not sent over plain HTTP to another machine', async () => {
    await using server = await startUploads({ id: 'docu-1' });
    const wepay = wepayAt(server.url, { uploadsUrl: server.url.replace('127.0.0.1', 'localhost') });
    await expect(wepay.uploadFile(FILE, unstopped())).rejects.toMatchObject({ kind: 'refused' });
    expect(server.requests).toHaveLength(0);
  });
});

type Addresses = Pick<WepaySettings, 'baseUrl' | 'uploadsUrl'>;

describe('documents go to', () => {
  test.each<[Addresses, string]>([
    [{}, 'https://uploads.wepay.com'],
    [{ baseUrl: 'https://api.wepay.com/' }, 'https://uploads.wepay.com'],
    [{ baseUrl: 'https://stage-api.wepay.com' }, 'https://stage-uploads.wepay.com'],
    [{ uploadsUrl: 'https://uploads.example/' }, 'https://uploads.example'],
    [{ baseUrl: 'http://127.0.0.1:1/wepay', uploadsUrl: 'http://127.0.0.1:2' }, 'http://127.0.0.1:2'],
    [{ baseUrl: 'http://localhost:1', uploadsUrl: 'http://localhost:1/up' }, 'http://localhost:1/up'],
    [{ baseUrl: 'http://[::1]:1', uploadsUrl: 'http://[::1]:2' }, 'http://[::1]:2'],
  ])('%j: %s', (settings, address) => {
    expect(uploadsAddress(settings)).toBe(address);
  });

  test.each<[Addresses]>([
    [{ baseUrl: 'https://wepay.example' }],
    [{ baseUrl: 'http://127.0.0.1:1' }],
    [{ uploadsUrl: 'http://uploads.wepay.com' }],
    [{ uploadsUrl: 'http://127.0.0.1:1' }],
    [{ baseUrl: 'http://wepay.example', uploadsUrl: 'http://wepay.example' }],
    [{ uploadsUrl: 'ftp://uploads.wepay.com' }],
    [{ uploadsUrl: 'nonsense' }],
  ])('nowhere: %j', (settings) => {
    expect(() => uploadsAddress(settings)).toThrow('WEPAY_UPLOADS_URL must');
  });
});

test.each<[Pick<Addresses, 'baseUrl'>, string]>([
  [{}, 'production'],
  [{ baseUrl: 'https://api.wepay.com/' }, 'production'],
  [{ baseUrl: 'https://stage-api.wepay.com/' }, 'stage'],
])('the world of %j is %s', (settings, environment) => {
  expect(wepayEnvironment(settings)).toBe(environment);
});
