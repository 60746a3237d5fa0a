import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Received, RESPONDER, type TestApi, openApi, VIEWER } from '../api/an-api.ts';
import { JPEG, PDF, PNG } from '../api/sample-files.ts';
import { pixelsOf } from '../../src/api/picture-size.ts';
import { aCase } from '../store/a-case.ts';
import { DISGUISED, NAMES, pngOf, POLYGLOTS } from './hostile-files.ts';

/** A name as a token or in quotes, and again in its own letters where it needs them (RFC 6266): nothing else, and nothing after it. */
const DISPOSITION =
  /^attachment; filename=(?:[\w!#$%&'*+.^`|~-]+\.pdf|"[^"\\\r\n/]+\.pdf")(?:; filename\*=UTF-8''[\w.%!~*()'-]+\.pdf)?$/;
const SLOT = 'uncategorized_attachment';

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

let cases = 0;
async function newCase(): Promise<string> {
  const state = aCase(`pay_${(cases += 1)}`);
  await api.keep(state);
  return state.id;
}

function upload(id: string, bytes: Buffer, name: string): Promise<Received> {
  const body = new FormData();
  body.set('slot', SLOT);
  body.set('file', new Blob([new Uint8Array(bytes)], { type: 'application/pdf' }), name);
  return api.send('POST', `/api/v1/disputes/${id}/files`, { token: RESPONDER, body });
}

/** Sends a name as no browser would: letter by letter, in quotes of its own. */
function uploadRaw(id: string, bytes: Buffer, filename: string): Promise<Received> {
  const boundary = 'b'.repeat(20);
  const head = `Content-Disposition: form-data; name="file"; filename="${filename}"`;
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="slot"\r\n\r\n${SLOT}\r\n`),
    Buffer.from(`--${boundary}\r\n${head}\r\nContent-Type: text/html\r\n\r\n`),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return api.send('POST', `/api/v1/disputes/${id}/files`, { token: RESPONDER, headers, body });
}

describe('behind the name of a PDF', () => {
  test.each(Object.keys(DISGUISED))('%s is refused, and nothing of it is kept', async (kind) => {
    const id = await newCase();
    const { status, json } = await upload(id, DISGUISED[kind] ?? PDF, 'evidence.pdf');
    expect([status, json.type]).toEqual([422, 'urn:recourse:problem:file-refused']);
    expect((await api.send('GET', `/api/v1/disputes/${id}`)).json.disputes[0].evidence.files).toEqual([]);
  });
});

describe('two kinds in one', () => {
  test.each(Object.keys(POLYGLOTS))(
    '%s is served as the accepted kind, to be saved, and can run nowhere',
    async (kind) => {
      const { bytes, type } = POLYGLOTS[kind] ?? { bytes: PDF, type: '' };
      const id = await newCase();
      const added = await upload(id, bytes, 'evidence.html');
      expect([added.status, added.json.type]).toEqual([201, type]);
      const path = `/api/v1/disputes/${id}/files/${added.json.id}`;
      const { headers, bytes: served } = await api.send('GET', path, { token: VIEWER });
      expect(createHash('sha256').update(served).digest('hex')).toBe(added.json.sha256);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-type': type,
        'content-disposition': expect.stringMatching(/^attachment; filename="?evidence\.html\.(gif|pdf)"?$/),
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
        'cross-origin-resource-policy': 'same-origin',
      });
    },
  );
});

describe('a name', () => {
  test.each(NAMES)('%j stays one, of what the file is', async (name, fromBrowser, byLetter = fromBrowser) => {
    for (const [send, fate] of [[upload, fromBrowser] as const, [uploadRaw, byLetter] as const]) {
      const id = await newCase();
      const { status, json } = await send(id, PDF, name);
      expect(status === 201 ? json.name : status).toBe(fate);
      if (status !== 201) continue;
      expect(json.name).toMatch(/^[^.\s/\\\p{C}<>:"|?*][^/\\\p{C}<>:"|?*]{0,160}\.pdf$/u);
      const { headers } = await api.send('GET', `/api/v1/disputes/${id}/files/${json.id}`);
      expect(headers.get('content-disposition')).toMatch(DISPOSITION);
      expect(headers.get('set-cookie')).toBeNull();
    }
  });
});

test('a picture is as large as its head says, whatever its kind', () => {
  const frame = Buffer.from([0xff, 0xc2, 0, 11, 8, 0x10, 0, 0x20, 0, 1, 1, 0x11, 0]);
  expect(pixelsOf(pngOf(3, 5), 'image/png')).toBe(15);
  expect(pixelsOf(Buffer.from('474946383961ffff0200', 'hex'), 'image/gif')).toBe(0xffff * 2);
  expect(pixelsOf(Buffer.concat([JPEG.subarray(0, -2), frame]), 'image/jpeg')).toBe(0x1000 * 0x2000);
  expect(pixelsOf(JPEG, 'image/jpeg')).toBeNull();
  expect(pixelsOf(PNG.subarray(0, 10), 'image/png')).toBeNull();
  expect(pixelsOf(PDF, 'application/pdf')).toBeNull();
});
