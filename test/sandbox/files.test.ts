import { createHash } from 'node:crypto';
import { toFile } from '@whop/sdk';
import { expect, test } from 'vitest';
import { put, refusal, startRig } from './running.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==',
  'base64',
);

test('a private file is pending, then processing, then ready, and its bytes come back whole', async () => {
  const { client, control, sandbox } = await startRig();
  await control('PATCH', '/settings/whop', { file_processing_ms: 2_000 });
  const created = await client.files.create({ filename: 'chat.png', visibility: 'private' });
  expect(created).toMatchObject({
    upload_status: 'pending',
    visibility: 'private',
    content_type: 'image/png',
    size: null,
    url: null,
    upload_headers: { 'Content-Type': 'image/png' },
  });

  expect((await put(created, PNG)).status).toBe(200);

  expect((await client.files.retrieve(created.id)).upload_status).toBe('processing');
  await expect.poll(async () => (await client.files.retrieve(created.id)).upload_status).toBe('ready');
  const ready = await client.files.retrieve(created.id);
  expect(ready.size).toBe(String(PNG.length));
  expect(ready).not.toHaveProperty('upload_url');
  expect(Buffer.from(await (await fetch(ready.url ?? '')).arrayBuffer())).toEqual(PNG);
  const [uploaded] = sandbox.ledger.entries({ name: 'file_uploaded', id: created.id });
  expect(uploaded?.detail).toEqual({
    size: PNG.length,
    sha256: createHash('sha256').update(PNG).digest('hex'),
  });
});

test("the SDK's own upload works, and makes the file public as it does at Whop", async () => {
  const { client, control } = await startRig();
  await control('PATCH', '/settings/whop', { file_processing_ms: 0 });
  const file = await client.files.upload(await toFile(PNG, 'photo.png'));
  expect(file).toMatchObject({ upload_status: 'ready', visibility: 'public', filename: 'photo.png' });
  expect(new URL(file.url ?? '').search).toBe('');
});

async function putTo(url: string, type: string): Promise<[number, string]> {
  const response = await fetch(url, { method: 'PUT', headers: { 'content-type': type }, body: PNG });
  return [response.status, await response.text()];
}

test('a presigned URL refuses another type, another token, another file and a late hour', async () => {
  const { client, control, sandbox } = await startRig();
  const { id, upload_url } = await client.files.create({ filename: 'chat.png', visibility: 'private' });
  const other = await client.files.create({ filename: 'chat.png', visibility: 'private' });
  const url = upload_url ?? '';
  expect(await putTo(url, 'text/html')).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
  expect(await putTo(url.slice(0, -1), 'image/png')).toEqual([
    403,
    expect.stringContaining('SignatureDoesNotMatch'),
  ]);
  expect((await putTo(url.replace(id, other.id), 'image/png'))[0]).toBe(403);
  expect((await putTo(url.replace(id, 'file_none'), 'image/png'))[0]).toBe(404);

  await control('PATCH', '/settings/whop', { upload_url_seconds: 1 });
  const brief = await client.files.create({ filename: 'chat.png', visibility: 'private' });
  const late = brief.upload_url ?? '';
  await expect
    .poll(() => putTo(late, 'image/png'), { interval: 500 })
    .toEqual([403, expect.stringContaining('Request has expired')]);
  expect((await client.files.retrieve(other.id)).upload_status).toBe('pending');
  expect(JSON.stringify(sandbox.ledger.entries())).not.toContain(new URL(url).searchParams.get('token'));
});

test("a private file's address needs its token", async () => {
  const { client, control } = await startRig();
  await control('PATCH', '/settings/whop', { file_processing_ms: 0 });
  const file = await client.files.create({ filename: 'chat.png', visibility: 'private' });
  await put(file, PNG);
  const { url } = await client.files.retrieve(file.id);
  const [bare = ''] = (url ?? '').split('?');
  expect((await fetch(bare)).status).toBe(403);
});

test('a file without a name is refused', async () => {
  const { client } = await startRig();
  await expect(client.files.create({ filename: ' ' })).rejects.toMatchObject(refusal(400, 'bad_request'));
});
