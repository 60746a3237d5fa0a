import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { NoWorkerError } from '../../src/temporal/gateway.ts';
import { openTemporaryStore } from '../setup/store.ts';
import { aCase } from '../store/a-case.ts';
import { RESPONDER, type Received, type TestApi, VIEWER, openApi } from './an-api.ts';
import { GIF, JPEG, PDF, PNG } from './sample-files.ts';

const SLOT = 'uncategorized_attachment';

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());
afterEach(() => {
  api.gateway.failure = null;
});

let cases = 0;
async function open(changes: Parameters<typeof aCase>[2] = {}): Promise<string> {
  cases += 1;
  const state = aCase(`pay_${cases}`, {}, changes);
  await api.keep(state);
  return state.id;
}

function upload(
  id: string,
  bytes: Buffer,
  {
    slot = SLOT,
    name = 'evidence.pdf',
    more = {},
  }: { slot?: string; name?: string; more?: Record<string, string> } = {},
): Promise<Received> {
  const form = new FormData();
  form.set('slot', slot);
  for (const [part, value] of Object.entries(more)) form.set(part, value);
  form.set('file', new Blob([new Uint8Array(bytes)], { type: 'application/pdf' }), name);
  return api.send('POST', `/api/v1/disputes/${id}/files`, { token: RESPONDER, body: form });
}

describe('adding a file', () => {
  test.each([
    ['PDF', PDF, 'application/pdf', 'evidence.pdf'],
    ['PNG', PNG, 'image/png', 'evidence.png'],
    ['GIF', GIF, 'image/gif', 'evidence.gif'],
    ['JPEG', JPEG, 'image/jpeg', 'evidence.jpeg'],
  ])('a %s is taken, its type told by its content', async (_kind, bytes, type, name) => {
    const id = await open();
    const { status, json } = await upload(id, bytes, { name });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      id: expect.stringMatching(/^file_[0-9a-f-]{36}$/),
      slot: SLOT,
      name,
      size: bytes.length,
      type,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      revision: 1,
    });
    const shown = await api.send('GET', `/api/v1/disputes/${id}`);
    expect(shown.json.disputes[0].evidence.files).toMatchObject([{ id: json.id, slot: SLOT, type }]);
  });

  test('10 MB to the byte pass, one byte more is 422', async () => {
    const largest = Buffer.concat([PDF, Buffer.alloc(10_000_000 - PDF.length, 32)]);
    expect((await upload(await open(), largest)).status).toBe(201);
    const answer = await upload(await open(), Buffer.concat([largest, Buffer.alloc(1)]));
    expect(answer).toMatchObject({ status: 422, json: { detail: expect.stringContaining('10000000') } });
  });

  test('a request that has come whole before its case was found is taken as well', async () => {
    const store = await openTemporaryStore();
    const find = store.loadCase.bind(store);
    const loadCase: Store['loadCase'] = async (id) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return find(id);
    };
    const slow = await openApi({ store: Object.assign(store, { loadCase }) });
    const state = aCase('pay_slow');
    await slow.keep(state);
    const form = new FormData();
    form.set('slot', SLOT);
    form.set('file', new Blob([new Uint8Array(PDF)], { type: 'application/pdf' }), 'evidence.pdf');
    const path = `/api/v1/disputes/${state.id}/files`;
    expect((await slow.send('POST', path, { token: RESPONDER, body: form })).status).toBe(201);
    await slow.close();
  });

  test('the parts may come in any order', async () => {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(PDF)]), 'a.pdf');
    form.set('slot', SLOT);
    expect((await send(await open(), form)).status).toBe(201);
  });
});

function send(id: string, body: FormData | Buffer, headers: Record<string, string> = {}): Promise<Received> {
  return api.send('POST', `/api/v1/disputes/${id}/files`, { token: RESPONDER, body, headers });
}

describe('422 with the reason', () => {
  test.each([
    ['empty', Buffer.alloc(0), 'empty'],
    ['of an unknown kind', Buffer.from('just text'), 'Accepted here'],
    [
      'HTML behind the name of a PDF',
      Buffer.from('<!doctype html><script>alert(1)</script>'),
      'Accepted here',
    ],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 'Accepted here'],
    ['a ZIP', Buffer.from('504b0304140000000800', 'hex'), 'Accepted here'],
    ['a program', Buffer.from('MZ\u0090\u0000'.padEnd(200, '\0'), 'latin1'), 'Accepted here'],
    ['a GIF that is a PDF as well', Buffer.concat([GIF, PDF]), 'two kinds in one'],
    ['a GIF that is a page as well', Buffer.concat([GIF, Buffer.from('<script>')]), 'two kinds in one'],
  ])('%s', async (_case, bytes, reason) => {
    const id = await open();
    const { status, json } = await upload(id, bytes);
    expect([status, json.detail]).toEqual([422, expect.stringContaining(reason)]);
    expect((await api.send('GET', `/api/v1/disputes/${id}`)).json.disputes[0].evidence.files).toEqual([]);
  });

  test('a slot the provider does not have, with those it has', async () => {
    for (const slot of ['nowhere', 'constructor', '__proto__']) {
      const answer = await upload(await open(), PDF, { slot });
      expect(answer).toMatchObject({ status: 422, json: { errors: [{ pointer: '/slot' }] } });
      expect(answer.json.detail).toContain(SLOT);
    }
  });

  test('no file, no slot, or something that does not belong', async () => {
    const noFile = new FormData();
    noFile.set('slot', SLOT);
    expect((await send(await open(), noFile)).status).toBe(422);
    const noSlot = new FormData();
    noSlot.set('file', new Blob([new Uint8Array(PDF)]), 'a.pdf');
    expect(await send(await open(), noSlot)).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/slot' }] },
    });
    const strange = await upload(await open(), PDF, { more: { colour: 'red' } });
    expect(strange).toMatchObject({ status: 422, json: { errors: [{ pointer: '/colour' }] } });
  });

  test('a second file, or a file under another part', async () => {
    const two = new FormData();
    two.set('slot', SLOT);
    two.append('file', new Blob([new Uint8Array(PDF)]), 'a.pdf');
    two.append('file', new Blob([new Uint8Array(PDF)]), 'b.pdf');
    expect((await send(await open(), two)).status).toBe(422);
    const misnamed = new FormData();
    misnamed.set('slot', SLOT);
    misnamed.set('document', new Blob([new Uint8Array(PDF)]), 'a.pdf');
    expect((await send(await open(), misnamed)).status).toBe(422);
  });
});

describe('a body that is no upload', () => {
  const multipart = { 'content-type': 'multipart/form-data; boundary=x' };

  test('415 for another type, or compressed', async () => {
    expect((await send(await open(), PDF, { 'content-type': 'application/pdf' })).status).toBe(415);
    const zipped = { ...multipart, 'content-encoding': 'gzip' };
    expect((await send(await open(), gzipSync('--x--'), zipped)).status).toBe(415);
  });

  test.each([
    ['without a boundary', Buffer.from('x'), { 'content-type': 'multipart/form-data' }],
    [
      'that ends too early',
      Buffer.from('--x\r\nContent-Disposition: form-data; name="slot"\r\n\r\nunc'),
      multipart,
    ],
    [
      'cut inside the file',
      Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%P'),
      multipart,
    ],
    ['of noise', Buffer.from('noise'), multipart],
  ])('400 for one %s', async (_case, body, headers) => {
    expect((await send(await open(), body, headers)).status).toBe(400);
  });
});

describe('refused by the case', () => {
  test('409 when the slot is full, and the bytes are not kept', async () => {
    const id = await open();
    const first = await upload(id, PDF);
    const second = await upload(id, PNG, { name: 'b.png' });
    expect(second).toMatchObject({ status: 409, json: { detail: expect.stringContaining('full') } });
    expect(kept).toEqual([first.json.id]);
  });

  test('but not when it is the same file again: it is kept once', async () => {
    const id = await open();
    const first = await upload(id, PDF);
    expect(await upload(id, PDF)).toMatchObject({ status: 201, json: first.json });
    expect(kept).toEqual([first.json.id]);
  });

  test('409 when the draft is frozen or the case closed, 404 for a dispute that is not there', async () => {
    const frozen = await open();
    await api.send('POST', `/api/v1/disputes/${frozen}/decisions`, { json: { decision: 'challenge' } });
    expect((await upload(frozen, PDF)).status).toBe(409);
    expect((await upload(await open({ open: false }), PDF)).status).toBe(409);
    expect((await upload(await open(), PDF, { more: { dispute_id: 'dp_none' } })).status).toBe(404);
    expect(kept).toEqual([]);
  });

  test('after an outage the bytes stay, since the edit may yet be carried out', async () => {
    const id = await open();
    api.gateway.failure = new NoWorkerError('none');
    expect((await upload(id, PDF)).status).toBe(503);
    expect(kept).toHaveLength(1);
  });

  let kept: string[] = [];
  let put: TestApi['store']['putFile'];
  let forget: TestApi['store']['deleteFile'];
  beforeAll(() => {
    put = api.store.putFile.bind(api.store);
    forget = api.store.deleteFile.bind(api.store);
    api.store.putFile = async (caseId, file) => {
      kept.push(file.id);
      await put(caseId, file);
    };
    api.store.deleteFile = async (caseId, fileId) => {
      kept = kept.filter((id) => id !== fileId);
      await forget(caseId, fileId);
    };
  });
  afterEach(() => {
    kept = [];
  });
});

describe('downloading', () => {
  test('gives the bytes to be saved, not shown', async () => {
    const id = await open();
    const { json } = await upload(id, PNG, { name: 'Quittung „März“ 😀.png' });
    const answer = await api.send('GET', `/api/v1/disputes/${id}/files/${json.id}`, { token: VIEWER });
    expect([answer.status, answer.type, answer.bytes.equals(PNG)]).toEqual([200, 'image/png', true]);
    const disposition = answer.headers.get('content-disposition') ?? '';
    expect(disposition).toMatch(/^attachment; /);
    expect(decodeURIComponent(/filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1] ?? '')).toBe(json.name);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toMatch(/^private/);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('304 for whoever has it already', async () => {
    const id = await open();
    const path = `/api/v1/disputes/${id}/files/${(await upload(id, PDF)).json.id}`;
    const etag = (await api.send('GET', path)).headers.get('etag') ?? '';
    const headers = { 'if-none-match': etag, 'cache-control': 'max-age=0' };
    const again = await api.send('GET', path, { headers });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
  });

  test("404 for a file that is not there, or is another case's", async () => {
    const [one, other] = [await open(), await open()];
    const { json } = await upload(one, PDF);
    expect((await api.send('GET', `/api/v1/disputes/${other}/files/${json.id}`)).status).toBe(404);
    expect((await api.send('GET', `/api/v1/disputes/${one}/files/file_none`)).status).toBe(404);
    expect((await api.send('GET', `/api/v1/disputes/${one}/files/..%2F..%2Fetc%2Fpasswd`)).status).toBe(404);
  });
});

describe('removing', () => {
  test('takes the file out of the draft, and its bytes away', async () => {
    const id = await open();
    const path = `/api/v1/disputes/${id}/files/${(await upload(id, PDF)).json.id}`;
    const removed = await api.send('DELETE', path, { token: RESPONDER });
    expect([removed.status, removed.text]).toEqual([204, '']);
    const { json } = await api.send('GET', `/api/v1/disputes/${id}`);
    expect(json.disputes[0].evidence).toMatchObject({ revision: 2, files: [] });
    expect((await api.send('GET', path)).status).toBe(404);
    expect((await api.send('DELETE', path, { token: RESPONDER })).status).toBe(404);
  });

  test('keeps bytes that an earlier answer was made of', async () => {
    const id = await open();
    const path = `/api/v1/disputes/${id}/files/${(await upload(id, PDF)).json.id}`;
    const state = await api.store.loadCase(id);
    if (state === null) throw new Error('the case is there');
    const earlierSubmissions = [{ stage: 'alert' as const, at: state.createdAt }];
    const disputes = state.disputes.map((dispute) => ({ ...dispute, earlierSubmissions }));
    await api.keep({ ...state, disputes, nextSeq: state.nextSeq + 1 });
    expect((await api.send('DELETE', path, { token: RESPONDER })).status).toBe(204);
    expect((await api.send('GET', path)).status).toBe(200);
  });

  test('409 when the draft is frozen: the file stays', async () => {
    const id = await open();
    const path = `/api/v1/disputes/${id}/files/${(await upload(id, PDF)).json.id}`;
    await api.send('POST', `/api/v1/disputes/${id}/decisions`, { json: { decision: 'challenge' } });
    expect((await api.send('DELETE', path, { token: RESPONDER })).status).toBe(409);
    expect((await api.send('GET', path)).status).toBe(200);
  });
});
