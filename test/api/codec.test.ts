import type { Payload } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { instant } from '../../src/domain/instant.ts';
import { hashOf, newSecret } from '../../src/people/secret.ts';
import { encryptionCodec } from '../../src/temporal/encryption-codec.ts';
import { newEncryptionKey, parseEncryptionKeys } from '../../src/temporal/encryption-keys.ts';
import { ADMIN_OF_1, openApi, type Sent, type TestApi } from './an-api.ts';

const DESK = 'https://desk.test';
const TEMPORAL = 'https://temporal.test';

const codec = encryptionCodec(parseEncryptionKeys(newEncryptionKey('here')));
const elsewhere = encryptionCodec(parseEncryptionKeys(newEncryptionKey('elsewhere')));

const PAYLOAD = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"a note"') };

let api: TestApi;
beforeAll(async () => {
  api = await openApi({ access: { publicUrl: DESK }, payloadCodecs: [codec], codecOrigins: [TEMPORAL] });
});
afterAll(() => api.close());

/** As Temporal's pages ask. */
const decode = (payloads: readonly object[], sent: Sent = {}) =>
  api.send('POST', '/codec/decode?preserveStorageRefs=true', { json: { payloads }, ...sent });

const json = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
  ),
  data: Buffer.from(data ?? []).toString('base64'),
});

const sealedBy = async (by: typeof codec) => (await by.encode([PAYLOAD])).map(json);

async function signedInFrom(origin: string): Promise<Sent> {
  const secret = newSecret();
  const now = instant(Date.now());
  const person = { id: 'ann', issuer: 'test', subject: 'ann', name: null, mail: null, mailVerified: false };
  await api.store.people.signIn({ ...person, role: 'admin', merchantIds: null }, now);
  await api.store.sessions.begin(hashOf(secret), 'ann', now);
  return { token: null, headers: { cookie: `__Host-recourse-session=${secret}`, origin } };
}

test('what is encrypted comes back readable, and what is not as it was', async () => {
  const answer = await decode([...(await sealedBy(codec)), json(PAYLOAD)]);
  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({ payloads: [json(PAYLOAD), json(PAYLOAD)] });
});

test('payloads are of all merchants, so that whoever may see one of them alone may not decrypt any', async () => {
  const { status, json: problem } = await decode(await sealedBy(codec), { token: ADMIN_OF_1 });
  expect(status).toBe(403);
  expect(problem.detail).toContain('right to all merchants');
});

test("Temporal's pages may ask with the cookie of whoever is signed in, and read the answer", async () => {
  const answer = await decode(await sealedBy(codec), await signedInFrom(TEMPORAL));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('access-control-allow-origin')).toBe(TEMPORAL);
  expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
  expect(answer.headers.get('vary')).toContain('Origin');
  const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-namespace' };
  const preflight = await fetch(`${api.url}/codec/decode`, {
    method: 'OPTIONS',
    headers: { origin: TEMPORAL, ...asked },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('x-namespace');
});

test('pages of other sites may not', async () => {
  const answer = await decode(await sealedBy(codec), await signedInFrom('https://evil.test'));
  expect(answer.status).toBe(403);
  expect(answer.json.type).toBe('urn:recourse:problem:foreign-origin');
  const preflight = await fetch(`${api.url}/codec/decode`, {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.test', 'access-control-request-method': 'POST' },
  });
  for (const { headers } of [answer, preflight])
    expect(headers.get('access-control-allow-origin')).toBeNull();
});

test("Temporal's pages may do nothing else here", async () => {
  const answer = await api.send('POST', '/api/v1/operations/rebuild', await signedInFrom(TEMPORAL));
  expect(answer.status).toBe(403);
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
});

test('a key that is not here is named, and nothing of the payload', async () => {
  const answer = await decode(await sealedBy(elsewhere));
  expect(answer.status).toBe(422);
  expect(answer.json.detail).toMatch(/^A payload is encrypted under the key elsewhere, which is not in/);
});

test.each<[string, Sent, number]>([
  ['no JSON', { body: '{', headers: { 'content-type': 'application/json' } }, 400],
  ['not called JSON', { body: '{"payloads":[]}', headers: { 'content-type': 'text/plain' } }, 415],
  ['no payloads', { json: {} }, 422],
  ['no base64', { json: { payloads: [{ data: '!' }] } }, 422],
  ['too much', { json: { payloads: [{ data: 'A'.repeat(8 * 1024 * 1024) }] } }, 413],
])('a body with %s is refused', async (_what, sent, status) => {
  expect((await api.send('POST', '/codec/decode', sent)).status).toBe(status);
});
