import { expect, test } from 'vitest';
import { exitCodeFor, sentenceFor } from '../../src/exit.ts';
import { OperatorError } from '../../src/operator-error.ts';

function fromSystem(code: string, path?: string): Error {
  return Object.assign(new Error(`${code}: no`), { code, ...(path !== undefined && { path }) });
}

test.each<[error: unknown, sentence: RegExp, code: number]>([
  [new OperatorError('Set it.'), /^Set it\.$/, 2],
  [fromSystem('EACCES', '/data/lock'), /^\/data\/lock cannot be used \(EACCES\): this user may not/, 2],
  [fromSystem('ENOSPC'), /the disk is full\.$/, 2],
  [fromSystem('EROFS', '/data'), /cannot be written to\.$/, 2],
  [fromSystem('EPIPE'), /EPIPE: no\n +at /, 1],
  [{ message: 'could not write block' }, /^could not write block$/, 1],
  ['a text', /^a text$/, 1],
])('%o is told as one sentence', (error, sentence, code) => {
  expect(sentenceFor(error)).toMatch(sentence);
  expect(exitCodeFor(error)).toBe(code);
});
