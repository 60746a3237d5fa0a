import { createHash, createHmac, createPublicKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { minus, plus, SECOND } from '../../../src/domain/instant.ts';
import { WebhookSignatureError } from '../../../src/providers/errors.ts';
import { bearer, CCG_KEYS, ccgPayload, keyPair, NOW, received } from './samples.ts';

const OTHER = keyPair();

/** The name of a key as RFC 7638 makes it. */
function thumbprint(pem: string): string {
  const { crv, kty, x, y } = createPublicKey(pem).export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

const CLAIMS = part({ exp: 4_000_000_000 });

/** The old trick: the public key, which is no secret, taken for the secret of an HMAC. */
function confused(): string {
  const signed = `${part({ alg: 'HS256' })}.${CLAIMS}`;
  return `${signed}.${createHmac('sha256', CCG_KEYS.pem).update(signed).digest('base64url')}`;
}

describe('a webhook is taken', () => {
  test('with a token of any of the keys', async () => {
    const keys = [OTHER.pem, CCG_KEYS.pem];
    expect((await received(ccgPayload(), { keys })).event).not.toBeNull();
    const headers = await bearer({ key: OTHER.privateKey });
    expect((await received(ccgPayload(), { keys, headers })).event).not.toBeNull();
  });

  test.each([
    ['names its key', thumbprint(CCG_KEYS.pem)],
    ['names a key by a name that is not ours', 'key-7'],
  ])('when the token %s', async (_what, kid) => {
    const headers = await bearer({ header: { alg: 'ES256', kid } });
    const delivery = await received(ccgPayload(), { keys: [OTHER.pem, CCG_KEYS.pem], headers });
    expect(delivery.event).not.toBeNull();
  });

  test('when the clocks differ by less than a minute', async () => {
    const late = await bearer({ expires: minus(NOW, 59 * SECOND) });
    const early = await bearer({ notBefore: plus(NOW, 59 * SECOND) });
    for (const headers of [late, early])
      expect((await received(ccgPayload(), { headers })).event).not.toBeNull();
  });

  test('whatever the scheme is written like', async () => {
    const { authorization } = await bearer();
    const headers = { authorization: authorization.replace('Bearer', 'bearer') };
    expect((await received(ccgPayload(), { headers })).event).not.toBeNull();
  });
});

describe('a webhook is refused', () => {
  test.each([
    ['without a token', {}],
    ['with another kind of credentials', { authorization: 'Basic YTpi' }],
    ['with a word for a token', { authorization: 'Bearer secret' }],
    ['with three words for a token', { authorization: 'Bearer a.b.c' }],
    ['with a token nobody signed', { authorization: `Bearer ${part({ alg: 'none' })}.${CLAIMS}.` }],
    ['with a public key used as a secret', { authorization: `Bearer ${confused()}` }],
  ])('%s', async (_what, headers) => {
    await expect(received(ccgPayload(), { headers })).rejects.toThrow(WebhookSignatureError);
  });

  test.each([
    ['of a key that is not ours', { key: OTHER.privateKey }],
    ['that expired more than a minute ago', { expires: minus(NOW, 61 * SECOND) }],
    ['that never expires', { expires: null }],
    ['that is not valid yet', { notBefore: plus(NOW, 61 * SECOND) }],
  ])('with a token %s', async (_what, options) => {
    const headers = await bearer(options);
    await expect(received(ccgPayload(), { headers })).rejects.toThrow(WebhookSignatureError);
  });

  test('with a token that names one of our keys and is signed with another', async () => {
    const headers = await bearer({ header: { alg: 'ES256', kid: thumbprint(OTHER.pem) } });
    const keys = [OTHER.pem, CCG_KEYS.pem];
    await expect(received(ccgPayload(), { keys, headers })).rejects.toThrow(WebhookSignatureError);
  });

  test('with a token that was tampered with', async () => {
    const { authorization } = await bearer();
    const [head = '', , signature = ''] = authorization.split('.');
    const headers = { authorization: `${head}.${CLAIMS}.${signature}` };
    await expect(received(ccgPayload(), { headers })).rejects.toThrow(WebhookSignatureError);
  });

  test('by a provider without keys', async () => {
    await expect(received(ccgPayload(), { keys: [] })).rejects.toThrow(WebhookSignatureError);
  });
});
