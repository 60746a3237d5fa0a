import { randomBytes } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { encryptionCodec, keyIdOf, UnreadablePayloadError } from '../../src/temporal/encryption-codec.ts';
import { KeyListError, newEncryptionKey, parseEncryptionKeys } from '../../src/temporal/encryption-keys.ts';

const A = newEncryptionKey('2026-a');
const B = newEncryptionKey('2026-b');

const codecOf = (list: string) => encryptionCodec(parseEncryptionKeys(list));

const NOTE = 'Zelda Quistgaard moved';
const PAYLOAD: Payload = {
  metadata: { encoding: Buffer.from('json/plain'), type: Buffer.from('note') },
  data: Buffer.from(JSON.stringify({ note: NOTE })),
};

async function only(payloads: Promise<Payload[]>): Promise<Payload> {
  const [payload, ...more] = await payloads;
  if (payload === undefined || more.length > 0) throw new Error('not one payload');
  return payload;
}

const asText = ({ metadata, data }: Payload): object => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString()]),
  ),
  data: Buffer.from(data ?? []).toString(),
});

describe('a payload', () => {
  test('comes back as it was, with its metadata, and shows nothing in between but the id of its key', async () => {
    const sealed = await only(codecOf(A).encode([PAYLOAD]));
    expect(asText({ ...sealed, data: null })).toEqual({
      metadata: { encoding: 'binary/encrypted', 'encryption-key-id': '2026-a' },
      data: '',
    });
    expect(Buffer.from(sealed.data ?? []).toString('latin1')).not.toContain('Zelda');
    expect(asText(await only(codecOf(A).decode([sealed])))).toEqual(asText(PAYLOAD));
  });

  test('never looks the same twice', async () => {
    const [one, other] = await codecOf(A).encode([PAYLOAD, PAYLOAD]);
    expect(one?.data).not.toEqual(other?.data);
  });

  test('without data stays without', async () => {
    const empty: Payload = { metadata: { encoding: Buffer.from('binary/null') } };
    const back = await only(codecOf(A).decode(await codecOf(A).encode([empty])));
    expect(asText(back)).toEqual(asText(empty));
  });

  test('of an earlier version is read as it is', async () => {
    expect(await codecOf(A).decode([PAYLOAD])).toEqual([PAYLOAD]);
  });
});

describe('keys', () => {
  test('the first encrypts, and all decrypt', async () => {
    const old = await only(codecOf(A).encode([PAYLOAD]));
    const rotated = codecOf(`${B}, ${A}`);
    expect(keyIdOf(await only(rotated.encode([PAYLOAD])))).toBe('2026-b');
    expect(asText(await only(rotated.decode([old])))).toEqual(asText(PAYLOAD));
  });

  test('off leaves what is new as it is, and keys behind it decrypt still', async () => {
    const old = await only(codecOf(A).encode([PAYLOAD]));
    const off = codecOf(`off,${A}`);
    expect(await off.encode([PAYLOAD])).toEqual([PAYLOAD]);
    expect(asText(await only(off.decode([old])))).toEqual(asText(PAYLOAD));
  });

  test.each([B, 'off'])(
    'a payload under a key that is not there is refused by the id of the key',
    async (list) => {
      const sealed = await only(codecOf(A).encode([PAYLOAD]));
      await expect(codecOf(list).decode([sealed])).rejects.toThrow(
        new UnreadablePayloadError(
          'A payload is encrypted under the key 2026-a, which is not in RECOURSE_ENCRYPTION_KEYS: put it there again, behind the first one, and restart; then this goes on by itself.',
        ),
      );
    },
  );

  test('another key under the same id, a changed byte, another id and a cut payload are all refused', async () => {
    const sealed = await only(codecOf(A).encode([PAYLOAD]));
    const data = Buffer.from(sealed.data ?? []);
    const changed = Buffer.from(data).fill(data.readUInt8(20) ^ 1, 20, 21);
    const twin = codecOf(`${A},${A.replace('2026-a', 'twin')}`);
    const renamed = { ...sealed.metadata, 'encryption-key-id': Buffer.from('twin') };
    const message =
      /^A payload encrypted under the key [\w-]+ cannot be decrypted: RECOURSE_ENCRYPTION_KEYS has/;
    await expect(codecOf(newEncryptionKey('2026-a')).decode([sealed])).rejects.toThrow(message);
    await expect(twin.decode([{ ...sealed, data: changed }])).rejects.toThrow(message);
    await expect(twin.decode([{ ...sealed, metadata: renamed }])).rejects.toThrow(message);
    await expect(twin.decode([{ ...sealed, data: data.subarray(0, 27) }])).rejects.toThrow(message);
  });

  test('an id that is none of ours is not repeated', async () => {
    const payload = {
      metadata: { encoding: Buffer.from('binary/encrypted'), 'encryption-key-id': Buffer.from(NOTE) },
      data: randomBytes(64),
    };
    await expect(codecOf(A).decode([payload])).rejects.toThrow(
      /id is missing or malformed: it was not written/,
    );
  });
});

describe('a list of keys', () => {
  const key = randomBytes(32).toString('base64');

  test.each([
    ['', 'number 1 does not begin with an id'],
    [key, 'number 1 does not begin with an id'],
    [`a:${key},`, 'number 2 does not begin with an id'],
    [`a b:${key}`, 'number 1 does not begin with an id'],
    [`${'a'.repeat(65)}:${key}`, 'number 1 does not begin with an id'],
    [`a:${key.slice(4)}`, 'the key a is not 32 bytes in base64'],
    [`a:${key.slice(0, -1)}`, 'the key a is not 32 bytes in base64'],
    [`a:!${key}`, 'the key a is not 32 bytes in base64'],
    [`a:${key},a:${key}`, 'two of them have the id a'],
    [`a:${key},off`, 'number 2 does not begin with an id'],
  ])('that cannot be read is refused without showing a key (%#)', (list, message) => {
    const parse = () => parseEncryptionKeys(list);
    expect(parse).toThrow(KeyListError);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow(key.slice(4, 20));
  });
});
