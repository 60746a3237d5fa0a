import * as fc from 'fast-check';

/** Numbers that no money or time should become, as JSON writes them. */
const NUMBERS = [
  '1e400',
  '-1e400',
  '-0',
  '9007199254740993',
  '1E-400',
  '0.1e-7',
  '123456789012345678901234567890',
];

/** Names with a meaning to JavaScript. */
const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', ''];

/** A payload as text that programs other than `JSON.stringify` may write: strange numbers, names, escapes, keys that stand twice. */
export function odd(payloads: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer> {
  const change = fc.oneof(
    fc.constant((text: string) => text),
    fc.constantFrom(...NUMBERS).map((number) => (text: string) => text.replace(/:\d+/, `:${number}`)),
    fc
      .constantFrom(...NAMES)
      .map((name) => (text: string) => text.replace('{', `{${JSON.stringify(name)}:{"polluted":true},`)),
    fc.constant((text: string) => text.replace(/"(pay[^"]*)"/, String.raw`"\ud800$1"`)),
    fc.constant((text: string) => text.replace(/"(pay[^"]*)"/, String.raw`"\u0000$1"`)),
    fc.constant((text: string) => text.replace(/"id":/g, '"id":null,"id":')),
  );
  return fc.tuple(payloads, change).map(([payload, apply]) => Buffer.from(apply(JSON.stringify(payload))));
}

/** A text as other bytes: each of them is no JSON in UTF-8, or must be taken for what it is. */
export const ENCODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-16': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'a byte order mark': (text) => Buffer.from(`\uFEFF${text}`),
  'a byte that is no UTF-8': (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xff])]),
  'an overlong slash': (text) => Buffer.from(text.replace('"', '"\u00c0\u00af'), 'latin1'),
  'half a surrogate pair': (text) =>
    Buffer.concat([
      Buffer.from('{"a":"'),
      Buffer.from([0xed, 0xa0, 0x80]),
      Buffer.from(`",${text.slice(1)}`),
    ]),
  'a NUL': (text) => Buffer.from(`${text}\0`),
  'cut short': (text) => Buffer.from(text.slice(0, text.length / 2)),
  'a list': (text) => Buffer.from(`[${text}]`),
  'a word': () => Buffer.from('null'),
  nothing: () => Buffer.alloc(0),
  'a hundred thousand lists': () => Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)),
  'a hundred thousand objects': () => Buffer.from(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
};

/** A payload with something bottomless inside. */
export function bottomless(payload: object): Buffer {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  return Buffer.from(JSON.stringify(payload).replace(/\}$/, `,"more":${deep},"custom_data":${deep}}`));
}
